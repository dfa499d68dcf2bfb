import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowTable, XesColumn } from '../../mining/formats/xes/row-table.ts';
import { XES_LIMITS } from '../../mining/formats/xes/xes-limits.ts';
import { XesReader } from '../../mining/formats/xes/xes-reader.ts';
import { checkTimeZone } from '../../mining/log/time-zones.ts';
import { zoneOffsets } from '../../mining/log/zone-offsets.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import {
  type FilePreview,
  PREVIEW_BYTES,
  PREVIEW_CELL_CHARS,
  PREVIEW_PROBLEMS,
  type PreviewColumn,
  type PreviewJob,
  type PreviewRow,
} from './preview-job.ts';
import { isQuestion } from './preview-table.ts';
import { suspicionOfAttribute, withDecisions, type XesTable } from './preview-xes-people.ts';
import { changesCells } from './private-cells.ts';
import type { Rejected } from './staged-log.ts';
import { unpackedChunks } from './unpacked-chunks.ts';

type Values = Map<string, string>;
type Row = { trace: number; values: Values };

const ROLES: Readonly<Record<string, PreviewColumn['role']>> = {
  'case:concept:name': 'case',
  'concept:name': 'activity',
  'time:timestamp': 'timestamp',
  'org:resource': 'resource',
  'lifecycle:transition': 'lifecycle',
  'concept:instance': 'instance',
};
const SAMPLES = 3;
/** Different values by which is told what an attribute says of people. */
const MOST_VALUES = 500;

/**
 * The beginning of an XES file: it says itself what is what, so that only the zone of naive times, and what becomes of what it says of
 * people, can be a question.
 * @param open a database, for values that are changed
 */
export async function previewXes(
  job: PreviewJob,
  decided: readonly ColumnMapping[],
  open: () => Promise<DuckDBConnection>,
): Promise<Omit<FilePreview, 'kind'>> {
  if (job.timeZone) checkTimeZone(job.timeZone);
  const sample = new XesSample(job);
  let question: FilePreview['question'] = null;
  const asked = (error: unknown) => {
    if (!isQuestion(error)) throw error;
    const value = error.details[0]?.value;
    question = { code: error.code, message: error.message, column: typeof value === 'string' ? value : null };
  };
  const whole = await sample.read().catch((error) => {
    asked(error);
    return false;
  });
  let table: XesTable = sample.table(job.rows);
  if (question === null) {
    const { asksPrivacy = false, standing = null } = job;
    table = await withDecisions(table, decided, { asks: asksPrivacy, standing }, open).catch((error) => {
      asked(error);
      return table;
    });
  }
  const { columns, rows } = table;
  return {
    ...{
      sheets: null,
      dialect: null,
      timeZone: job.timeZone,
      columns,
      mapping: null as Mapping | null,
      question,
      rows,
    },
    problems: sample.problems
      .slice(0, PREVIEW_PROBLEMS)
      .map([...decided, ...columns.map(decisionOf)].some(changesCells) ? withoutValue : asItIs),
    counts: question ? null : sample.counts(whole),
    fingerprint: null,
    anonymity: null,
    profile: null,
  };
}

const decisionOf = ({ privacy }: PreviewColumn) => (privacy ? { privacy } : {});
const asItIs = (problem: Rejected): Rejected => problem;
const withoutValue = (problem: Rejected): Rejected => ({ ...problem, value: null });

class XesSample {
  readonly problems: Rejected[] = [];
  private readonly job: PreviewJob;
  private readonly events: Row[] = [];
  private readonly traces = new Map<number, Values>();
  private readonly reader: XesReader;
  private readonly activities = new Set<string>();
  private start: number | null = null;
  private end: number | null = null;

  constructor(job: PreviewJob) {
    this.job = job;
    this.reader = new XesReader({
      limits: { ...XES_LIMITS, columns: job.limits.maxColumns },
      zone: job.timeZone ? zoneOffsets(job.timeZone) : null,
      onReject: (rejected) => void this.problems.push(rejected),
    });
  }

  /** @returns whether that was all of the file */
  async read(): Promise<boolean> {
    let bytes = 0;
    for await (const chunk of unpackedChunks(this.job.file, this.job.limits)) {
      bytes += chunk.bytes.length;
      this.reader.push(chunk.bytes);
      this.drain();
      if (bytes >= PREVIEW_BYTES) {
        this.take();
        return false;
      }
    }
    this.reader.end();
    this.drain();
    this.take();
    return true;
  }

