import { type Bits, Choice, defineFilter, noBits, type Segment, setBit, Type, type View } from '#sdk';
import { NO_SLOT, slotsOf } from '../kernels/resource-slots.ts';
import { ResourceColumn, resourceCode, resourceColumn } from '../organisation/resource-column.ts';

const params = Type.Object({
  from: Type.Optional(Type.String({ description: 'Who hands over; left out: anyone else' })),
  to: Type.Optional(Type.String({ description: 'Who goes on with the case; left out: anyone else' })),
  directly: Type.Boolean({ default: true, description: 'With nobody in between; otherwise at any time later' }),
  mode: Choice(['any', 'none'], { default: 'any', description: 'Keep cases with such a handover, or without' }),
  resource: ResourceColumn,
});

/** Codes; 0: anyone, but the other one. */
interface Wanted {
  column: string;
  from: number;
  to: number;
}

/**
 * Keeps cases by who hands over to whom, among their kept activity instances; those without a resource are passed over, as
 * in the calculator handover-network. Work that stays with the same resource is a handover only where it stands on both sides.
 */
export default defineFilter({
  id: 'handover',
  version: 1,
  title: 'Handover',
  summary: 'Keeps the cases that one resource hands over to another.',
  category: 'resource',
  params,
  examples: [
    { title: 'Bob handed over to Cat', params: { from: 'Bob', to: 'Cat' }, expect: { cases: 4, events: 17 } },
    {
      title: 'After Dan, Ann at some time',
      params: { from: 'Dan', to: 'Ann', directly: false },
      expect: { cases: 1, events: 5 },
    },
    { title: 'One person did everything', params: { mode: 'none' }, expect: { cases: 1, events: 1 } },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(log, p): Wanted {
    const column = resourceColumn(log, p.resource);
    const code = (name: string | undefined) => (name === undefined ? 0 : resourceCode(log, column, name));
    return { column: column.id, from: code(p.from), to: code(p.to) };
  },
  select: (segment, view, p, wanted) => casesHandedOver(segment, view, wanted, p.directly, p.mode === 'any'),
});

function casesHandedOver(segment: Segment, view: View, wanted: Wanted, directly: boolean, occurs: boolean): Bits {
  const { from, to } = wanted;
  const codes = slotsOf(segment, view, { column: wanted.column, of: null, size: 0 });
  const { offsets } = segment;
  const { cases } = view;
  const stays = from !== 0 && from === to;
  const kept = noBits(segment.cases);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    // One who may have handed over, and another one: the next may be any of the two, but not both.
    let [giver, another] = [NO_SLOT, NO_SLOT];
    let found = false;
    for (let e = offsets[c]!; e < offsets[c + 1]! && !found; e++) {
      const code = codes[e]!;
      if (code === NO_SLOT) continue;
      const given = giver !== NO_SLOT && (stays || giver !== code || another !== NO_SLOT);
      found = given && (to === 0 || code === to);
      if (directly) giver = from === 0 || code === from ? code : NO_SLOT;
      else if (from === 0 || code === from) {
        if (giver === NO_SLOT) giver = code;
        else if (giver !== code) another = code;
      }
    }
    if (found === occurs) setBit(kept, c);
  }
  return kept;
}
