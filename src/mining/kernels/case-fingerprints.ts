import { COLUMNS, type ColumnLevel, defineKernel, type Segment, type View } from '#sdk';
import { byBytes } from '../log/byte-order.ts';
import { eachKept } from '../quality/kept-steps.ts';
import { rowPrint } from '../quality/row-print.ts';
import type { CodedColumn } from '../quality/same-rows.ts';

/** What is compared beside activities and times; null: nothing. */
export interface FingerprintParams {
  readonly columns: readonly (CodedColumn & { readonly level: ColumnLevel })[] | null;
}

/** A number of each kept case that equal cases share, a list per segment. */
export const caseFingerprints = defineKernel<FingerprintParams, Float64Array[]>({
  id: 'case-fingerprints',
  partial: (segment, view, { columns }) => [
    fingerprintsOf(segment, view, columns).filter((print) => !Number.isNaN(print)),
  ],
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

/** Of numbers that several cases share, the case id that comes first by its bytes. */
export const idsOf = defineKernel<FingerprintParams & { readonly repeated: Float64Array }, Map<number, string>>({
  id: 'fingerprint-ids',
  partial(segment, view, { columns, repeated }) {
    const wanted = new Set(repeated);
    const ids = new Map<number, string>();
    fingerprintsOf(segment, view, columns).forEach((print, c) => {
      if (wanted.has(print)) keepFirst(ids, print, segment.caseId(c));
    });
    return ids;
  },
  merge(a, b) {
    for (const [print, id] of b) keepFirst(a, print, id);
    return a;
  },
});

function keepFirst(ids: Map<number, string>, print: number, id: string): void {
  const known = ids.get(print);
  if (known === undefined || byBytes(id, known) < 0) ids.set(print, id);
}

/** A number for each case of what its kept events are, in their order; NaN for cases that are not kept. */
export function fingerprintsOf(segment: Segment, view: View, columns: FingerprintParams['columns']): Float64Array {
  const { activity } = view;
  const time = segment.numbers(COLUMNS.time);
  const more = (columns ?? []).filter(({ id }) => segment.has(id) && id !== COLUMNS.activity && id !== COLUMNS.time);
  const ofEvents = more.filter(({ level }) => level === 'event').map((column) => valuesOf(segment, column));
  const ofCases = more.filter(({ level }) => level === 'case').map((column) => valuesOf(segment, column));
  const prints = new Float64Array(segment.cases).fill(Number.NaN);
  let print: ReturnType<typeof rowPrint>;
  eachKept(segment, view, (e, before, c) => {
    if (before < 0) {
      print = rowPrint();
      for (const values of ofCases) print.take(values[c]!);
    }
    print.take(activity[e]!);
    print.take(time[e]!);
    for (const values of ofEvents) print.take(values[e]!);
    prints[c] = print.done();
  });
  return prints;
}

const valuesOf = (segment: Segment, { id, coded }: CodedColumn): Uint16Array | Float64Array =>
  coded ? segment.codes(id) : segment.numbers(id);
