import type { Figure, Pictures } from '../../platform/charts/index.ts';
import type { CsvRow } from '../../platform/csv.ts';
import type { Route } from '../../platform/http/route.ts';
import { english } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { chartFile, csvFile, fileHref, shownFigure, type Workbench } from '../workbench/index.ts';
import { batchesCsv, presentBatches } from './batches.ts';
import { activitiesCsv, bottlenecksCsv, presentBottlenecks } from './bottlenecks.ts';
import { differenceCsv, presentComparison } from './compare.ts';
import { driftCsv, findDrift } from './drift.ts';
import { keyFigures } from './key-figures.ts';
import {
  type Around,
  CsvQuery,
  type FigureId,
  LISTS,
  type ListId,
  PerformanceQuery,
  type PerformanceWork,
  SvgQuery,
  VIEWS,
  type View,
} from './model.ts';
import { findInProgress, findQueue, presentTime } from './over-time.ts';
import { presentSpectrum, spectrumCsv } from './spectrum.ts';
import { progressFigure, queueFigure } from './time-figures.ts';

const TITLES: Readonly<Record<View, string>> = {
  bottlenecks: english('Bottlenecks'),
  time: english('Over time'),
  spectrum: english('Spectrum'),
  batches: english('Batches'),
  compare: english('Comparison'),
};

const aroundOf = (work: PerformanceWork): Around => ({ work, words: wordsFor(work.call.viewer) });

/** Where cases lose time, and its figures as files. */
export const performancePages = (workbench: Workbench, drawn: Pictures): Route[] => [
  workbench.page({
    ...{ section: 'performance', title: 'Performance', query: PerformanceQuery, view: '@performance/performance' },
    summary:
      'Where cases lose time: bottlenecks, work in progress and queues over time, performance spectrum, batches, comparison with another selection.',
    model: present,
  }),
  workbench.download({
    ...{ section: 'performance', below: '.csv', query: CsvQuery },
    summary: 'Figures of the performance page as CSV, one chart or list at a time.',
    file: async (work: PerformanceWork & { query: { figure: FigureId | ListId } }) =>
      csvFile(work, work.query.figure, await CSV[work.query.figure](aroundOf(work))),
  }),
  workbench.download({
    ...{ section: 'performance', below: '.svg', query: SvgQuery },
    summary: 'A chart of the performance page as a picture.',
    file: async (work: PictureWork) =>
      chartFile(drawn, work, await findFigure(aroundOf(work), work.query.figure), { name: work.query.figure }),
  }),
];

type PictureWork = PerformanceWork & { query: { figure: FigureId; theme: 'light' | 'dark'; alone?: '1' } };

async function findFigure(around: Around, id: FigureId): Promise<Figure | null> {
  const drift = await findDrift(around);
  if (id === 'queue-length') {
    const found = await findQueue(around);
    return found && queueFigure(found, drift, around);
  }
  const found = await findInProgress(around);
  return found && progressFigure(found, drift, around);
}

const CSV: Readonly<Record<FigureId | ListId, (around: Around) => Promise<readonly CsvRow[]>>> = {
  'work-in-progress': async (around) => (await findFigure(around, 'work-in-progress'))?.csv ?? [],
  'queue-length': async (around) => (await findFigure(around, 'queue-length'))?.csv ?? [],
  bottlenecks: bottlenecksCsv,
  activities: activitiesCsv,
  drift: driftCsv,
  spectrum: spectrumCsv,
  batches: batchesCsv,
  difference: differenceCsv,
};

async function present(work: PerformanceWork): Promise<object> {
  const around = aroundOf(work);
  const { t } = around.words;
  const view = work.query.view ?? 'bottlenecks';
  const shown = (figure: Figure) => shownFigure(work, figure);
  const parts: Readonly<Record<View, () => Promise<object>>> = {
    bottlenecks: () => presentBottlenecks(around),
    time: () => presentTime(around, shown),
    spectrum: () => presentSpectrum(around),
    batches: () => presentBatches(around),
    compare: () => presentComparison(around),
  };
  const [facts, part] = await Promise.all([keyFigures(around), parts[view]()]);
  return {
    ...{ facts, view, part, groupsOnly: !work.mayReadCases },
    views: VIEWS.map((of) => ({
      ...{ text: t(TITLES[of]), here: of === view },
      href: work.href({ view: of === 'bottlenecks' ? undefined : of }),
    })),
    csv: Object.fromEntries(LISTS.map((id) => [id, fileHref(work, 'csv', id)])),
    map: work.hrefTo('map', { metric: 'sum' }),
  };
}
