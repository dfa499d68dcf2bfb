import { COLUMNS, type ColumnId, type ColumnLevel, type Segment, type View } from '#sdk';
import { caseSpans } from '../predicates/case-spans.ts';
import { countRange } from '../views/selection.ts';
import { type Measured, valueKernels } from './grouped-values.ts';

/** Of what the distance from a centre is taken, where one is given; of ratios, on a logarithmic scale. */
interface FromCentre {
  readonly centre?: number;
  readonly ratio?: boolean;
}

export interface CaseValueSource extends FromCentre {
  readonly of: 'duration' | 'events';
}
export interface NumberSource extends FromCentre {
  readonly id: ColumnId;
  readonly level: ColumnLevel;
}

/** One value a case: how long it took by the clock on the wall, or how many kept events it has. NaN: not known, not kept. */
export function caseValues(segment: Segment, view: View, { of }: CaseValueSource): Float64Array {
  const values = new Float64Array(segment.cases).fill(Number.NaN);
  const { cases, events } = view;
  const { offsets } = segment;
  const { starts, ends } = caseSpans(segment, view, segment.numbers(COLUMNS.time));
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    if (of === 'duration') values[c] = ends[c]! - starts[c]!;
    else values[c] = events ? countRange(events, offsets[c]!, offsets[c + 1]!) : offsets[c + 1]! - offsets[c]!;
  }
  return values;
}

/** Statistics of what cases take. */
export const caseValueKernels = valueKernels<CaseValueSource>('case-values', (segment, view, source) =>
  measured(caseValues(segment, view, source), source),
);

/** Statistics of the numbers of a column. */
export const numberValueKernels = valueKernels<NumberSource>('number-values', (segment, view, source) => {
  const { id, level } = source;
  if (!segment.has(id)) return measured(new Float64Array(0), source);
  const values = segment.numbers(id).slice();
  const { cases, events } = view;
  for (let c = 0; c < segment.cases; c++) {
    const kept = !cases || ((cases[c >>> 5]! >>> (c & 31)) & 1) === 1;
    if (level === 'case') {
      if (!kept) values[c] = Number.NaN;
      continue;
    }
    for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++)
      if (!kept || (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0)) values[e] = Number.NaN;
  }
  return measured(values, source);
});

/** Packs what is known; `values` is changed. */
function measured(values: Float64Array, { centre, ratio }: FromCentre): Measured {
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = centre === undefined ? values[i]! : distance(values[i]!, centre, ratio ?? false);
    if (!Number.isNaN(value)) values[length++] = value;
  }
  return { values, groups: new Uint16Array(values.length), length };
}

/** How far a value is from the centre; as a ratio, where both have one: NaN otherwise. */
export function distance(value: number, centre: number, ratio: boolean): number {
  if (!ratio) return Math.abs(value - centre);
  return value > 0 && centre > 0 ? Math.abs(Math.log(value / centre)) : Number.NaN;
}
