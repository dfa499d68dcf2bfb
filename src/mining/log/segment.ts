import { AppError, type Bits, type ColumnId, type Segment, type SegmentVariants } from '#sdk';

export interface SegmentSource {
  index: number;
  offsets: Uint32Array;
  /** The column's array, or null when the log has no such column here. */
  column(id: ColumnId): Uint16Array | Float64Array | null;
  caseId(caseIx: number): string;
  variants(): SegmentVariants;
  /** Absent: the order of the source is not known. */
  outOfOrder?(): Bits | null;
}

/** A segment over any storage: mapped files in the engine, plain arrays in tests. Columns and variants are fetched once. */
export function makeSegment(source: SegmentSource): Segment {
  const columns = new Map<ColumnId, Uint16Array | Float64Array | null>();
  let variants: SegmentVariants | undefined;
  let late: Bits | null | undefined;
  const find = (id: ColumnId) => {
    let column = columns.get(id);
    if (column === undefined) {
      column = source.column(id);
      columns.set(id, column);
    }
    return column;
  };
  const wrong = (id: ColumnId, wanted: string) =>
    new AppError('internal', 'segment.noColumn', `segment ${source.index} has no ${wanted} column ${id}`);
  return {
    index: source.index,
    cases: source.offsets.length - 1,
    events: source.offsets[source.offsets.length - 1]!,
    offsets: source.offsets,
    codes(id) {
      const column = find(id);
      if (column instanceof Uint16Array) return column;
      throw wrong(id, 'category');
    },
    numbers(id) {
      const column = find(id);
      if (column instanceof Float64Array) return column;
      throw wrong(id, 'number');
    },
    has: (id) => find(id) !== null,
    caseId: (caseIx) => source.caseId(caseIx),
    get variants() {
      variants ??= source.variants();
      return variants;
    },
    get outOfOrder() {
      late ??= source.outOfOrder?.() ?? null;
      return late;
    },
  };
}
