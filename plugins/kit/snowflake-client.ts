import { setTimeout as pause } from 'node:timers/promises';
import {
  AppError,
  type ConnectorDoors,
  type ConnectorRun,
  calledOff,
  connectionLost,
  notUnderstood,
  queryRefused,
  signInRefused,
} from '#sdk';
import { MOST_BYTES, textOf } from './http-body.ts';
import { trusting } from './server-settings.ts';
import { type SnowflakeAccount, SnowflakeToken } from './snowflake-token.ts';
import type { SnowflakeType } from './snowflake-values.ts';

export interface SnowflakePlace extends SnowflakeAccount {
  readonly host: string;
  readonly port: number;
  readonly authority: string;
}

/** A statement that is run or has been; its rows are kept at the server for a day. */
export interface SnowflakeResult {
  readonly statementHandle: string;
  readonly resultSetMetaData?: {
    readonly rowType: readonly SnowflakeType[];
    readonly partitionInfo?: readonly unknown[];
  };
  readonly data?: readonly (readonly (string | null)[])[];
  readonly message?: string;
}

const QUERY_MS = 60_000;
const MOST_TRIES = 6;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;
/** A token that is wrong, expired or not yet valid; an account that may not come from here. */
const SIGN_IN = /^39[04]\d{3}$/;

/** Asks the SQL interface of an account (REST, version 2). */
export class SnowflakeClient {
  readonly server: string;
  readonly #run: ConnectorRun;
  readonly #base: string;
  readonly #token: SnowflakeToken;
  readonly #limits: { readonly timeoutMs: number; readonly maxBytes: number; readonly ca?: readonly string[] };

  constructor(run: ConnectorRun, place: SnowflakePlace, server: string) {
    this.server = server;
    this.#run = run;
    this.#base = `https://${place.host}${place.port === 443 ? '' : `:${place.port}`}/api/v2/statements`;
    this.#limits = { timeoutMs: QUERY_MS, maxBytes: MOST_BYTES, ...trusting(place) };
    try {
      this.#token = new SnowflakeToken(place);
    } catch {
      throw signInRefused(
        server,
        'the private key cannot be read: it is no PEM of PKCS 8, or needs another passphrase',
      );
    }
  }

  /** Begins a statement, waits until its rows are there, and gives the first part of them. */
  async run(body: object): Promise<SnowflakeResult> {
    // Asked so that the server answers at once. The answer is waited for also when it is called off meanwhile: it has the handle.
    const { signal, closing } = this.#run;
    if (signal.aborted) throw calledOff(this.server, signal);
    let { status, result } = await this.#ask('?async=true', { method: 'POST', body: JSON.stringify(body) }, closing);
    if (signal.aborted) {
      await this.#callOff(result.statementHandle);
      throw calledOff(this.server, signal);
    }
    for (let waitMs = 50; status === 202; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        await this.#wait(waitMs);
        ({ status, result } = await this.#ask(`/${result.statementHandle}`));
      } catch (error) {
        await this.#callOff(result.statementHandle);
        throw error;
      }
    }
    return result;
  }

  async part(handle: string, number: number): Promise<NonNullable<SnowflakeResult['data']>> {
    return (await this.#ask(`/${handle}?partition=${number}`)).result.data ?? [];
  }

  async #callOff(handle: string): Promise<void> {
    const { closing } = this.#run;
    await this.#once(closing, `/${handle}/cancel`, { method: 'POST' }).catch(() => {});
  }

  async #ask(
    path: string,
    init: RequestInit = {},
    doors: ConnectorDoors = this.#run,
  ): Promise<{ status: number; result: SnowflakeResult }> {
    for (let tries = 1; ; tries += 1) {
      const { status, text } = await this.#once(doors, path, init);
      if (status < 300) return { status, result: this.#parsed(text) };
      const isBusy = status === 429 || status === 503 || status === 504;
      if (!isBusy || tries === MOST_TRIES) throw this.#refused(status, text);
      await this.#wait(FIRST_WAIT_MS * 2 ** tries);
    }
  }

  async #once(doors: ConnectorDoors, path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    const { signal } = doors;
    const headers = {
      authorization: `Bearer ${this.#token.at(Date.now())}`,
      'x-snowflake-authorization-token-type': this.#token.kind,
      ...{
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'content-type': 'application/json',
        'user-agent': 'Adit',
      },
    };
    try {
      const answer = await doors.fetch(this.#base + path, { ...init, headers, signal }, this.#limits);
      return { status: answer.status, text: await textOf(answer, this.server) };
    } catch (error) {
      if (signal.aborted) throw calledOff(this.server, signal);
      throw error instanceof AppError ? error : connectionLost(this.server, (error as Error).message);
    }
  }

  #parsed(text: string): SnowflakeResult {
    try {
      const result = JSON.parse(text) as SnowflakeResult;
      if (typeof result.statementHandle === 'string' || Array.isArray(result.data)) return result;
    } catch {
      // Told below.
    }
    throw notUnderstood(this.server, JSON.stringify(text.slice(0, 80)));
  }

  #refused(status: number, text: string): AppError {
    const { code = '', message = text.slice(0, 200) } = sayingOf(text);
    if (status === 401 || status === 403 || SIGN_IN.test(code))
      return signInRefused(this.server, `${message} (${code || status})`);
    if (status === 429)
      return new AppError(
        'rate_limited',
        'connector.tooManyQueries',
        `${this.server} lets us ask no more just now. Try later.`,
      );
    if (status === 408)
      return new AppError('timeout', 'connector.timeout', `${this.server} ended the statement: it took too long.`);
    if (status === 422) return queryRefused(this.server, `${message} (${code})`);
    return status >= 500
      ? connectionLost(this.server, `it answers ${status}`)
      : notUnderstood(this.server, `it answers ${status}`);
  }

  async #wait(waitMs: number): Promise<void> {
    const { signal } = this.#run;
    await pause(waitMs, undefined, { signal }).catch(() => {
      throw calledOff(this.server, signal);
    });
  }
}

function sayingOf(text: string): { code?: string; message?: string } {
  try {
    return JSON.parse(text) as { code?: string; message?: string };
  } catch {
    return {};
  }
}
