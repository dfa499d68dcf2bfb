import {
  AppError,
  backslashLiteral,
  type ConnectorDoors,
  type ConnectorRun,
  calledOff,
  connectionLost,
  endedByServer,
  keyword,
  queryRefused,
  type Sql,
  signInRefused,
  sql,
} from '#sdk';
import { BrokenAnswer, clickhouseRows, linesOf } from './clickhouse-rows.ts';
import { CLICKHOUSE_DIALECT } from './clickhouse-types.ts';
import { serverAt, trusting } from './server-settings.ts';
import type { Answer, SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';

const FORMAT = keyword('TabSeparatedWithNamesAndTypes');
const LONGEST_FAULT = 65_536;
/** A wrong name, password, or place to come from. */
const SIGN_IN = new Set(['192', '193', '194', '195', '516']);
/** The time is over, or somebody ended it. */
const TIMEOUT = new Set(['159', '160', '209']);
/** Tables, columns and databases that are not there, or may not be read: names alone are quoted. */
const OF_NAMES = new Set(['16', '47', '60', '81', '497']);
/** Too little memory, too many statements at once, going down. */
const BUSY = new Set(['202', '241', '242', '439', '236', '210']);

/** What the server's settings let us ask for. */
interface Manners {
  /** The zone of times whose type names none; null: all are asked for in UTC. */
  readonly serverZone: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

const NONE: Manners = { serverZone: '', settings: {} };

/** Asks a server by HTTP. There is no connection that lasts: each statement has one of its own. */
export async function openClickhouse(run: ConnectorRun, settings: SqlSettings): Promise<SqlSession> {
  const session = new ClickHouseSession(run, settings);
  await session.start();
  return session;
}

class ClickHouseSession implements SqlSession {
  readonly dialect = CLICKHOUSE_DIALECT;
  readonly server: string;
  readonly #run: ConnectorRun;
  readonly #settings: SqlSettings;
  #manners = NONE;
  #calledOff: Promise<void> = Promise.resolve();

  constructor(run: ConnectorRun, settings: SqlSettings) {
    this.#run = run;
    this.#settings = settings;
    this.server = serverAt('ClickHouse', settings);
  }

  /** An account may be one that reads only and takes no settings (1), one that takes them (2), or one that may write (0). */
  async start(): Promise<void> {
    const asked = sql`select name, value, timezone() from system.settings
      where name in ('readonly', 'date_time_output_format', 'cancel_http_readonly_queries_on_client_close')`;
    const known = new Map<string, string>();
    let serverZone = '';
    for await (const { rows } of this.answer(asked))
      for (const [name, value, zone] of rows) {
        known.set(String(name), String(value));
        serverZone = String(zone);
      }
    const takesSettings = known.get('readonly') !== '1';
    const isIso = takesSettings && known.has('date_time_output_format');
    const settings = {
      max_execution_time: String(this.#settings.statementMinutes * 60),
      ...(isIso ? { date_time_output_format: 'iso' } : {}),
      ...(known.has('cancel_http_readonly_queries_on_client_close')
        ? { cancel_http_readonly_queries_on_client_close: '1' }
        : {}),
      // Last: what follows it could not be set any more.
      ...(known.get('readonly') === '0' ? { readonly: '2' } : {}),
    };
    this.#manners = { serverZone: isIso ? null : serverZone, settings: takesSettings ? settings : {} };
  }

  async *answer(statement: Sql): AsyncGenerator<Answer> {
    const { signal } = this.#run;
    const id = crypto.randomUUID();
    const { body, end } = await this.#post(this.#run, sql`${statement} format ${FORMAT}`, {
      query_id: id,
      ...this.#manners.settings,
    }).catch((error) => this.#fail(error, id));
    let isOver = false;
    const onAbort = () => {
      this.#calledOff = this.#end(id);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for await (const piece of clickhouseRows(linesOf(body, this.server), {
        ...{ server: this.server, serverZone: this.#manners.serverZone },
      })) {
        signal.throwIfAborted();
        yield piece;
      }
      isOver = true;
    } catch (error) {
      throw this.#fault(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
      await end();
      if (!isOver && !signal.aborted) await this.#end(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calledOff;
  }

  async #fail(error: unknown, id: string): Promise<never> {
    if (this.#run.signal.aborted) this.#calledOff = this.#end(id);
    throw this.#fault(error);
  }

  /** The body of an answer, as it comes; a fault for what is none. */
  async #post(doors: ConnectorDoors, { text }: Sql, parameters: Readonly<Record<string, string>>) {
    const { host, port, tls, user, password, database, statementMinutes } = this.#settings;
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const query = new URLSearchParams({ database, ...parameters });
    const patienceMs = statementMinutes * 60_000;
    const response = await doors.fetch(
      `${tls === 'off' ? 'http' : 'https'}://${place}/?${query}`,
      {
        method: 'POST',
        body: text,
        headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
      },
      {
        ...{ timeoutMs: patienceMs, stallMs: patienceMs, maxBytes: Number.MAX_SAFE_INTEGER },
        ...trusting(this.#settings),
      },
    );
    const body = (response.body ?? new ReadableStream()) as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;
    if (!response.ok) throw this.#refusal(response.status, await beginning(body));
    return { body, end: async () => void (await body.cancel().catch(() => {})) };
  }

  #refusal(status: number, said: string): AppError {
    const code = /Code: (\d+)/.exec(said)?.[1] ?? '';
    // Old servers say it twice, and all say where in their own program.
    const words =
      said
        .replace(/, e\.what\(\)[\s\S]*|\(version [\s\S]*/, '')
        .trim()
        .slice(0, 500) || `HTTP ${status}`;
    if (SIGN_IN.has(code) || status === 401 || (status === 403 && code === ''))
      return signInRefused(this.server, words);
    if (TIMEOUT.has(code)) return endedByServer(this.server, words, 'timeout');
    if (BUSY.has(code) || status === 503) return connectionLost(this.server, words);
    return queryRefused(this.server, words, OF_NAMES.has(code) ? 'names' : 'values');
  }

  #fault(error: unknown): unknown {
    const { signal } = this.#run;
    if (signal.aborted) return calledOff(this.server, signal);
    if (error instanceof BrokenAnswer) return this.#refusal(200, error.message);
    if (error instanceof AppError && error.code === 'egress.broken') return connectionLost(this.server, error.message);
    return error;
  }

  /** Asks the server to end a statement. One that is on its way there is not there yet, so it is asked until there is none. */
  async #end(id: string): Promise<void> {
    const doors = this.#run.closing;
    const kill = sql`kill query where query_id = ${backslashLiteral(id)} format ${FORMAT}`;
    try {
      for (let empty = 0; empty < 2 && !doors.signal.aborted; ) {
        const { body } = await this.#post(doors, kill, {});
        empty = (await beginning(body)).split('\n').length > 3 ? 0 : empty + 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } catch {
      // It ends by itself: with the connection on newer servers, after max_execution_time on others.
    }
  }
}

/** As much of a short answer as is of use. */
async function beginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of body) {
    text += Buffer.from(piece).toString('utf8');
    if (text.length > LONGEST_FAULT) break;
  }
  return text;
}
