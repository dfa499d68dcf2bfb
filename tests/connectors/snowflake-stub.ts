import { createHash, type KeyObject, verify } from 'node:crypto';
import type {
  DuckDBDateValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimeValue,
} from '@duckdb/node-api';
import type { SimulatedDatabase } from './simulated-database.ts';

/*
 * Snowflake's SQL interface (REST, version 2) as its manual describes it, so far as the connector uses it: signed tokens, statements
 * begun and asked for, rows in parts, packed, calling off. Statements are understood by DuckDB behind a small translation.
 */

interface Run {
  readonly stop: AbortController;
  state: 'runs' | 'failed' | 'done';
  failure: string;
  columns: readonly { readonly name: string; readonly type: string }[];
  parts: (readonly (readonly unknown[])[])[];
}

export interface SnowflakeStubOptions {
  readonly database: SimulatedDatabase;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly accessToken: string;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  readonly translated: (statement: string) => string;
}

const PART_ROWS = 2_500;

export class SnowflakeStub {
  readonly seen = { running: 0, cancelled: 0, statements: [] as Record<string, unknown>[], busyAnswers: 0 };
  readonly #options: SnowflakeStubOptions;
  readonly #runs = new Map<string, Run>();
  readonly #server: ReturnType<typeof Bun.serve>;

  constructor(options: SnowflakeStubOptions) {
    this.#options = options;
    this.#server = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1', fetch: (request: Request) => this.#answer(request) },
      ...(options.certificate ? { tls: options.certificate } : {}),
    });
  }

  get port(): number {
    return this.#server.port!;
  }

  async end(): Promise<void> {
    for (const { stop } of this.#runs.values()) stop.abort();
    await this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    const refused = this.#refusal(request);
    if (refused) return Response.json({ code: '390144', message: refused }, { status: 401 });
    if (this.seen.busyAnswers > 0) {
      this.seen.busyAnswers -= 1;
      return new Response('', { status: 429 });
    }
    const { pathname, searchParams } = new URL(request.url);
    const [, handle, verb] = /^\/api\/v2\/statements(?:\/([^/]+))?(?:\/(cancel))?$/.exec(pathname) ?? [];
    if (handle === undefined) return this.#begin((await request.json()) as Record<string, unknown>);
    const run = this.#runs.get(handle);
    if (!run) return Response.json({ code: '000709', message: 'Statement not found' }, { status: 404 });
    if (verb === 'cancel') {
      this.seen.cancelled += 1;
      run.stop.abort();
      return Response.json({ statementHandle: handle });
    }
    return this.#state(handle, run, searchParams.get('partition'));
  }

  /** What is wrong with the token; null: nothing. */
  #refusal(request: Request): string | null {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    if (request.headers.get('x-snowflake-authorization-token-type') === 'PROGRAMMATIC_ACCESS_TOKEN')
      return token === this.#options.accessToken ? null : 'Programmatic access token is invalid.';
    const [head = '', body = '', signature = ''] = token.split('.');
    const { subject, publicKey } = this.#options;
    const der = publicKey.export({ type: 'spki', format: 'der' });
    const iss = `${subject}.SHA256:${createHash('sha256').update(der).digest('base64')}`;
    const signed = verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
    if (!signed) return 'JWT token is invalid.';
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const isOver = Number(claims.exp) * 1000 < Date.now() || Number(claims.exp) - Number(claims.iat) > 3600;
    return claims.iss === iss && claims.sub === subject && !isOver ? null : 'JWT token is invalid.';
  }

  #begin(body: Record<string, unknown>): Response {
    this.seen.statements.push(body);
    const handle = crypto.randomUUID();
    const run: Run = { stop: new AbortController(), state: 'runs', failure: '', columns: [], parts: [] };
    this.#runs.set(handle, run);
    this.seen.running += 1;
    void this.#work(String(body.statement), run).finally(() => {
      this.seen.running -= 1;
    });
    return Response.json({ code: '333334', message: 'in progress', statementHandle: handle }, { status: 202 });
  }

  async #work(statement: string, run: Run): Promise<void> {
    try {
      const answer = await this.#options.database.answer(this.#options.translated(statement), run.stop.signal);
      run.columns = answer.columns;
      const rows: (readonly unknown[])[] = [];
      for await (const piece of answer.rows())
        for (const row of piece) rows.push(row.map((value, at) => told(value, answer.columns[at]!.type)));
      for (let from = 0; from < rows.length; from += PART_ROWS) run.parts.push(rows.slice(from, from + PART_ROWS));
      run.state = 'done';
    } catch (error) {
      run.state = 'failed';
      run.failure = (error as Error).message;
    }
  }

  #state(statementHandle: string, run: Run, part: string | null): Response {
    if (run.state === 'runs') return Response.json({ code: '333334', statementHandle }, { status: 202 });
    if (run.state === 'failed') {
      const [code, message] = faultOf(run.failure);
      return Response.json({ code, message, statementHandle }, { status: 422 });
    }
    if (part !== null) {
      const packed = Bun.gzipSync(Buffer.from(JSON.stringify({ data: run.parts[Number(part)] ?? [] })));
      return new Response(packed, { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } });
    }
    const rowType = run.columns.map(({ name, type }) => ({ name, type: typeOf(type) }));
    const partitionInfo = run.parts.map((rows) => ({ rowCount: rows.length }));
    const resultSetMetaData = { rowType, partitionInfo, format: 'jsonv2' };
    return Response.json({ code: '090001', statementHandle, resultSetMetaData, data: run.parts[0] ?? [] });
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ BOOLEAN: 'boolean', DOUBLE: 'real', DATE: 'date', TIME: 'time', BLOB: 'binary' },
  ...{ TIMESTAMP_NS: 'timestamp_ntz', 'TIMESTAMP WITH TIME ZONE': 'timestamp_tz' },
};
const typeOf = (type: string): string => TYPES[type] ?? (/INT|DECIMAL/.test(type) ? 'fixed' : 'text');

/** A value as the interface writes it. */
function told(value: unknown, type: string): string | null {
  if (value === null) return null;
  if (type === 'TIMESTAMP_NS') return seconds((value as DuckDBTimestampNanosecondsValue).nanos);
  if (type === 'TIMESTAMP WITH TIME ZONE') return `${seconds((value as DuckDBTimestampTZValue).micros * 1000n)} 1440`;
  if (type === 'DATE') return String((value as DuckDBDateValue).days);
  if (type === 'TIME') return seconds((value as DuckDBTimeValue).micros * 1000n);
  return String(value);
}

function seconds(nanos: bigint): string {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, '0');
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function faultOf(said: string): readonly [string, string] {
  if (/^Catalog/.test(said)) return ['002003', 'SQL compilation error: Object does not exist or not authorized.'];
  if (/^Binder/.test(said)) return ['000904', 'SQL compilation error: invalid identifier'];
  return ['001003', `SQL compilation error: ${said}`];
}
