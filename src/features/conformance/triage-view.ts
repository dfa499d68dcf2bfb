import { mayIn } from '../../platform/access/guard.ts';
import type { CsvRow } from '../../platform/csv.ts';
import { english } from '../../platform/text/texts.ts';
import { nameOf } from '../../platform/text/words.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { drawingOf } from '../models/index.ts';
import { activityColours, sequenceOf } from '../variants/index.ts';
import { hiddenFields } from '../workbench/index.ts';
import { type Around, TRIAGE_GROUPS, type TriageGroup } from './page-model.ts';
import type { Triage } from './results.ts';
import { type Marks, markOf, marksOf, withMarks } from './triage-marks.ts';

export const USUAL_THRESHOLD = 80;
const SHOWN = 25;
const ROW_STEPS = 30;

const TITLES: Readonly<Record<TriageGroup, string>> = {
  'good-by-mark': english('Good by mark'),
  'good-by-score': english('Good by score'),
  'bad-by-mark': english('Bad by mark'),
  'bad-by-score': english('Bad by score'),
  undecided: english('Not decided'),
  open: english('Still open'),
};
const KEYS: Readonly<Record<TriageGroup, keyof NonNullable<Triage['groups']>>> = {
  ...{ 'good-by-mark': 'goodByMark', 'good-by-score': 'goodByScore', 'bad-by-mark': 'badByMark' },
  ...{ 'bad-by-score': 'badByScore', undecided: 'undecided', open: 'open' },
};

/** What the calculator is asked, as the address says it. */
export function triageAsked(query: Around['work']['query']) {
  const { good, bad } = marksOf(query);
  const { least = USUAL_THRESHOLD, leave = 0 } = query;
  return { good, bad, threshold: least / 100, noise: leave / 100 };
}

/** Variants marked good or bad, and how all others score against the good ones; null: too few cases. */
export async function presentTriage({ parts, work, words }: Around): Promise<object | null> {
  const { query } = work;
  const { page = 1, group } = query;
  const asked = { ...triageAsked(query), limit: SHOWN, offset: (page - 1) * SHOWN, ...(group && { group }) };
  const [found, colours] = await Promise.all([work.calculate<Triage | null>('triage', asked), activityColours(work)]);
  if (!found) return null;
  const { fmt } = words;
  const marks = marksOf(query);
  const here = new URL(work.href({ page: undefined }), 'http://x');
  const f = here.searchParams.get('f') ?? '';
  here.searchParams.delete('f');
  const most = Math.max(...found.items.map(({ count }) => count), 1);
  return {
    ...{ ...groupsOf(found, { work, words }), unknown: found.unknown, hidden: found.hidden, ...slidersOf({ work }) },
    marked: fmt.number(marks.good.length + marks.bad.length),
    anyMark: marks.good.length + marks.bad.length > 0,
    clearHref: work.href({ good: undefined, bad: undefined, page: undefined, group: undefined }),
    rows: found.items.map((item, i) => ({
      ...{ id: item.id, place: fmt.number((page - 1) * SHOWN + i + 1), cases: fmt.number(item.count) },
      ...{ share: fmt.percent(item.count / found.cases), ofMost: item.count / most },
      ...{ group: item.group, fitness: item.fitness === null ? '–' : fmt.percent(item.fitness) },
      ...{ title: words.t(TITLES[item.group]), marks: markLinks({ work }, marks, item.id) },
      ...sequenceOf({ ...item, stepMs: [] }, ROW_STEPS, colours, words),
      moreHref: work.hrefTo('variants', { a: item.id }),
    })),
    legend: {
      ...{ others: colours.others },
      legend: colours.legend.map(({ activity, colour }) => ({ name: nameOf(activity, words), colour })),
    },
    ...{ page, pages: Math.ceil(found.listed / SHOWN), pagesHref: work.href({ page: undefined }) },
    form: { action: `/datasets/${work.dataset.id}/conformance/triage`, back: here.pathname + here.search, f },
    ...(await modelOf({ parts, work, words }, found)),
    keep: keepOf(work, words, found),
  };
}

function groupsOf(found: Triage, { work, words }: Pick<Around, 'work' | 'words'>) {
  const { fmt, t, n } = words;
  const { groups, cases } = found;
  const { group: chosen } = work.query;
  const hrefOf = (group: TriageGroup | undefined) => work.href({ group, page: undefined });
  let x = 0;
  const shown = TRIAGE_GROUPS.flatMap((group) => {
    const of = groups?.[KEYS[group]];
    // The four are always there; the others only where they have something.
    if (!of || (of.cases === 0 && (group === 'undecided' || group === 'open'))) return [];
    const width = (100 * of.cases) / cases;
    x += width;
    return [
      {
        ...{ group, title: t(TITLES[group]), cases: fmt.number(of.cases), share: fmt.percent(of.cases / cases) },
        variants: n(of.variants, '{n} variant', '{n} variants', fmt.number(of.variants)),
        ...{ href: hrefOf(group), here: group === chosen, empty: of.cases === 0, x: x - width, width },
        canKeep: of.cases > 0 && group !== 'open' && group !== 'undecided',
      },
    ];
  });
  return { groups: shown, tooFew: groups === null, allHref: hrefOf(undefined), all: chosen === undefined };
}

/** GET forms of the two sliders. */
function slidersOf({ work }: Pick<Around, 'work'>) {
  const { least = USUAL_THRESHOLD, leave = 0 } = work.query;
  return { least, leave, fields: hiddenFields(work.href({}), 'least', 'leave', 'page') };
}

/** Links that mark a variant, or take its mark back. */
function markLinks({ work }: Pick<Around, 'work'>, marks: Marks, id: string) {
  const now = markOf(marks, id);
  return (['good', 'bad'] as const).map((mark) => {
    const next = withMarks(marks, [id], now === mark ? null : mark);
    return { mark, here: now === mark, href: next && work.href(next) };
  });
}

/** Longer trees do not go into a form. */
const MOST_CHARS = 60_000;

/** The form that keeps the model of the good ones; null: there is none, or it may not be kept. */
function keepOf(work: Around['work'], { t }: Around['words'], { tree }: Triage) {
  if (tree === null || tree.length > MOST_CHARS) return null;
  if (!mayIn(work.call.actor, 'write:models', scopeOfDataset(work.dataset))) return null;
  return {
    ...{ action: `/datasets/${work.dataset.id}/conformance/models`, text: tree, back: work.href({}) },
    name: t('Good cases of {dataset}', { dataset: work.dataset.name }),
  };
}

async function modelOf({ parts, work, words }: Pick<Around, 'parts' | 'work' | 'words'>, { tree }: Triage) {
  if (tree === null) return { drawing: null };
  const { laid } = await parts.models.layOut(work.call.actor, { model: tree }, 'bpmn');
  const drawing = drawingOf(laid, { overlay: null, hrefOf: null, fmt: words.fmt, texts: words, id: 'triage-model' });
  return { drawing };
}

const IN_FILE = 10_000;

export async function triageCsv({ work }: Around): Promise<readonly CsvRow[]> {
  const { group } = work.query;
  const asked = { ...triageAsked(work.query), limit: IN_FILE, ...(group && { group }) };
  const items = (await work.calculate<Triage | null>('triage', asked))?.items ?? [];
  const rows = items.map((item) => [item.id, item.group, item.fitness, item.count, item.activities.join(' > ')]);
  return [['variant', 'group', 'fitness', 'cases', 'activities'], ...rows];
}
