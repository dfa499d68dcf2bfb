import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnSpec } from '#sdk';
import type { XesDeclarations } from '../../mining/formats/xes/xes-declarations.ts';

/**
 * What every reader (CSV, XES, later XLSX, connectors) leaves in the import child's in-memory DuckDB, and what publish
 * turns into a version. Table `staged`, one row per accepted event:
 *
 *     row      BIGINT   position in the source, unique, rising; the tie-breaker of equal times
 *     case_id  VARCHAR  not null
 *     then one column per entry of `columns` with level `event`, named by its id:
 *       category → an ENUM named `e_<id>` whose values are the dictionary, sorted by bytes
 *       boolean  → BOOLEAN · number → DOUBLE · time → DOUBLE, milliseconds since the epoch, UTC · text → VARCHAR
 *
 * Columns of level `case` stand in table `staged_cases` (`case_id` VARCHAR unique, then the columns, same types); it
 * exists only when there are any. Column names with hyphens are quoted by `ident()`.
 */
export interface StagedLog {
  connection: DuckDBConnection;
  columns: readonly ColumnSpec[];
  /** Id of the column that tells instances of one activity apart (`concept:instance`), when the source has it. */
  instanceId: string | null;
  /** Attribute lists that stand for the activity, as declared or mapped: the derived column has id `classifier:<name>`. */
  classifiers: readonly { name: string; columns: readonly string[] }[];
  /** Zone of naive timestamps and of days; asked for when the source is naive. */
  zone: string;
  /** Whether rows stand in the order in which things happened, or were to: those of tables, or of several files, do not. */
  inOrder: boolean;
  /** What an XES file says of itself beside its events; absent for other files. */
  declarations?: XesDeclarations;
}

/** A row that was refused. Nothing is dropped in silence. */
export interface Rejected {
  /** Which file, where several were read as one. */
  file?: string;
  line: number;
  column: string | null;
  value: string | null;
  reason: string;
}
