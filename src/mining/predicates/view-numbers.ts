import { COLUMNS, type ColumnId, type Segment, type View } from '#sdk';
import { caseSpans } from './case-spans.ts';

/** Values of a number or time column in a view: start and end of a case are those of its kept events, by wall time. */
export function viewNumbers(segment: Segment, view: View, column: ColumnId): Float64Array {
  if (column !== COLUMNS.caseStart && column !== COLUMNS.caseEnd) return segment.numbers(column);
  const { starts, ends } = caseSpans(segment, view, segment.numbers(COLUMNS.time));
  return column === COLUMNS.caseStart ? starts : ends;
}
