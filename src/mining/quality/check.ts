import type { Against, Bits, ColumnLevel, ColumnSpec, Log, Run, Segment, Sql, Static, Step, TObject, View } from '#sdk';
import type { Dimension } from './dimensions.ts';
import type { Statement } from './statement.ts';

/** What is known of the load that made the log, beside the log. */
export interface LoadFacts {
  /** Rows that were read and taken. */
  readonly rows: number;
  /** Rows that were refused and lie in quarantine. */
  readonly refused: number;
}

/** What a check looks at. */
export interface Asked<P> {
  readonly log: Log;
  readonly params: P;
  /** The column that it looks at, of a check that looks at columns one by one. */
  readonly column: ColumnSpec | null;
}

export interface AskedOnce<P> extends Asked<P> {
  readonly run: Run;
  readonly load: LoadFacts | null;
}

/** A value that shows what is meant, and in how many cases it stands. */
export interface ValueExample {
  readonly value: string;
  /** What it should perhaps be. */
  readonly like: string | null;
  readonly cases: number;
}

/** What marking needs of the whole log. Crosses threads. */
export interface Prepared<C> {
  readonly context: C;
  /** The column that it is about, of a check that looks at one column of the log alone. */
  readonly subject?: string;
  readonly values?: readonly ValueExample[];
  /** Further values of the statement. */
  readonly stated?: Statement['values'];
}

/** How much was found. */
export interface Counted {
  /** Affected events, or cases where the check is about cases. */
  readonly rows: number;
  /** Affected cases. */
  readonly cases: number;
  /** What `rows` is counted of. */
  readonly of: number;
}

interface Head<P extends TObject> {
  /** Final: settings, rules and filters refer to it. Equals the file's name. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what counts as affected. */
  readonly summary: string;
  readonly dimension: Dimension;
  /** How much it counts in the score. 0: told, and costs nothing. */
  readonly weight: number;
  /** The share of affected rows at which its score is 0. */
  readonly zeroAt: number;
  /** Where the field says so. */
  readonly source: string;
  /** `rule`: only asked where somebody made a rule of it, for its parameters say what must hold. */
  readonly use: 'always' | 'rule';
  readonly params: P;
}

/**
 * A check that marks rows. Its findings can be opened: the filter `quality-finding` keeps what it marks. The score of a check is
 * 100 · max(0, 1 − share ⁄ zeroAt), where share is affected rows ⁄ rows, over all columns that it looks at.
 */
export interface MarkCheck<P extends TObject = TObject, C = unknown> extends Head<P> {
  readonly kind: 'marks';
  /** What its rows are. */
  level(asked: Asked<Static<P>>): ColumnLevel;
  /** The columns that it looks at one by one; absent: the log as a whole. */
  columns?(log: Log, params: Static<P>): readonly ColumnSpec[];
  /** Why nothing can be said of this log; null: it can. */
  lacks?(log: Log, params: Static<P>): Statement | null;
  /** `previous`: what is marked depends on the cases that are looked at, not on each case alone. */
  readonly against?: Against;
  /** Whether it looks at the clock, by days. */
  readonly clock?: 'day';
  /** Once per run and column; null: nothing is affected. */
  prepare(asked: AskedOnce<Static<P>>): Promise<Prepared<C> | null> | Prepared<C> | null;
  /** Bits over the events (or cases) of the segment; bits outside the view are ignored. Pure. */
  mark(segment: Segment, view: View, context: C): Bits;
  /** The same over the archive, where only SQL reaches: rows of `segment, case_ix`. Null: `mark` does it. Then cases are counted. */
  sql?(asked: Asked<Static<P>>): Sql | null;
  statement(found: Counted, asked: Asked<Static<P>>, stated: Statement['values']): Statement;
  /** What to do about it beside leaving the rows out; null: leaving them out is the repair. */
  readonly advice: Statement | null;
  /** Whether leaving the affected rows (or the cases that hold them) out makes the log better. */
  readonly leaveOut: 'rows' | 'cases' | null;
}

/** Something found that is no set of marked rows. */
export interface LogFinding {
  readonly subject: string | null;
  readonly statement: Statement;
  readonly rows: number;
  readonly cases: number;
  readonly of: number;
  readonly values: readonly ValueExample[];
  /** Filter steps that keep the affected cases; null: all are, or none can be named. */
  readonly select: Step | null;
  readonly repair: Step | null;
}

/** A check of the log as a whole. */
export interface LogCheck<P extends TObject = TObject> extends Head<P> {
  readonly kind: 'log';
  /** The share that its score is made of, and what was found; a statement where nothing can be said. */
  assess(
    asked: AskedOnce<Static<P>>,
  ): Promise<{ readonly share: number; readonly findings: readonly LogFinding[] } | Statement>;
  readonly advice: Statement | null;
}

export type QualityCheck<P extends TObject = TObject, C = unknown> = MarkCheck<P, C> | LogCheck<P>;

export const defineMarkCheck = <P extends TObject, C>(check: Omit<MarkCheck<P, C>, 'kind'>): MarkCheck<P, C> => ({
  kind: 'marks',
  ...check,
});
export const defineLogCheck = <P extends TObject>(check: Omit<LogCheck<P>, 'kind'>): LogCheck<P> => ({
  kind: 'log',
  ...check,
});

export const isStatement = (of: object): of is Statement => 'text' in of;
