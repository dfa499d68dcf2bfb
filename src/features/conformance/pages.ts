import { AppError } from '#sdk';
import { csvText } from '../../platform/csv.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { drawingFile } from '../models/index.ts';
import type { Words } from '../overview/index.ts';
import { againstOf } from './against.ts';
import { presentChoice } from './choose-view.ts';
import { keepPages } from './keep-pages.ts';
import { presentMeasures } from './measures-view.ts';
import { deviationsCsv, drawModel, findTotals, presentModel, stepsCsv } from './model-view.ts';
import {
  type Around,
  ConformanceQuery,
  type ConformanceWork,
  type Csv,
  CsvQuery,
  type ListId,
  type PictureId,
  SvgQuery,
  VIEWS,
  type View,
} from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { triagePages } from './triage-pages.ts';
import { presentTriage, triageCsv } from './triage-view.ts';
import { presentVariants, variantsCsv } from './variants-view.ts';

const TITLES: Readonly<Record<View, string>> = {
  model: english('Model'),
  variants: english('Variants'),
  triage: english('Triage'),
};

const PARTS: Readonly<Record<View, (around: Around) => Promise<object | null>>> = {
  model: presentModel,
  variants: presentVariants,
  triage: presentTriage,
};
/** Views that look at the chosen model. */
const OF_MODEL: ReadonlySet<View> = new Set(['model', 'variants']);

/** How cases and a model agree, and its figures as files. */
export const conformancePages = (parts: ConformancePageParts): Route[] => [
  parts.workbench.page({
    ...{ section: 'conformance', title: 'Conformance', query: ConformanceQuery, view: '@conformance/conformance' },
    summary:
      'How the cases agree with a process model: fitness and precision, where they deviate, and in which variants.',
    model: (work: ConformanceWork) => present(parts, work),
  }),
  ...downloads(parts),
  ...keepPages(parts),
  ...triagePages(parts),
];

const wordsOf = ({ call: { viewer } }: Pick<ConformanceWork, 'call'>): Words => ({
  ...{ ...textsIn(viewer.locale), fmt: formatFor(viewer), locale: viewer.locale },
});

async function aroundOf(parts: ConformancePageParts, work: ConformanceWork): Promise<Around> {
  const words = wordsOf(work);
  return { parts, work, words, against: await againstOf(parts, work, words) };
}

async function present(parts: ConformancePageParts, work: ConformanceWork): Promise<object> {
  const around = await aroundOf(parts, work);
  const { words } = around;
  const view = work.query.view ?? 'model';
  const [measures, part] = await Promise.all([
    OF_MODEL.has(view) ? orFault(() => presentMeasures(around)) : null,
    orFault(() => PARTS[view](around)),
  ]);
  const fault = [measures, part].flatMap((of) => (of !== null && 'fault' in of ? [of.fault] : []))[0] ?? null;
  return {
    ...{
      view,
      fault,
      choice: OF_MODEL.has(view) ? presentChoice(around) : null,
      name: around.against.name,
      groupsOnly: !work.mayReadCases,
    },
    ...{ measures: fault ? null : measures, part: fault ? null : part },
    views: VIEWS.map((of) => ({
      ...{ text: words.t(TITLES[of]), here: of === view },
      href: work.href({
        view: of === 'model' ? undefined : of,
        step: undefined,
        a: undefined,
        b: undefined,
        page: undefined,
        group: undefined,
      }),
    })),
    files: {
      ...{ steps: fileHref(work, 'csv', 'steps'), deviations: fileHref(work, 'csv', 'deviations') },
      triage: fileHref(work, 'csv', 'triage'),
      ...{ variants: fileHref(work, 'csv', 'variants'), model: `${fileHref(work, 'svg', 'model')}&alone=1` },
    },
  };
}

/** Faults of one model, where another one can be chosen. */
const MENDABLE: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too_large', 'timeout']);

async function orFault<T extends object | null>(find: () => Promise<T>): Promise<T | { readonly fault: string }> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof AppError && MENDABLE.has(error.fault)) return { fault: error.message };
    throw error;
  }
}

function fileHref(work: ConformanceWork, ending: 'csv' | 'svg', figure: ListId | PictureId): string {
  const path = work.href({ step: undefined }).replace('/conformance', `/conformance.${ending}`);
  return `${path}${path.includes('?') ? '&' : '?'}figure=${figure}`;
}

const CSV: Readonly<Record<ListId, (around: Around) => Promise<Csv>>> = {
  ...{ steps: stepsCsv, deviations: deviationsCsv, variants: variantsCsv, triage: triageCsv },
};

const downloads = (parts: ConformancePageParts): Route[] => [
  parts.workbench.download({
    ...{ section: 'conformance', below: '.csv', query: CsvQuery },
    summary: 'Figures of the conformance page as CSV, one list at a time.',
    async file(work: ConformanceWork & { query: { figure: ListId } }) {
      const { figure } = work.query;
      const content = csvText(await CSV[figure](await aroundOf(parts, work)));
      return { name: `${work.dataset.name} ${figure}.csv`, contentType: 'text/csv; charset=utf-8', content };
    },
  }),
  parts.workbench.download({
    ...{ section: 'conformance', below: '.svg', query: SvgQuery },
    summary: 'The model with its deviations as a picture.',
    async file(work: ConformanceWork & { query: { figure: PictureId; theme: 'light' | 'dark' } }) {
      const around = await aroundOf(parts, work);
      const found = await findTotals(around);
      const frame = frameOf(work.call, { title: around.against.name });
      const content = found
        ? drawingFile(parts.render, frame, (await drawModel(around, found)).drawing, work.query.theme)
        : EMPTY_PICTURE;
      return { name: `${work.dataset.name} model.svg`, contentType: 'image/svg+xml', content };
    },
  }),
];

const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';
