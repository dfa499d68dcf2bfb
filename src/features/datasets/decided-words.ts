import type { Privacy } from '../../engine/import/privacy-schema.ts';
import { english, type Texts } from '../../platform/text/texts.ts';

const DECIDED: Readonly<Record<Privacy['action'], string>> = {
  ...{ keep: english('kept as it is'), drop: english('left out'), hash: english('hashed'), mask: english('masked') },
  ...{ 'mask-on-view': english('masked on view'), generalise: english('generalised'), shift: english('shifted') },
};

/** What was decided about a column, in one word or three. */
export const decidedWords = ({ action }: Pick<Privacy, 'action'>, { t }: Pick<Texts, 't'>): string =>
  t(DECIDED[action]);