  private drain(): void {
    while (this.reader.advance() === 'batch') this.take();
  }

  private take(): void {
    const { events, traces } = this.reader.rows;
    for (const row of rowsOf(events, '')) this.add(row);
    this.span(events);
    for (const { trace, values } of rowsOf(traces, 'case:')) this.traces.set(trace, values);
    events.clear();
    traces.clear();
  }

  private add(row: Row): void {
    const activity = row.values.get('concept:name');
    if (activity !== undefined) this.activities.add(activity);
    if (this.events.length < this.job.rows) this.events.push(row);
  }

  private span(events: RowTable): void {
    const times = events.columns.find((c) => c.key === 'time:timestamp' && c.heldAs === 'time');
    for (let r = 0; times && r < events.rows; r++) {
      const at = times.numbers[r]!;
      if (Number.isNaN(at)) continue;
      this.start = Math.min(this.start ?? at, at);
      this.end = Math.max(this.end ?? at, at);
    }
  }

  counts(whole: boolean): FilePreview['counts'] {
    // An event in which the sample ends is none yet.
    const { accepted, rejected } = this.reader.rows;
    const cases = this.traces.size;
    return {
      ...{
        whole,
        read: accepted + rejected,
        accepted,
        refused: rejected,
        events: accepted,
        cases,
        activities: this.activities.size,
      },
      ...{ start: this.start, end: this.end },
    };
  }

  /** The case's columns first, then the event's. */
  table(rows: number): { columns: PreviewColumn[]; rows: PreviewRow[] } {
    const { events, traces } = this.reader.rows;
    const held = [...traces.columns.map((c) => ['case:', c] as const), ...events.columns.map((c) => ['', c] as const)];
    const names = [...new Set(held.map(([prefix, c]) => prefix + c.key))];
    const merged = this.events.map(({ trace, values }) => new Map([...(this.traces.get(trace) ?? []), ...values]));
    const columns = names.map((name) => {
      const column = held.find(([prefix, c]) => prefix + c.key === name)![1];
      const samples = new Set(merged.flatMap((values) => values.get(name) ?? []));
      return columnOf(name, column, [...samples].slice(0, SAMPLES));
    });
    const shown = merged.slice(0, rows).map((values, i) => ({
      ...{ line: i + 1, cells: names.map((name) => values.get(name) ?? null), problems: [] },
    }));
    return { columns, rows: shown };
  }
}

function columnOf(name: string, column: XesColumn, samples: readonly string[]): PreviewColumn {
  const { heldAs, bigIntegers } = column;
  const role = ROLES[name] ?? 'attribute';
  const type = heldAs === 'text' ? (bigIntegers ? 'text' : 'category') : heldAs;
  return {
    ...{ name, role, type, level: name.startsWith('case:') ? 'case' : 'event', drop: false, format: null, formats: [] },
    ...{ confidence: 1, reason: 'as the file says', samples, missing: 0, bad: 0, readings: [] },
    ...{ privacy: null, stands: null, personal: suspicionOfAttribute({ name, role }, valuesOf(column) ?? samples) },
    holds: type === 'time' || type === 'number' ? type : 'text',
  };
}

/** Different texts of an attribute, the first ones; null: its values are no texts. */
function valuesOf({ dictionary }: XesColumn): string[] | null {
  if (dictionary === null) return null;
  const length = Math.min(dictionary.size, MOST_VALUES);
  return Array.from({ length }, (_, i) => dictionary.text(i + 1));
}

function rowsOf(table: RowTable, prefix: string): Row[] {
  const rows: Row[] = [];
  for (let r = 0; r < table.rows; r++) {
    const values: Values = new Map();
    for (const column of table.columns) {
      const text = textIn(column, r);
      if (text !== null) values.set(prefix + column.key, text.slice(0, PREVIEW_CELL_CHARS));
    }
    rows.push({ trace: table.trace[r]!, values });
  }
  return rows;
}

function textIn({ heldAs, codes, numbers, dictionary }: XesColumn, r: number): string | null {
  if (heldAs === 'text') return codes[r] === 0 ? null : dictionary!.text(codes[r]!);
  if (heldAs === 'boolean') return codes[r] === 0 ? null : codes[r] === 2 ? 'true' : 'false';
  if (Number.isNaN(numbers[r]!)) return null;
  return heldAs === 'time'
    ? `${new Date(numbers[r]!).toISOString().slice(0, -1).replace('T', ' ')} UTC`
    : String(numbers[r]);
}
