import { COLUMNS, type ColumnSpec, type Segment } from '#sdk';
import { offsetAt, type ZoneOffsets } from '../../log/zone-offsets.ts';
import type { ByteSink } from './byte-sink.ts';
import { InstantWriter } from './write-instant.ts';

/** Values that the segments do not hold, of a run of whole cases; null: missing. */
export interface ArchivedRows {
  /** The first event of the run, and the values of each column from there on. */
  readonly from: number;
  readonly columns: ReadonlyMap<string, readonly (string | number | null)[]>;
}

/** How a value stands in the document: what is before and behind it, and how its text is escaped. */
export interface Rendering {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  quote(text: string): string;
}

/** What cells read besides the segment. */
export interface CellSource {
  dictionary(column: string): readonly string[];
  /** The columns whose values come as {@link ArchivedRows}. */
  isArchived(column: ColumnSpec): boolean;
  /** Offsets of instants that were written with none, or with several. */
  readonly zone: ZoneOffsets;
  /** True: the offset of each time is in the column `time-offset`. */
  readonly offsets: boolean;
}

/** Writes the values of one column, one segment after the other. */
export abstract class Cell {
  protected readonly column: ColumnSpec;
  protected readonly rendering: Rendering;

  constructor(column: ColumnSpec, rendering: Rendering) {
    this.column = column;
    this.rendering = rendering;
  }

  abstract bind(segment: Segment, archived: () => ArchivedRows): void;
  /** Place of the value: of the event, or of the case for a column of cases. */
  abstract has(at: number): boolean;
  abstract write(at: number, sink: ByteSink): void;
}

/** Values with few different texts: each is rendered once. */
class CodeCell extends Cell {
  private codes: Uint16Array = new Uint16Array(0);
  private readonly values: readonly string[];
  private readonly rendered: (Uint8Array | undefined)[] = [];

  constructor(column: ColumnSpec, rendering: Rendering, values: readonly string[]) {
    super(column, rendering);
    this.values = values;
  }

  bind(segment: Segment): void {
    this.codes = segment.codes(this.column.id);
  }

  has(at: number): boolean {
    // An erased value reads as the empty text.
    return this.values[this.codes[at]!] !== '';
  }

  write(at: number, sink: ByteSink): void {
    const code = this.codes[at]!;
    let bytes = this.rendered[code];
    if (!bytes) {
      const { before, after, quote } = this.rendering;
      bytes = Buffer.concat([before, Buffer.from(quote(this.values[code]!), 'utf8'), after]);
      this.rendered[code] = bytes;
    }
    sink.put(bytes);
  }
}

class NumberCell extends Cell {
  private numbers: Float64Array = new Float64Array(0);

  bind(segment: Segment): void {
    this.numbers = segment.numbers(this.column.id);
  }

  has(at: number): boolean {
    return !Number.isNaN(this.numbers[at]!);
  }

  write(at: number, sink: ByteSink): void {
    sink.put(this.rendering.before);
    sink.text(numberText(this.numbers[at]!));
    sink.put(this.rendering.after);
  }
}

/** As XML Schema writes a double; its shortest form that reads as the same. */
const numberText = (n: number): string =>
  Number.isFinite(n) ? (Object.is(n, -0) ? '-0' : String(n)) : n > 0 ? 'INF' : '-INF';

class TimeCell extends Cell {
  private times: Float64Array = new Float64Array(0);
  private codes: Uint16Array | null = null;
  private readonly instants = new InstantWriter();
  private readonly source: CellSource;
  private readonly fixed: number | undefined;
  /** Minutes by the code of `time-offset`; NaN: as the zone has it. */
  private readonly minutes: Float64Array;

  constructor(column: ColumnSpec, rendering: Rendering, source: CellSource, fixed: number | undefined) {
    super(column, rendering);
    this.source = source;
    this.fixed = fixed;
    this.minutes = Float64Array.from(source.offsets ? source.dictionary(COLUMNS.timeOffset) : [], minutesOf);
  }

  bind(segment: Segment): void {
    this.times = segment.numbers(this.column.id);
    const own = this.column.id === COLUMNS.time && this.source.offsets;
    this.codes = own ? segment.codes(COLUMNS.timeOffset) : null;
  }

  has(at: number): boolean {
    return !Number.isNaN(this.times[at]!);
  }

  write(at: number, sink: ByteSink): void {
    const written = this.codes ? this.minutes[this.codes[at]!]! : (this.fixed ?? Number.NaN);
    this.writeInstant(this.times[at]!, written, sink);
  }

  /** @param written the offset that it was written with; NaN: that of the zone */
  writeInstant(ms: number, written: number, sink: ByteSink): void {
    const minutes = Number.isNaN(written) ? Math.round(offsetAt(this.source.zone, ms) / 60_000) : written;
    sink.put(this.rendering.before);
    this.instants.write(sink, ms, minutes);
    sink.put(this.rendering.after);
  }
}

/** `+02:00` in minutes. */
function minutesOf(text: string): number {
  const found = /^([+-])(\d\d):(\d\d)$/.exec(text);
  return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : Number.NaN;
}

/** A column of the archive: texts, and times that the segments hold otherwise. */
class ArchivedCell extends Cell {
  private archived: () => ArchivedRows = () => ({ from: 0, columns: new Map() });
  private offsets: Uint32Array | null = null;
  private readonly time: TimeCell | null;
  private readonly fixed: number | undefined;

  constructor(column: ColumnSpec, rendering: Rendering, source: CellSource, fixed: number | undefined) {
    super(column, rendering);
    this.fixed = fixed;
    this.time = column.class === 'time' ? new TimeCell(column, rendering, source, fixed) : null;
  }

  bind(segment: Segment, archived: () => ArchivedRows): void {
    this.archived = archived;
    this.offsets = this.column.level === 'case' ? segment.offsets : null;
  }

  has(at: number): boolean {
    return this.value(at) !== null;
  }

  write(at: number, sink: ByteSink): void {
    const value = this.value(at)!;
    if (this.time) {
      this.time.writeInstant(value as number, this.fixed ?? Number.NaN, sink);
      return;
    }
    sink.put(this.rendering.before);
    sink.text(this.rendering.quote(String(value)));
    sink.put(this.rendering.after);
  }

  private value(at: number): string | number | null {
    const { from, columns } = this.archived();
    const place = (this.offsets ? this.offsets[at]! : at) - from;
    return columns.get(this.column.id)?.[place] ?? null;
  }
}

/** @param fixedOffset minutes that every time of the column was written with */
export function cellFor(column: ColumnSpec, rendering: Rendering, source: CellSource, fixedOffset?: number): Cell {
  if (source.isArchived(column)) return new ArchivedCell(column, rendering, source, fixedOffset);
  switch (column.class) {
    case 'number':
      return new NumberCell(column, rendering);
    case 'time':
      return new TimeCell(column, rendering, source, fixedOffset);
    case 'boolean':
      return new CodeCell(column, rendering, ['', 'false', 'true']);
    default:
      return new CodeCell(column, rendering, source.dictionary(column.id));
  }
}
