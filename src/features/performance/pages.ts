import { type Figure, figureOf, type Pictures } from '../../platform/charts/index.ts';
import { csvText } from '../../platform/csv.ts';
import type { Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import type { Workbench } from '../workbench/index.ts';
import { batchesCsv, presentBatches } from './batches.ts';
import { activitiesCsv, bottlenecksCsv, presentBottlenecks } from './bottlenecks.ts';
import { differenceCsv, presentComparison } from './compare.ts';
import { driftCsv, findDrift } from './drift.ts';
import { keyFigures } from './key-figures.ts';
import {
  type Around,
  type Csv,
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

const aroundOf = (work: PerformanceWork): Around => {
  const { viewer } = work.call;
  return { work, words: { ...textsIn(viewer.locale), fmt: formatFor(viewer), locale: viewer.locale } };
};

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
    async file(work: PerformanceWork & { query: { figure: FigureId | ListId } }) {
      const { figure } = work.query;
      const content = csvText(await CSV[figure](aroundOf(work)));
      return { name: `${work.dataset.name} ${figure}.csv`, contentType: 'text/csv; charset=utf-8', content };
    },
  }),
  workbench.download({
    ...{ section: 'performance', below: '.svg', query: SvgQuery },
    summary: 'A chart of the performance page as a picture.',
    async file(work: PerformanceWork & { query: { figure: FigureId; theme: 'light' | 'dark'; alone?: '1' } }) {
      const { figure: id, theme, alone } = work.query;
      const around = aroundOf(work);
      const figure = await findFigure(around, id);
      const look = { theme, locale: around.words.locale, width: alone ? 800 : 560, height: alone ? 360 : 240 };
      const content = figure
        ? await drawn.svgOf(figure.chart, { ...look, alone: alone ? { about: aboutOf(around, figure) } : null })
        : EMPTY_PICTURE;
      return { name: `${work.dataset.name} ${id}.svg`, contentType: 'image/svg+xml', content };
    },
  }),
];

const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';

async function findFigure(around: Around, id: FigureId): Promise<Figure | null> {
  const drift = await findDrift(around);
  if (id === 'queue-length') {
    const found = await findQueue(around);
    return found && queueFigure(found, drift, around);
  }
  const found = await findInProgress(around);
  return found && progressFigure(found, drift, around);
}

const CSV: Readonly<Record<FigureId | ListId, (around: Around) => Promise<Csv>>> = {
  'work-in-progress': async (around) => (await findFigure(around, 'work-in-progress'))?.csv ?? [],
  'queue-length': async (around) => (await findFigure(around, 'queue-length'))?.csv ?? [],
  bottlenecks: bottlenecksCsv,
  activities: activitiesCsv,
  drift: driftCsv,
  spectrum: spectrumCsv,
  batches: batchesCsv,
  difference: differenceCsv,
};

const aboutOf = ({ work, words: { t, fmt } }: Around, { chart }: Figure): string =>
  [work.dataset.name, chart.unit, t('Data loaded {instant}', { instant: fmt.instant(work.loadedAtMs) })].join(' · ');

async function present(work: PerformanceWork): Promise<object> {
  const around = aroundOf(work);
  const { t } = around.words;
  const view = work.query.view ?? 'bottlenecks';
  const file = (ending: 'csv' | 'svg', figure: FigureId | ListId) => {
    const path = work.href({}).replace('/performance', `/performance.${ending}`);
    return `${path}${path.includes('?') ? '&' : '?'}figure=${figure}`;
  };
  const shown = (figure: Figure) =>
    figureOf(
      figure,
      { csv: file('csv', figure.id as FigureId), svg: file('svg', figure.id as FigureId) },
      aboutOf(around, figure),
    );
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
    csv: Object.fromEntries(LISTS.map((id) => [id, file('csv', id)])),
    map: work.hrefTo('map', { metric: 'sum' }),
  };
}
