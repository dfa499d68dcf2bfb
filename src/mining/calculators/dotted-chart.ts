import { Choice, ColumnRef, defineCalculator, invalid, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { type CaseDots, caseDots, drawCases } from '../kernels/case-dots.ts';
import { compareCases } from '../kernels/case-page.ts';
import { logCounts } from '../kernels/log-counts.ts';
import { byteRanks } from '../log/byte-order.ts';
import { heldColumns } from '../log/cell-values.ts';
import { needSingleCases } from '../views/single-cases.ts';

const params = Type.Object({
  x: Choice(['absolute', 'relative', 'share'], {
    default: 'absolute',
    description: 'Instant, time since the start of the case, or share of the duration of the case that has passed',
  }),
  sort: Choice(['start', 'end', 'duration', 'events', 'id'], {
    default: 'start',
    description: 'Order of the cases from bottom to top; ties by start, then by id',
  }),
  descending: Type.Boolean({ default: false, description: 'The other way round' }),
  colour: Type.Optional(ColumnRef('Column of events by which dots are coloured; without it the activity', 'event')),
  maxDots: Type.Integer({
    default: 20_000,
    minimum: 1,
    maximum: 200_000,
    description: 'Most dots; of more, a repeatable random sample of whole cases is shown',
  }),
  seed: Type.Integer({ default: 1, minimum: 0, maximum: 4_294_967_295, description: 'Another seed, another sample' }),
});

const Numbers = { cases: Type.Integer({ minimum: 0 }), events: Type.Integer({ minimum: 0 }) };
const result = Type.Object({
  x: Type.String({ description: 'absolute: milliseconds since 1970; relative: milliseconds; share: 0 to 1' }),
  total: Type.Object(Numbers, { description: 'In the view' }),
  shown: Type.Object({ ...Numbers, dots: Type.Integer({ description: 'Fewer than events where times are missing' }) }),
  sampled: Type.Boolean(),
  caseIds: Type.Array(Type.String(), { description: 'Cases in order; the second number of a dot is a place here' }),
  colours: Type.Array(Nullable(Type.String()), { description: 'The third number of a dot is a place here' }),
  dots: Type.Array(Type.Array(Type.Number()), { description: '[x, case, colour]' }),
});

/** Every event as a dot: time to the right, cases one above the other. */
export default defineCalculator({
  id: 'dotted-chart',
  version: 1,
  title: 'Dotted chart',
  summary: 'Shows every event as a dot in time, with the cases one above the other.',
  category: 'time',
  params,
  result,
  view: 'dotted-chart',
  examples: [
    {
      title: 'Orders by duration, time since their start',
      params: { x: 'relative', sort: 'duration' },
      expect: {
        total: { cases: 6, events: 23 },
        shown: { cases: 6, events: 23, dots: 23 },
        sampled: false,
        caseIds: ['o5', 'o2', 'o1', 'o4', 'o3', 'o6'],
        colours: ['check', 'decide', 'pay', 'register', 'reject'],
      },
    },
  ],
  async compute(log, p, run) {
    needSingleCases(run);
    const colour = colourOf(log, p.colour);
    const counts = await run.reduce(logCounts, null);
    const sample = counts.events > p.maxDots ? await sampleOf(run, p) : { largest: null, every: 1 };
    const parts = await run.reduce(caseDots, { ...sample, seed: p.seed, x: p.x, colour });
    const names = colour === null ? log.activityNames : log.values(colour);
    return {
      x: p.x,
      total: { cases: counts.cases, events: counts.events },
      sampled: sample.largest !== null,
      ...drawn(parts, names, p),
    };
  },
});

function colourOf(log: Log, ref: string | undefined): string | null {
  if (ref === undefined) return null;
  const [column] = heldColumns(log, [ref], 'event', '/params/colour');
  if (column?.class === 'category') return column.id;
  return invalid('dotted-chart.colour', `Column "${column?.name}" holds no categories to colour by.`, [
    { pointer: '/params/colour', message: 'not a category' },
  ]);
}

/** The largest ticket with which the events of the cases stay within the limit; of one that is longer, every n-th event. */
async function sampleOf(run: Run, { seed, maxDots }: Static<typeof params>) {
  const { tickets, events } = await run.reduce(drawCases, { seed, most: maxDots });
  let n = 0;
  for (let total = events[0]!; n + 1 < events.length && total + events[n + 1]! <= maxDots; ) total += events[++n]!;
  return { largest: tickets[n]!, every: Math.max(1, Math.ceil(events[0]! / maxDots)) };
}

function drawn(parts: readonly CaseDots[], names: readonly string[], p: Static<typeof params>) {
  const cases = parts.flatMap((part) =>
    part.ids.map((id, i) => ({
      part,
      i,
      id,
      start: part.start[i]!,
      end: part.end[i]!,
      duration: part.duration[i]!,
      events: part.events[i]!,
    })),
  );
  cases.sort((a, b) => compareCases(a, b, p));
  const ranks = byteRanks(names);
  const codes = [...new Set(parts.flatMap((part) => [...new Set(part.colour)]))].sort((a, b) => ranks[a]! - ranks[b]!);
  const place = new Map(codes.map((code, i) => [code, i]));
  const dots: number[][] = [];
  cases.forEach(({ part, i }, y) => {
    for (let d = i === 0 ? 0 : part.ends[i - 1]!; d < part.ends[i]!; d++) {
      dots.push([part.x[d]!, y, place.get(part.colour[d]!)!]);
    }
  });
  return {
    shown: { cases: cases.length, events: cases.reduce((sum, c) => sum + c.events, 0), dots: dots.length },
    caseIds: cases.map((c) => c.id),
    colours: codes.map((code) => names[code] || null),
    dots,
  };
}
