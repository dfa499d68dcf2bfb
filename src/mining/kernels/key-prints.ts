import { type ColumnLevel, defineKernel, type Segment } from '#sdk';
import { rowPrint } from '../quality/row-print.ts';
import type { CodedColumn } from '../quality/same-rows.ts';

export interface KeyParams {
  readonly columns: readonly (CodedColumn & { readonly level: ColumnLevel })[];
  readonly level: ColumnLevel;
}

/** A number of each kept row that rows with one key share, a list per segment; rows without a whole key are left out. */
export const keyPrints = defineKernel<KeyParams, Float64Array[]>({
  id: 'key-prints',
  partial(segment, view, { columns, level }) {
    const prints = printsOf(segment, columns, level);
    let kept = 0;
    const take = (i: number) => {
      const print = prints[i]!;
      if (!Number.isNaN(print)) prints[kept++] = print;
    };
    const { cases, events } = view;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      if (level === 'case') take(c);
      else
        for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++)
          if (!events || ((events[e >>> 5]! >>> (e & 31)) & 1) === 1) take(e);
    }
    return [prints.slice(0, kept)];
  },
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

/** One number for each row; NaN where a part of the key is missing. Columns of cases have their value at each event. */
export function printsOf(segment: Segment, columns: KeyParams['columns'], level: ColumnLevel): Float64Array {
  const prints = new Float64Array(segment[`${level}s`]).fill(Number.NaN);
  if (columns.some(({ id }) => !segment.has(id))) return prints;
  const values = columns.map(({ id, coded, level: of }) => ({
    data: coded ? segment.codes(id) : segment.numbers(id),
    ...{ coded, ofCase: of === 'case' },
  }));
  for (let c = 0; c < segment.cases; c++) {
    const begin = level === 'case' ? c : segment.offsets[c]!;
    const end = level === 'case' ? c + 1 : segment.offsets[c + 1]!;
    for (let i = begin; i < end; i++) {
      const print = rowPrint();
      let whole = true;
      for (const { data, coded, ofCase } of values) {
        const value = data[ofCase ? c : i]!;
        if (coded ? value === 0 : Number.isNaN(value)) whole = false;
        print.take(value);
      }
      if (whole) prints[i] = print.done();
    }
  }
  return prints;
}
