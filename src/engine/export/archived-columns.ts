import { join } from 'node:path';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { COLUMNS, type ColumnSpec, ident, joinSql, literal, sql } from '#sdk';
import type { ArchivedRows } from '../../mining/formats/log/cells.ts';
import { row } from '../duckdb/query.ts';
import type { Manifest } from '../segments/manifest.ts';
import { archivedColumn } from '../segments/masked-columns.ts';
import type { OpenVersion } from '../segments/open-version.ts';

/** Columns of which the archive alone has what the source said: texts, and start times that pairing has filled up in the segments. */
export const isArchived = ({ derived }: Manifest, { id, class: kind }: ColumnSpec): boolean =>
  kind === 'text' || (id === COLUMNS.startTime && derived.includes(COLUMNS.instance));

type Value = string | number | null;

/** Reads columns of the archive in the order of the segments, a run of events at a time. */
export class ArchivedColumns {
  private readonly connection: DuckDBConnection;
  private readonly version: OpenVersion;
  private readonly columns: readonly ColumnSpec[];
  private result: DuckDBResult | null = null;
  /** Values that were read and not asked for yet, and the event that they begin with. */
  private held: Map<string, Value[]> = new Map();
  private from = 0;
  private present: readonly ColumnSpec[] = [];

  constructor(connection: DuckDBConnection, version: OpenVersion, columns: readonly ColumnSpec[]) {
    this.connection = connection;
    this.version = version;
    this.columns = columns;
  }

  async open(segment: number): Promise<void> {
    const ref = this.version.manifest.segments[segment]!;
    this.present = this.columns.filter(({ id }) => !ref.missing?.includes(archivedColumn(id).needs));
    this.held = new Map(this.present.map(({ id }) => [id, []]));
    this.from = 0;
    this.result = null;
    if (this.present.length === 0) return;
    const file = literal(join(this.version.folder, 'archive', `${ref.folder}.parquet`));
    const list = joinSql([sql`event_ix`, ...this.present.map(({ id }) => archivedColumn(id).value)], ', ');
    const { text, values } = sql`select ${list} from read_parquet(${file}) order by event_ix`;
    this.result = await this.connection.stream(text, [...values]);
  }

  /** The values of events `from … to − 1`; runs follow each other. */
  async read(from: number, to: number): Promise<ArchivedRows> {
    for (const values of this.held.values()) values.splice(0, from - this.from);
    this.from = from;
    while (this.result && this.end() < to) {
      const chunk = await this.result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      this.present.forEach(({ id }, i) => {
        const into = this.held.get(id)!;
        for (const value of chunk.getColumnValues(i + 1)) into.push(value as Value);
      });
    }
    return { from, columns: this.held };
  }

  /** Whether a column lacks no value anywhere. */
  async isComplete(column: ColumnSpec): Promise<boolean> {
    const { folder, manifest } = this.version;
    const { needs } = archivedColumn(column.id);
    for (const ref of manifest.segments) {
      if (ref.missing?.includes(needs)) return false;
      const file = literal(join(folder, 'archive', `${ref.folder}.parquet`));
      const statement = sql`select count(*) = count(${ident(needs)}) as complete from read_parquet(${file})`;
      if (!(await row<{ complete: boolean }>(this.connection, statement)).complete) return false;
    }
    return true;
  }

  private end(): number {
    const [first] = this.held.values();
    return this.from + (first?.length ?? 0);
  }
}
