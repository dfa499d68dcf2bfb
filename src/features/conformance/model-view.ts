import type { CsvRow } from '../../platform/csv.ts';
import { nameOf } from '../../platform/text/words.ts';
import { type Drawing, type DrawnAs, drawingOf, overlayOf } from '../models/index.ts';
import { deviationLinks } from './links.ts';
import type { Around } from './page-model.ts';
import type { Deviations } from './results.ts';

/** Rows of the list of deviations on the page; the file has all. */
const SHOWN = 15;

export const findTotals = ({ work, against }: Around) =>
  work.calculate<Deviations | null>('deviations', { ...against.params, limit: 0 });

/** The model drawn with its deviations, what a step of it says, and the most frequent deviations; null: too few cases. */
export async function presentModel(around: Around): Promise<object | null> {
  const { work, words, against } = around;
  const found = await findTotals(around);
  if (!found) return null;
  const { t, fmt } = words;
  const { drawing, ways } = await drawModel(around, found);
  const texts = { bpmn: t('BPMN'), net: t('Petri net'), tree: t('Process tree') };
  const list = deviationList(found, around);
  return {
    ...{ drawing, view: VIEW_OF[drawing.as], steps: stepTable(found, around), panel: panelOf(found, around) },
    ways: ways.map((as) => ({ text: texts[as], here: as === drawing.as, href: work.href({ as }) })),
    ...{
      list: list.slice(0, SHOWN),
      more: Math.max(0, list.length - SHOWN),
      shortestRun: fmt.number(found.shortestRun),
    },
    fit: work.query.zoom === 'fit',
    zooms: [
      { text: t('Readable'), here: work.query.zoom !== 'fit', href: work.href({ zoom: undefined }) },
      { text: t('Whole model'), here: work.query.zoom === 'fit', href: work.href({ zoom: 'fit' }) },
    ],
    tooLong: against.filter === null,
  };
}

const VIEW_OF: Readonly<Record<DrawnAs, string>> = {
  ...{ bpmn: '@models/_bpmn', net: '@models/_petri-net', tree: '@models/_process-tree' },
};

export async function drawModel(
  { parts, work, words, against }: Around,
  found: Deviations,
): Promise<{ drawing: Drawing; ways: readonly DrawnAs[] }> {
  const { actor } = work.call;
  const { discovered } = against;
  const of =
    discovered && discovered.from === null
      ? { discovered: await work.calculate<object>(discovered.calculator, discovered.params) }
      : { model: against.params.model };
  const { laid, ways } = await parts.models.layOut(actor, of, work.query.as ?? null);
  const base = work.href({ step: undefined });
  const start = `${base}${base.includes('?') ? '&' : '?'}step=`;
  const drawing = drawingOf(laid, {
    ...{ overlay: overlayOf(found), fmt: words.fmt, texts: words, id: 'conformance-model' },
    hrefOf: ({ activity }) => `${start}${encodeURIComponent(activity.toWellFormed())}#step`,
  });
  return { drawing, ways };
}

/** What happened at the selected activity, and the filters it offers; null: none is selected. */
function panelOf(found: Deviations, around: Around) {
  const { work, words } = around;
  const { step } = work.query;
  if (step === undefined) return null;
  const steps = found.steps.filter(({ activity }) => activity === step);
  const [extra, leftOut] = [found.extra, found.leftOut].map((list) => list.find(({ activity }) => activity === step));
  const { fmt } = words;
  const links = deviationLinks(around);
  const told = (of: typeof extra, move: 'extra' | 'left-out') =>
    of && {
      ...{ times: fmt.number(of.count), cases: fmt.number(of.cases), share: fmt.percent(of.cases / found.cases) },
      ...{ part: of.cases / found.cases, href: links.deviation(move, step), casesHref: links.casesOf(move, step) },
      withoutHref: links.deviation(move, step, 'none'),
    };
  return {
    ...{ name: nameOf(step, words), closeHref: work.href({ step: undefined }), inModel: steps.length > 0 },
    together: fmt.number(steps.reduce((sum, of) => sum + of.together, 0)),
    ...{ extra: told(extra, 'extra'), leftOut: told(leftOut, 'left-out') },
  };
}

/** Everything that cases do beyond the model or leave out, by how many cases do. */
function deviationList(found: Deviations, around: Around) {
  const { words, work } = around;
  const { fmt } = words;
  const links = deviationLinks(around);
  const most = Math.max(...[...found.extra, ...found.leftOut].map(({ cases }) => cases), 1);
  return sorted(found).map(({ move, activity, count, cases }) => ({
    ...{ move, name: nameOf(activity, words), times: fmt.number(count), cases: fmt.number(cases) },
    ...{ share: fmt.percent(cases / found.cases), ofMost: cases / most, href: links.deviation(move, activity) },
    ...{ casesHref: links.casesOf(move, activity), stepHref: `${work.href({ step: activity })}#step` },
  }));
}

const sorted = ({ extra, leftOut }: Deviations) =>
  [
    ...extra.map((of) => ({ move: 'extra' as const, ...of })),
    ...leftOut.map((of) => ({ move: 'left-out' as const, ...of })),
  ].sort((a, b) => b.cases - a.cases || b.count - a.count);

/** The drawing as a table. */
function stepTable(found: Deviations, { words }: Around) {
  const { fmt } = words;
  const beyond = new Map(found.extra.map(({ activity, count }) => [activity, count]));
  return found.steps.flatMap(({ activity, together, modelOnly, cases }) =>
    activity === null
      ? []
      : [
          {
            ...{ name: nameOf(activity, words), together: fmt.number(together), cases: fmt.number(cases) },
            ...{ leftOut: fmt.number(modelOnly), beyond: fmt.number(beyond.get(activity) ?? 0) },
          },
        ],
  );
}

export async function stepsCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findTotals(around);
  const rows = (found?.steps ?? []).map((of) => [of.transition, of.activity, of.together, of.modelOnly, of.cases]);
  return [['transition', 'activity', 'together', 'left_out', 'cases'], ...rows];
}

export async function deviationsCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findTotals(around);
  const rows = found
    ? sorted(found).map((of) => [of.move, of.activity, of.count, of.cases, of.cases / found.cases])
    : [];
  return [['deviation', 'activity', 'count', 'cases', 'case_share'], ...rows];
}
