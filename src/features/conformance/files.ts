import type { CsvRow } from '../../platform/csv.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Route } from '../../platform/http/route.ts';
import { drawingFile } from '../models/index.ts';
import { chartFile, csvFile, fileHref, pictureFile } from '../workbench/index.ts';
import { constraintsCsv } from './constraints-view.ts';
import { deviationsCsv, drawModel, findTotals, stepsCsv } from './model-view.ts';
import { type Around, type ConformanceWork, CsvQuery, type ListId, type PictureId, SvgQuery } from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { rulesCsv } from './rules-view.ts';
import { findTimeFigure } from './time-view.ts';
import { triageCsv } from './triage-view.ts';
import { variantsCsv } from './variants-view.ts';

/** Where figures of the page lie as a file; no step is selected there. */
export const hrefOfFile = (work: ConformanceWork, ending: 'csv' | 'svg', figure: ListId | PictureId): string =>
  fileHref(work, ending, figure, { step: undefined });

const CSV: Readonly<Record<ListId, (around: Around) => Promise<readonly CsvRow[]>>> = {
  ...{ steps: stepsCsv, deviations: deviationsCsv, variants: variantsCsv, triage: triageCsv, rules: rulesCsv },
  constraints: constraintsCsv,
  'over-time': async (around) => (await findTimeFigure(around))?.csv ?? [],
};

type PictureWork = ConformanceWork & { query: { figure: PictureId; theme: 'light' | 'dark'; alone?: '1' } };

export const downloads = (
  parts: ConformancePageParts,
  aroundOf: (work: ConformanceWork) => Promise<Around>,
): Route[] => [
  parts.workbench.download({
    ...{ section: 'conformance', below: '.csv', query: CsvQuery },
    summary: 'Figures of the conformance page as CSV, one list at a time.',
    file: async (work: ConformanceWork & { query: { figure: ListId } }) =>
      csvFile(work, work.query.figure, await CSV[work.query.figure](await aroundOf(work))),
  }),
  parts.workbench.download({
    ...{ section: 'conformance', below: '.svg', query: SvgQuery },
    summary: 'The model with its deviations, or conformance over time, as a picture.',
    async file(work: PictureWork) {
      const { figure } = work.query;
      const around = await aroundOf(work);
      return figure === 'model'
        ? pictureFile(work, figure, await modelPicture(around, work))
        : chartFile(parts.pictures, work, await findTimeFigure(around), { name: figure });
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
