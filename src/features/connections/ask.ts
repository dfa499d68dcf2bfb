import {
  AppError,
  english,
  type Fault,
  invalid,
  type SourceFile,
  type Static,
  type Table,
  type TableColumn,
  type TableShape,
  toldWhole,
} from '#sdk';
import { lookAtFile } from '../../engine/connect/look-at-file.ts';
import type { PreviewCell } from '../../engine/connect/works.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { Connection, ConnectionTest, PreviewRequest } from './model.ts';
import type { ConnectionParts } from './parts.ts';
import { about, getConnection, getType, lastPushesOf, targetOf } from './use-cases.ts';

/** What a source is asked while somebody waits: each query is a child process that opens it, answers and closes it. */

const actorText = ({ kind, id }: Actor): string => `${kind}/${id}`;
const MAX_WORDS = 500;

export interface TestOutcome extends ConnectionTest {
  /** What it failed with, for programs; null: it did not. */
  readonly fault: Fault | null;
  readonly code: string | null;
}

/** Opens the source with the kept settings. What comes of it is kept and audited, whichever it is. */
export async function testConnection(
  parts: ConnectionParts,
  actor: Actor,
  id: string,
  signal?: AbortSignal,
): Promise<TestOutcome> {
  const { host, store, changes, clock } = parts;
  const connection = getConnection(parts, actor, id, 'write:connections');
  const { passed, words, details, ...more } = await tryIt();
  const said = words.slice(0, MAX_WORDS);
  const test: ConnectionTest = { atMs: clock.now(), by: actor.id, byName: null, passed, words: said, details };
  return changes.make(actor, (change) => {
    store.noteTest(change.tx, connection, test);
    change.record({
      ...{ action: 'connection.test', ...about(connection), outcome: passed ? 'success' : 'failure' },
      after: { name: connection.name, ...(more.code && { code: more.code }) },
    });
    return { ...test, ...more };
  });

  async function tryIt() {
    const isPushed = getType(parts, connection.connector).push !== null;
    if (isPushed) return { passed: true, words: waitsFor(), details: [], fault: null, code: null };
    try {
      const target = targetOf(parts, connection, actorText(actor));
      const { server, details } = await host.run(target, 'check', {}, { signal });
      return { passed: true, words: server, details, fault: null, code: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.fault === 'cancelled' || error.fault === 'rate_limited') throw error;
      const { message, fault, code } = error;
      return { passed: false, words: message, details: error.details.map((one) => one.message), fault, code };
    }
  }

  function waitsFor(): string {
    const [last] = lastPushesOf(parts, actor, connection);
    if (!last) return english('It waits for what others push; nothing has come yet.');
    return english(
      `It waits for what others push; the last message came at ${new Date(last.receivedAtMs).toISOString()}.`,
    );
  }
}

/** Lists are long and change seldom: pages of one and searches in it come from what was read a moment ago. */
const KEPT_MS = 60_000;
const MOST_KEPT = 50;

/** What sources listed a moment ago, by connection and version. */
export class RecentLists {
  readonly #lists = new Map<string, { atMs: number; list: Promise<unknown> }>();

  /** @param fresh reads it again whatever is kept */
  take<T>(key: string, nowMs: number, fresh: boolean, read: () => Promise<T>): Promise<T> {
    const known = this.#lists.get(key);
    if (known && !fresh && nowMs - known.atMs < KEPT_MS) return known.list as Promise<T>;
    const list = read();
    this.#lists.delete(key);
    this.#lists.set(key, { atMs: nowMs, list });
    list.catch(() => this.#lists.delete(key));
    if (this.#lists.size > MOST_KEPT) this.#lists.delete(this.#lists.keys().next().value!);
    return list;
  }
}

export interface ListAsked extends ListRequest {
  /** A part of the name, whatever its letters' case; empty: all. */
  readonly search: string;
  readonly fresh: boolean;
}

export interface AskingParts extends ConnectionParts {
  readonly lists: RecentLists;
}

export async function listTables(
  parts: AskingParts,
  actor: Actor,
  id: string,
  asked: ListAsked,
): Promise<Listed<Table>> {
  const connection = getConnection(parts, actor, id);
  const target = targetOf(parts, connection, actorText(actor));
  const { tables } = await parts.lists.take(`tables ${keyOf(connection)}`, parts.clock.now(), asked.fresh, () =>
    parts.host.run(target, 'tables', {}),
  );
  return found(tables, asked, ({ name }) => name);
}

export async function listFiles(
  parts: AskingParts,
  actor: Actor,
  id: string,
  asked: ListAsked,
): Promise<Listed<SourceFile>> {
  const connection = getConnection(parts, actor, id);
  const target = targetOf(parts, connection, actorText(actor));
  const { files } = await parts.lists.take(`files ${keyOf(connection)}`, parts.clock.now(), asked.fresh, () =>
    parts.host.run(target, 'files', {}),
  );
  return found(files, asked, ({ path }) => path);
}

const keyOf = ({ id, etag }: Connection): string => `${id} ${etag}`;

function found<T>(all: readonly T[], { search, ...request }: ListAsked, nameOf: (item: T) => string): Listed<T> {
  const wanted = search.trim().toLowerCase();
  const fitting = all.filter((item) => nameOf(item).toLowerCase().includes(wanted));
  const { after, offset, limit } = request;
  const from = after ? fitting.findIndex((item) => nameOf(item) === after[0]) + 1 : offset;
  return listed(fitting.slice(from, from + limit + 1), fitting.length, request, (item) => [nameOf(item), '']);
}

export function describeTable(
  parts: ConnectionParts,
  actor: Actor,
  id: string,
  what: { table?: string; query?: string },
  signal?: AbortSignal,
): Promise<TableShape> {
  const connection = getConnection(parts, actor, id);
  return parts.host.run(targetOf(parts, connection, actorText(actor)), 'describe', what, { signal });
}

export interface Preview {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly PreviewCell[])[];
}

/** The first rows of a table, of the answer to a query, or of a file. Audited: it reads what lies elsewhere. */
export async function previewConnection(
  parts: ConnectionParts,
  actor: Actor,
  id: string,
  { file, rows, ...asked }: Static<typeof PreviewRequest>,
  signal?: AbortSignal,
): Promise<Preview> {
  const { host, changes } = parts;
  const connection = getConnection(parts, actor, id);
  if ([file, asked.table, asked.query].filter((one) => one !== undefined).length !== 1)
    invalid('connection.whatToShow', 'Say one of them: a table, a query, or a file.');
  const target = targetOf(parts, connection, actorText(actor));
  const preview =
    file === undefined
      ? await toldWhole(host.run(target, 'preview', { ...asked, rows }, { signal }))
      : await lookAtFile(host, target, { path: file, rows, limits: parts.importLimits() }, signal);
  changes.make(actor, (change) =>
    change.record({
      ...{ action: 'connection.preview', ...about(connection) },
      after: { name: connection.name, ...asked, ...(file !== undefined && { file }), rows: preview.rows.length },
    }),
  );
  return preview;
}
