import { AppError, type Step } from '#sdk';
import type { CsvRow } from '../../platform/csv.ts';
import { nameOf } from '../../platform/text/words.ts';
import { hiddenFields, stepsOf } from '../workbench/index.ts';
import type { Around, Compared, DifferenceMap } from './model.ts';

const ROWS = 25;

/** The selection to compare with: of the address, else all cases where filters keep a part of them. Null: none was chosen. */
function otherSteps({ work }: Around): readonly Step[] | null {
  const own = stepsOf(work.state);
  const { vs = own.length > 0 ? 'all' : undefined } = work.query;
  if (vs === undefined) return null;
  if (vs === 'all') return [];
  if (vs === 'others') return [{ not: { and: [...own] } }];
  return work.readFilters(vs);
}

type Found = DifferenceMap | { readonly fault: string } | null;

/** What the two differ in; or why they cannot be compared. */
async function findDifference(around: Around): Promise<Found> {
  const against = otherSteps(around);
  if (against === null) return null;
  try {
    return await around.work.calculate<DifferenceMap>('difference-map', { against });
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'invalid' || error.fault === 'forbidden'))
      return { fault: whyNot(error, around) };
    throw error;
  }
}

/** What the engine says of any two selections, said of these. */
function whyNot({ code, message }: AppError, { work, words: { t, fmt } }: Around): string {
  const k = fmt.number(work.smallestGroup);
  if (code === 'run.tooAlike')
    return t('They differ in fewer than {k} cases, so that comparing them would show single cases.', { k });
  if (code === 'run.tooFewCases') return t('One of them keeps fewer than {k} cases.', { k });
  if (code === 'view.orderMatters' || code === 'view.mixedStep')
    return t(
      'These filters look at what others left, or at single events: what they leave out is no selection of cases.',
    );
  return t(message);
}

export async function presentComparison(around: Around): Promise<object> {
  const { work, words } = around;
  const { t } = words;
  const found = await findDifference(around);
  const filtered = stepsOf(work.state).length > 0;
  const chosen = work.query.vs ?? (filtered ? 'all' : '');
  const options = [
    ...(chosen === '' ? [{ value: '', text: t('Choose a selection') }] : []),
    { value: 'all', text: t('All cases') },
    ...(filtered ? [{ value: 'others', text: t('The cases that the filters leave out') }] : []),
    ...work.presets().map(({ name, filters }) => ({ value: filters, text: t('Preset {name}', { name }) })),
  ];
  return {
    ...{ chosen, fields: hiddenFields(work.href({}), 'vs') },
    options: options.some(({ value }) => value === chosen)
      ? options
      : [...options, { value: chosen, text: t('Another selection') }],
    fault: found && 'fault' in found ? found.fault : null,
    found: found && !('fault' in found) ? tablesOf(found, around) : null,
  };
}

function tablesOf(found: DifferenceMap, around: Around) {
  const { work, words } = around;
  const { t, n, fmt } = words;
  const cases = (side: DifferenceMap['here']) =>
    side === null ? t('too few cases') : n(side.cases, '{n} case', '{n} cases', fmt.number(side.cases));
  const [arcs, nodes] = [found.arcs.filter(differs), found.nodes.filter(differs)];
  return {
    ...{ here: cases(found.here), there: cases(found.there), same: arcs.length + nodes.length === 0 },
    timed: nodes.some(({ here, there }) => here.medianMs !== null || there.medianMs !== null),
    arcs: arcs.slice(0, ROWS).map((arc) => ({
      ...{ from: nameOf(arc.from, words), to: nameOf(arc.to, words) },
      href: work.hrefWith({ id: 'directly-follows', params: { pairs: [{ from: arc.from, to: arc.to }] } }),
      ...rowOf(arc, around),
    })),
    nodes: nodes.slice(0, ROWS).map((node) => ({
      name: nameOf(node.activity, words),
      href: work.hrefWith({ id: 'has-activity', params: { activities: [node.activity] } }),
      ...rowOf(node, around),
    })),
    more: arcs.length > ROWS || nodes.length > ROWS,
  };
}

const differs = ({ shareDifference, medianDifferenceMs }: Compared): boolean =>
  shareDifference !== 0 || (medianDifferenceMs ?? 0) !== 0;

function rowOf({ here, there, shareDifference, medianDifferenceMs }: Compared, { words: { fmt } }: Around) {
  const signed = (text: string, value: number) => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${text}`;
  return {
    ...{ here: fmt.percent(here.share), there: fmt.percent(there.share) },
    difference: signed(fmt.number(Math.abs(shareDifference) * 100, 1), shareDifference),
    bar: {
      from: 50 + 50 * Math.min(0, shareDifference),
      width: 50 * Math.abs(shareDifference),
      more: shareDifference > 0,
    },
    medianHere: { text: fmt.shortDuration(here.medianMs), title: fmt.exactDuration(here.medianMs) },
    medianThere: { text: fmt.shortDuration(there.medianMs), title: fmt.exactDuration(there.medianMs) },
    medianDifference: {
      text:
        medianDifferenceMs === null ? '' : signed(fmt.shortDuration(Math.abs(medianDifferenceMs)), medianDifferenceMs),
      // A difference that people would notice.
      slower: (medianDifferenceMs ?? 0) > 0.05 * (there.medianMs ?? 0),
    },
  };
}

export async function differenceCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findDifference(around);
  const head = ['here', 'there'].flatMap((side) =>
    ['count', 'cases', 'share', 'mean_ms', 'median_ms'].map((name) => `${side}_${name}`),
  );
  const side = ({ count, cases, share, meanMs, medianMs }: Compared['here']) => [count, cases, share, meanMs, medianMs];
  const items =
    found === null || 'fault' in found
      ? []
      : [...found.nodes.map((node) => ({ ...node, from: node.activity, to: null })), ...found.arcs];
  return [
    ['from', 'to', ...head],
    ...items.map((item) => [item.from, item.to, ...side(item.here), ...side(item.there)]),
  ];
}
