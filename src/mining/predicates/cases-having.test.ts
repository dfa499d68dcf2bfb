import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { allBits, type Bits, hasBit, noBits, setBit, type View } from '#sdk';
import { makeSegment } from '../log/segment.ts';
import { casesWithAny, casesWithNone, casesWithOnly } from './cases-having.ts';

const bitsOf = (flags: readonly boolean[]): Bits => {
  const bits = noBits(flags.length);
  for (const [i, flag] of flags.entries()) if (flag) setBit(bits, i);
  return bits;
};
const flagsOf = (bits: Bits, length: number) => Array.from({ length }, (_, i) => hasBit(bits, i));

test('equal to the definition, for cases of no, one and many words', () =>
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 200 })), { maxLength: 50 }),
      fc.infiniteStream(
        fc.record({ marked: fc.integer({ min: 0, max: 60 }), kept: fc.boolean(), inView: fc.boolean() }),
      ),
      (lengths, stream) => {
        const offsets = [0];
        for (const length of lengths) offsets.push(offsets.at(-1)! + length);
        const draws = [...stream.take(offsets.at(-1)! + lengths.length)];
        const events = draws.slice(lengths.length);
        const marked = events.map((draw) => draw.marked === 0);
        const segment = makeSegment({
          index: 0,
          offsets: Uint32Array.from(offsets),
          column: () => null,
          caseId: String,
          variants: () => ({ of: new Uint32Array(0), first: new Uint32Array(0) }),
        });
        for (const bits of [null, events.map((draw) => draw.kept)]) {
          const inView = draws.slice(0, lengths.length).map((draw) => draw.inView);
          const view = { cases: bitsOf(inView), events: bits && bitsOf(bits) } as unknown as View;
          const keptMarks = lengths.map((_, c) =>
            marked.slice(offsets[c]!, offsets[c + 1]!).filter((_, i) => !bits || bits[offsets[c]! + i]),
          );
          const expected = (holds: (marks: boolean[]) => boolean) =>
            lengths.map((_, c) => inView[c]! && holds(keptMarks[c]!));
          const check = (found: Bits, holds: (marks: boolean[]) => boolean) =>
            expect(flagsOf(found, lengths.length)).toEqual(expected(holds));
          check(casesWithAny(segment, view, bitsOf(marked)), (marks) => marks.includes(true));
          check(casesWithNone(segment, view, bitsOf(marked)), (marks) => !marks.includes(true));
          check(casesWithOnly(segment, view, bitsOf(marked)), (marks) => !marks.includes(false));
        }
      },
    ),
    { seed: 11, numRuns: 150 },
  ));

test('a mark in the middle of a long case is seen', () => {
  const segment = makeSegment({
    index: 0,
    offsets: Uint32Array.of(0, 128),
    column: () => null,
    caseId: String,
    variants: () => ({ of: new Uint32Array(0), first: new Uint32Array(0) }),
  });
  const view = { cases: null, events: null } as unknown as View;
  for (let e = 0; e < 128; e++) {
    const marked = noBits(128);
    setBit(marked, e);
    expect(hasBit(casesWithAny(segment, view, marked), 0)).toBe(true);
    expect(hasBit(casesWithOnly(segment, view, marked), 0)).toBe(false);
  }
  expect(hasBit(casesWithOnly(segment, view, allBits(128)), 0)).toBe(true);
});
