import { mayIn } from '../../platform/access/guard.ts';
import { english } from '../../platform/text/texts.ts';
import type { FindOffer } from '../connections/index.ts';
import { PATH } from './page-parts.ts';

/** An import job of what somebody looks at in a connection, for who may load datasets there. */
export const offerFor: FindOffer = (actor, { id, workspace }, { table = '', query = '', file }) => {
  if (!mayIn(actor, 'write:datasets', { workspace })) return null;
  const files = file === undefined ? '' : patternOf(file);
  return {
    text: english('Load into a dataset'),
    action: `${PATH}/new`,
    fields: { connection: id, table, query, files },
  };
};

/** Files of the same kind in the same folder. */
function patternOf(path: string): string {
  const [, folder = '', name = ''] = /^(.*\/)?([^/]*)$/s.exec(path) ?? [];
  const ending = /(\.[A-Za-z0-9]{1,8}){1,2}$/.exec(name)?.[0];
  const literal = (text: string) => text.replace(/[*?[\]{}!\\]/g, '\\$&');
  return ending === undefined ? literal(path) : `${literal(folder)}*${ending}`;
}
