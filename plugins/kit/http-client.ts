import { setTimeout as pause } from 'node:timers/promises';
import { AppError, type ConnectorRun, calledOff, connectionLost, notThere, queryRefused, signInRefused } from '#sdk';
import { type Json, parseExactly } from './exact-json.ts';
import { MOST_BYTES, textOf } from './http-body.ts';
import { baseOf, type HttpSettings } from './http-settings.ts';
import { SignIn } from './http-sign-in.ts';
import { trusting } from './server-settings.ts';

/** One query has this long, its answer included. */
const TIMEOUT_MS = 60_000;
/** Most tries of one query, of one whose connection breaks, and the longest wait between two that a server may ask for. */
const MOST_TRIES = 5;
const MOST_BREAKS = 3;
const MOST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 250;
const SAID = 300;

export interface HttpQuery {
  readonly url: URL;
  /** JSON of a query that reads only; absent: GET. */
  readonly body?: string;
  readonly accept?: string;
}

export interface HttpAnswer {
  readonly text: string;
  readonly headers: Headers;
}

/** Asks one server, and no other: with its sign-in, in its pace, again where that is safe. */
export class HttpClient {
  readonly base: URL;
  /** Host and port, as faults name it. */
  readonly server: string;
  readonly #run: ConnectorRun;
  readonly #signIn: SignIn;
  readonly #headers: readonly string[];
  readonly #limits: { timeoutMs: number; ca?: readonly string[] };

  constructor(run: ConnectorRun, settings: HttpSettings) {
    this.base = baseOf(settings.url);
    this.server = this.base.host;
    this.#run = run;
    this.#headers = settings.headers;
    this.#limits = { timeoutMs: TIMEOUT_MS, ...trusting(settings) };
    this.#signIn = new SignIn(
      settings,
      (url, init, limits) => run.fetch(url, { ...init, signal: run.signal }, limits),
      {
        ...this.#limits,
      },
    );
  }

  async json(query: HttpQuery): Promise<{ body: Json; headers: Headers }> {
    const { text, headers } = await this.ask({ accept: 'application/json', ...query });
    return { body: parseExactly(text, this.server), headers };
  }

  /** The whole answer as text. Every query may be asked again: all of them only read. */
  async ask(query: HttpQuery): Promise<HttpAnswer> {
    if (query.url.origin !== this.base.origin)
      throw new AppError(
        'forbidden',
        'connector.elsewhere',
        `${this.server} leads to another address (${query.url.host}), which is not followed.`,
      );
    let renewed = false;
    for (let tries = 1; ; tries++) {
      const { answer, fault } = await this.#once(query).then(
        (had) => ({ answer: had, fault: null }),
        (error: unknown) => ({ answer: null, fault: error }),
      );
      const isLast = tries >= MOST_TRIES;
      if (!answer) {
        if (tries >= MOST_BREAKS || !maySucceedLater(fault)) throw fault;
        await this.#wait(FIRST_WAIT_MS * 2 ** tries);
      } else if (answer.status === 401 && !renewed && this.#signIn.forget()) renewed = true;
      else if (isLast || !isBusy(answer.status)) return this.#taken(answer);
      else await this.#wait(waitAsked(answer.headers) ?? FIRST_WAIT_MS * 2 ** tries);
    }
  }

  async #once({ url, body, accept = '*/*' }: HttpQuery): Promise<HttpAnswer & { status: number }> {
    const { signal } = this.#run;
    const target = new URL(url);
    const headers = new Headers({ accept, 'accept-encoding': 'gzip' });
    for (const header of this.#headers) {
      const colon = header.indexOf(':');
      headers.set(header.slice(0, colon), header.slice(colon + 1).trim());
    }
    if (body !== undefined) headers.set('content-type', 'application/json');
    await this.#signIn.addTo(target, headers);
    const init = { headers, signal, ...(body === undefined ? {} : { method: 'POST', body }) };
    const answer = await this.#run.fetch(target, init, { ...this.#limits, maxBytes: MOST_BYTES });
    const text = await textOf(answer, this.server);
    return { status: answer.status, headers: answer.headers, text };
  }

  #taken(answer: HttpAnswer & { status: number }): HttpAnswer {
    const { status, text } = answer;
    if (status >= 200 && status < 300) return answer;
    const said = `${status} ${this.#signIn.hide(text).replace(/\s+/g, ' ').slice(0, SAID)}`.trim();
    if (status === 401) throw signInRefused(this.server, said);
    if (status === 404 || status === 410) throw notThere(this.server, `answer at this address (${said})`);
    if (status === 429)
      throw new AppError(
        'rate_limited',
        'connector.tooManyQueries',
        `${this.server} does not let us ask more at the moment (${said}). Try later, or load less often.`,
      );
    if (status >= 500) throw connectionLost(this.server, `it answers ${said}`);
    throw queryRefused(this.server, said);
  }

  async #wait(waitMs: number): Promise<void> {
    const { signal } = this.#run;
    if (waitMs > MOST_WAIT_MS)
      throw new AppError(
        'rate_limited',
        'connector.longWait',
        `${this.server} asks to wait ${Math.ceil(waitMs / 1_000)} seconds. Try later, or load less often.`,
      );
    await pause(waitMs, undefined, { signal }).catch(() => {
      throw calledOff(this.server, signal);
    });
  }
}

const isBusy = (status: number): boolean => status === 429 || [500, 502, 503, 504].includes(status);

/** A connection that broke may hold the next time; what is refused, or no trusted TLS, stays so. */
const maySucceedLater = (fault: unknown): boolean => fault instanceof AppError && fault.code === 'egress.broken';

/** `Retry-After` in milliseconds; an instant is taken by the server's own clock. */
function waitAsked(headers: Headers): number | null {
  const asked = headers.get('retry-after')?.trim();
  if (!asked) return null;
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1_000;
  const waitMs = Date.parse(asked) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}
