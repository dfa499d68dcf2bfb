import { Choice, type Static, type Step, Type } from '#sdk';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { TRIAGE_GROUPS, type TriageGroup } from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import type { Triage } from './results.ts';
import { MOST_MARKS, marksOf, withMarks } from './triage-marks.ts';
import { triageAsked } from './triage-view.ts';

const Sent = Type.Object({
  back: Type.Optional(Type.String({ maxLength: 14_000 })),
  f: Type.Optional(Type.String({ maxLength: 7000 })),
  pick: Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), { default: [], maxItems: 200 }),
  mark: Type.Optional(Choice(['good', 'bad', 'none'])),
  group: Type.Optional(Choice(TRIAGE_GROUPS)),
});
type Sent = Static<typeof Sent>;

/** What the forms of the triage send: marks of ticked variants, or a group whose cases are kept. */
export const triagePages = (parts: ConformancePageParts): Route[] => [
  page({
    ...{ method: 'POST', path: '/datasets/:id/conformance/triage', permission: 'read:analyses' },
    summary: 'Marks the ticked variants, or keeps the cases of a group.',
    form: Sent,
    handler: (call) => (call.body.group ? keepGroup(parts, call, call.body.group) : mark(parts, call)),
  }),
];

/** What the address of the triage that the form was sent from asks for. */
function askedIn({ back = '' }: Sent) {
  const query = new URL(back, 'http://x').searchParams;
  const text = (name: string) => query.get(name) ?? undefined;
  const number = (name: string) => (/^\d{1,3}$/.test(text(name) ?? '') ? Number(text(name)) : undefined);
  const [good, bad, least, leave] = [text('good'), text('bad'), number('least'), number('leave')];
  return {
    ...{ ...(good && { good }), ...(bad && { bad }) },
    ...{ ...(least !== undefined && { least }), ...(leave !== undefined && { leave }) },
  };
}

function mark(parts: ConformancePageParts, call: Call<Sent>): PageAnswer {
  const { pick, mark: given } = call.body;
  const { t } = textsIn(call.viewer.locale);
  const from = parts.workbench.sentFrom(call);
  const marks = withMarks(marksOf(askedIn(call.body)), pick, given === 'none' || given === undefined ? null : given);
  if (pick.length === 0) call.reply.flash = t('Nothing was picked: tick variants first.');
  else if (marks === null)
    call.reply.flash = t(
      'At most {n} variants can be marked. The score says of all others whether they are like the good ones.',
      { n: formatFor(call.viewer).number(MOST_MARKS) },
    );
  return { redirect: from.back(marks ?? {}) };
}

/** The cases of a group as a filter, and their variants to look at. A long list is kept by the server. */
async function keepGroup(parts: ConformancePageParts, call: Call<Sent>, group: TriageGroup): Promise<PageAnswer> {
  const from = parts.workbench.sentFrom(call);
  const asked = triageAsked(askedIn(call.body));
  const list = async (of: TriageGroup) =>
    (await from.calculate<Triage | null>('triage', { ...asked, group: of, limit: 10_000 })) ?? null;
  const [good, bad] = await Promise.all([list('good-by-mark'), list('bad-by-mark')]);
  const step = stepOf(group, good, bad, asked.threshold);
  if (step) return { redirect: from.otherWith('variants', step) };
  call.reply.flash = textsIn(call.viewer.locale).t('These variants are no longer kept.');
  return { redirect: from.back() };
}

/** Null: there is nothing in it. Scores are compared as the filter of fitness compares them: undecided cases are in neither group. */
function stepOf(group: TriageGroup, good: Triage | null, bad: Triage | null, threshold: number): Step | null {
  const sequences = (of: Triage | null) => (of?.items ?? []).map(({ activities }) => [...activities]);
  const variants = (list: string[][]): Step | null =>
    list.length === 0 ? null : { id: 'variant', params: { variants: list } };
  if (group === 'good-by-mark') return variants(sequences(good));
  if (group === 'bad-by-mark') return variants(sequences(bad));
  const tree = good?.tree;
  const marked = variants([...sequences(good), ...sequences(bad)]);
  if (!tree || !marked || (group !== 'good-by-score' && group !== 'bad-by-score')) return null;
  const reaches: Step = { id: 'fitness-range', params: { min: threshold, model: tree } };
  const below: Step[] = [{ id: 'fitness-range', params: { max: threshold, model: tree } }, { not: reaches }];
  return { and: [{ not: marked }, ...(group === 'good-by-score' ? [reaches] : below)] };
}
