import { csvText } from '../../platform/csv.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Download, Route } from '../../platform/http/route.ts';
import { drawingFile } from '../models/index.ts';
import { deviationsCsv, drawModel, findTotals, stepsCsv } from './model-view.ts';
import {
  type Around,
  type ConformanceWork,
  type Csv,
  CsvQuery,
  type ListId,
  type PictureId,
  SvgQuery,
} from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { rulesCsv } from './rules-view.ts';
import { timeFigure } from './time-view.ts';
import { triageCsv } from './triage-view.ts';
import { variantsCsv } from './variants-view.ts';

/** Where figures of the page lie as a file. */
export function fileHref(work: ConformanceWork, ending: 'csv' | 'svg', figure: ListId | PictureId): string {
  const path = work.href({ step: undefined }).replace('/conformance', `/conformance.${ending}`);
  return `${path}${path.includes('?') ? '&' : '?'}figure=${figure}`;
}

const CSV: Readonly<Record<ListId, (around: Around) => Promise<Csv>>> = {
  ...{ steps: stepsCsv, deviations: deviationsCsv, variants: variantsCsv, triage: triageCsv, rules: rulesCsv },
  'over-time': async (around) => (await timeFigure(around))?.figure.csv ?? [],
};
const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';

type PictureWork = ConformanceWork & { query: { figure: PictureId; theme: 'light' | 'dark'; alone?: '1' } };

export const downloads = (
  parts: ConformancePageParts,
  aroundOf: (work: ConformanceWork) => Promise<Around>,
): Route[] => [
  parts.workbench.download({
    ...{ section: 'conformance', below: '.csv', query: CsvQuery },
    summary: 'Figures of the conformance page as CSV, one list at a time.',
    async file(work: ConformanceWork & { query: { figure: ListId } }): Promise<Download> {
      const { figure } = work.query;
      const content = csvText(await CSV[figure](await aroundOf(work)));
      return { name: `${work.dataset.name} ${figure}.csv`, contentType: 'text/csv; charset=utf-8', content };
    },
  }),
  parts.workbench.download({
    ...{ section: 'conformance', below: '.svg', query: SvgQuery },
    summary: 'The model with its deviations, or conformance over time, as a picture.',
    async file(work: PictureWork): Promise<Download> {
      const { figure } = work.query;
      const around = await aroundOf(work);
      const content = figure === 'model' ? await modelPicture(around, work) : await timePicture(around, work);
      return {
        ...{ name: `${work.dataset.name} ${figure}.svg`, contentType: 'image/svg+xml' },
        content: content ?? EMPTY_PICTURE,
      };
    },
  }),
];

async function modelPicture(around: Around, work: PictureWork): Promise<string | null> {
  const found = await findTotals(around);
  if (!found) return null;
  const { drawing } = await drawModel(around, found);
  return drawingFile(
    around.parts.render,
    frameOf(work.call, { title: around.against.name }),
    drawing,
    work.query.theme,
  );
}

async function timePicture(around: Around, work: PictureWork): Promise<string | null> {
  const found = await timeFigure(around);
  if (!found) return null;
  const { theme, alone } = work.query;
  const look = { theme, locale: work.call.viewer.locale, width: alone ? 800 : 560, height: alone ? 360 : 240 };
  return around.parts.pictures.svgOf(found.figure.chart, { ...look, alone: alone ? { about: found.about } : null });
}
