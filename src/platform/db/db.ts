import { Database, type SQLQueryBindings } from 'bun:sqlite';
import { closeSync, openSync } from 'node:fs';
import type { Sql } from '#sdk';
import { dbFault } from './db-fault.ts';

/** Statements made by the `sql` tag of the contract, with every value bound. */
export interface Reader {
  all<T = Record<string, unknown>>(statement: Sql): T[];
  /** The first row, or null. */
  get<T = Record<string, unknown>>(statement: Sql): T | null;
}

export interface Writer extends Reader {
  run(statement: Sql): { changes: number };
}

declare const inTransaction: unique symbol;
/** A writer inside an open transaction. Whatever must commit together with a change asks for this type. */
export interface Tx extends Writer {
  readonly [inTransaction]: true;
}

export interface Db extends Writer {
  readonly file: string;
  /**
   * Runs `work` between BEGIN IMMEDIATE and COMMIT; anything thrown rolls back and is thrown on. `work` is synchronous,
   * so that no other request can slip into the transaction. A transaction inside a transaction is a defect.
   */
  transaction<T>(work: (tx: Tx) => T): T;
  /** Several statements of our own text at once: migrations and pragmas only. */
  script(text: string): void;
  close(): void;
}

/**
 * Opens the metadata database, made when missing (mode 0600). WAL and synchronous=FULL: a commit that was acknowledged
 * survives a power cut. Foreign keys are on; so are recursive triggers, so that "insert or replace" fires the delete
 * triggers of append-only tables.
 */
export function openDb(file: string): Db {
  const memory = file === ':memory:';
  try {
    if (!memory) closeSync(openSync(file, 'a', 0o600));
    const raw = new Database(file, { create: true, strict: true });
    raw.run('pragma busy_timeout = 5000');
    if (!memory) raw.run('pragma journal_mode = wal');
    raw.run('pragma synchronous = full');
    raw.run('pragma foreign_keys = on');
    raw.run('pragma recursive_triggers = on');
    raw.run('pragma trusted_schema = off');
    return new SqliteDb(file, raw);
  } catch (error) {
    throw dbFault(error, file);
  }
}

/** Opens a database that exists for reading alone: for threads beside the one that writes. */
export function openReader(file: string): Reader {
  try {
    const raw = new Database(file, { readonly: true, strict: true });
    raw.run('pragma busy_timeout = 5000');
    raw.run('pragma trusted_schema = off');
    return new Statements(file, raw);
  } catch (error) {
    throw dbFault(error, file);
  }
}

class Statements implements Writer {
  readonly file: string;
  protected readonly raw: Database;

  constructor(file: string, raw: Database) {
    this.file = file;
    this.raw = raw;
  }

  all<T>(statement: Sql): T[] {
    return this.guarded(() => this.raw.query<T, SQLQueryBindings[]>(statement.text).all(...bindings(statement)));
  }

  get<T>(statement: Sql): T | null {
    return this.guarded(() => this.raw.query<T, SQLQueryBindings[]>(statement.text).get(...bindings(statement)));
  }

  run(statement: Sql): { changes: number } {
    return this.guarded(() => ({ changes: this.raw.query(statement.text).run(...bindings(statement)).changes }));
  }

  protected guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw dbFault(error, this.file);
    }
  }
}

/** Lives as long as its transaction: kept longer, it refuses instead of writing outside of one. */
class SqliteTx extends Statements implements Tx {
  declare readonly [inTransaction]: true;
  private over = false;

  end(): void {
    this.over = true;
  }

  protected override guarded<T>(work: () => T): T {
    if (this.over) throw new Error('the transaction is over: its writer must not be kept');
    return super.guarded(work);
  }
}

class SqliteDb extends Statements implements Db {
  private open = false;

  transaction<T>(work: (tx: Tx) => T): T {
    if (this.open) throw new Error('a transaction was opened inside a transaction: pass the outer one on');
    this.guarded(() => this.raw.run('begin immediate'));
    this.open = true;
    const tx = new SqliteTx(this.file, this.raw);
    try {
      const result = work(tx);
      if (result instanceof Promise) throw new Error('the work of a transaction must be synchronous');
      this.guarded(() => this.raw.run('commit'));
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some faults (disk full); then there is nothing left to undo.
      if (this.raw.inTransaction) this.raw.run('rollback');
      throw error;
    } finally {
      tx.end();
      this.open = false;
    }
  }

  script(text: string): void {
    this.guarded(() => this.raw.run(text));
  }

  close(): void {
    this.raw.close();
  }
}

const bindings = (statement: Sql) => statement.values as SQLQueryBindings[];
