import { Choice, Type } from '#sdk';
import { type Figure, type FigureView, figureOf, type Pictures } from '../../platform/charts/index.ts';
import { type CsvRow, csvText } from '../../platform/csv.ts';
import type { Download } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import type { Changes, Work } from './model.ts';

/** What the address of a picture says beside the figure. */
export const PICTURE_QUERY = {
  theme: Choice(['light', 'dark'], { default: 'light', description: 'Colours' }),
  alone: Type.Optional(Choice(['1'], { description: 'With title and ground, to be saved' })),
};
/** Asked for a picture. */
interface PictureLook {
  readonly theme: 'light' | 'dark';
  readonly alone?: '1';
}

/** Where a figure of this page lies as a file. */
export function fileHref(work: Pick<Work, 'href'>, ending: 'csv' | 'svg', figure: string, changes: Changes = {}) {
  const [path, query] = work.href(changes).split('?');
  return `${path}.${ending}?${query ? `${query}&` : ''}figure=${figure}`;
}

/** A chart with the addresses of its files; `changes` take away what these do not ask for. */
export const shownFigure = (
  work: Work,
  figure: Figure,
  changes: Changes = {},
  about = aboutOf(work, figure.chart.unit),
): FigureView =>
  figureOf(
    figure,
    { csv: fileHref(work, 'csv', figure.id, changes), svg: fileHref(work, 'svg', figure.id, changes) },
    about,
  );

/** What stands below a picture that is saved alone: of which data it is, and what it counts where that has to be said. */
export function aboutOf(
  { call, dataset, loadedAtMs }: Pick<Work, 'call' | 'dataset' | 'loadedAtMs'>,
  counted?: string,
) {
  const { t, fmt } = wordsFor(call.viewer);
  const loaded = t('Data loaded {instant}', { instant: fmt.instant(loadedAtMs) });
  return [dataset.name, ...(counted === undefined ? [] : [counted]), loaded].join(' · ');
}

/** Rows as a file; `what` names it beside the dataset. */
export const csvFile = ({ dataset }: Pick<Work, 'dataset'>, what: string, rows: readonly CsvRow[]): Download => ({
  ...{ name: `${dataset.name} ${what}.csv`, contentType: 'text/csv; charset=utf-8', content: csvText(rows) },
});

const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';

/** A picture as a file; null: there is nothing to draw. */
export const pictureFile = ({ dataset }: Pick<Work, 'dataset'>, what: string, svg: string | null): Download => ({
  ...{ name: `${dataset.name} ${what}.svg`, contentType: 'image/svg+xml', content: svg ?? EMPTY_PICTURE },
});

/** A chart as a picture: as a part of our page, or alone with title and ground. */
export async function chartFile(
  pictures: Pictures,
  work: Work<PictureLook>,
  figure: Figure | null,
  { name, about }: { readonly name: string; readonly about?: string },
): Promise<Download> {
  if (!figure) return pictureFile(work, name, null);
  const { theme, alone } = work.query;
  const size = alone ? { width: 800, height: 360 } : { width: 560, height: 240 };
  const below = alone ? { about: about ?? aboutOf(work, figure.chart.unit) } : null;
  const svg = await pictures.svgOf(figure.chart, { theme, locale: work.call.viewer.locale, ...size, alone: below });
  return pictureFile(work, name, svg);
}
