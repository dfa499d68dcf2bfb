import { AppError } from '#sdk';
import type { Route } from '../../platform/http/route.ts';
import { english } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { againstOf } from './against.ts';
import { presentChoice } from './choose-view.ts';
import { presentConstraints } from './constraints-view.ts';
import { downloads, hrefOfFile } from './files.ts';
import { keepPages } from './keep-pages.ts';
import { ELSEWHERE } from './links.ts';
import { presentMeasures } from './measures-view.ts';
import { presentModel } from './model-view.ts';
import { type Around, ConformanceQuery, type ConformanceWork, LISTS, VIEWS, type View } from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { rulePages } from './rule-pages.ts';
import { presentRules } from './rules-view.ts';
import { presentTime } from './time-view.ts';
import { triagePages } from './triage-pages.ts';
import { presentTriage } from './triage-view.ts';
import { presentVariants } from './variants-view.ts';

const TITLES: Readonly<Record<View, string>> = {
  model: english('Model'),
  variants: english('Variants'),
  rules: english('Rules'),
  time: english('Over time'),
  triage: english('Triage'),
};

const PARTS: Readonly<Record<View, (around: Around) => Promise<object | null>>> = {
  model: presentModel,
  variants: presentVariants,
  rules: presentRules,
  time: presentTime,
  triage: presentTriage,
};
/** Views that look at the chosen model; of these, those that say how well it fits. */
const OF_MODEL: ReadonlySet<View> = new Set(['model', 'variants', 'time']);
const MEASURED: ReadonlySet<View> = new Set(['model', 'variants']);

/** How cases and a model agree, and its figures as files. */
export const conformancePages = (parts: ConformancePageParts): Route[] => [
  parts.workbench.page({
    ...{ section: 'conformance', title: 'Conformance', query: ConformanceQuery, view: '@conformance/conformance' },
    summary:
      'How the cases agree with a process model: fitness and precision, where they deviate, and in which variants.',
    model: (work: ConformanceWork) => present(parts, work),
  }),
  ...downloads(parts, (work) => aroundOf(parts, work)),
  ...keepPages(parts),
  ...triagePages(parts),
  ...rulePages(parts),
];

async function aroundOf(parts: ConformancePageParts, work: ConformanceWork): Promise<Around> {
  const words = wordsFor(work.call.viewer);
  return { parts, work, words, against: await againstOf(parts, work, words) };
}

/** Parameters of one part of the page. */
const ONLY_HERE = { ...ELSEWHERE, group: undefined } as const;

async function present(parts: ConformancePageParts, work: ConformanceWork): Promise<object> {
  const around = await aroundOf(parts, work);
  const { words } = around;
  const view = work.query.view ?? 'model';
  // Constraints have no steps in an order: whatever is asked of the model, they are told as a list.
  const isList = around.against.isConstraints && MEASURED.has(view);
  const [measures, part] = await Promise.all([
    MEASURED.has(view) && !isList ? orFault(() => presentMeasures(around)) : null,
    orFault(() => (isList ? presentConstraints(around) : PARTS[view](around))),
  ]);
  const isOfModel = OF_MODEL.has(view) && !(view === 'time' && work.query.by === 'rules');
  const fault = [measures, part].find((of): of is Fault => of !== null && 'fault' in of) ?? null;
  return {
    ...{
      view,
      fault: fault?.fault ?? null,
      choice: isOfModel ? presentChoice(around) : null,
      name: around.against.name,
    },
    ...{ groupsOnly: !work.mayReadCases, measured: MEASURED.has(view) && !isList },
    quickHref: fault?.isSlow && work.query.search === undefined ? work.href({ search: 'quick' }) : null,
    shown: isList ? 'constraints' : view,
    ...{ measures: fault ? null : measures, part: fault ? null : part },
    views: VIEWS.map((of) => ({
      ...{ text: words.t(TITLES[of]), here: of === view },
      href: work.href({ ...ONLY_HERE, view: of === 'model' ? undefined : of }),
    })),
    files: {
      ...Object.fromEntries(LISTS.map((list) => [list, hrefOfFile(work, 'csv', list)])),
      model: `${hrefOfFile(work, 'svg', 'model')}&alone=1`,
    },
  };
}

/** Faults of one model, where another one can be chosen. */
const MENDABLE: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too_large', 'timeout']);

interface Fault {
  readonly fault: string;
  /** There was no answer in time. */
  readonly isSlow: boolean;
}

async function orFault<T extends object | null>(find: () => Promise<T>): Promise<T | Fault> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof AppError && MENDABLE.has(error.fault))
      return { fault: error.message, isSlow: error.fault === 'timeout' };
    throw error;
  }
}
