import { setTimeout as pause } from 'node:timers/promises';
import {
  AppError,
  type ConnectorRun,
  calledOff,
  connectionLost,
  type FileSource,
  fileChanged,
  notThere,
  notUnderstood,
  queryRefused,
  type SourceFile,
  signInRefused,
} from '#sdk';
import { chosenBy, countOf } from './file-choice.ts';
import { trusting } from './server-settings.ts';
import { parseXml, textAt, type XmlElement } from './xml-tree.ts';

export interface StoredObject extends Omit<SourceFile, 'path'> {
  readonly key: string;
}

/** What stores of objects differ in. `version`: their entity tag. */
export interface ObjectStore {
  /** As faults name it. */
  readonly server: string;
  /** A signed request of something below the bucket or container. */
  request(what: { key?: string; query?: Record<string, string>; headers?: Record<string, string> }): Promise<{
    url: string;
    headers: Headers;
  }>;
  /** The query of one page of the list, and what is on it. */
  listing(prefix: string, subfolders: boolean, after: string | null): Record<string, string>;
  page(document: XmlElement): { objects: readonly StoredObject[]; next: string | null };
  /** A refusal that this kind of store has words of its own for. */
  refusal(code: string, said: XmlElement): AppError | null;
}

const ANSWER_MS = 30_000;
const STALL_MS = 60_000;
const MAX_PAGE_BYTES = 16 * 1_048_576;
const TRIES = 4;
const FIRST_WAIT_MS = 250;

/** Codes by which S3 and Azure refuse who asks, not what is asked. */
const SIGN_IN =
  /^(SignatureDoesNotMatch|InvalidAccessKeyId|InvalidToken|ExpiredToken|TokenRefreshRequired|RequestTimeTooSkewed|RequestExpired|AuthenticationFailed|InvalidAuthenticationInfo|NoAuthenticationInformation|AccountIsDisabled)$/;

interface Choice {
  readonly prefix: string;
  readonly pattern: string;
  readonly subfolders: boolean;
  readonly authority: string;
}

/** The objects of a store as files. */
export class ObjectFiles implements FileSource {
  readonly #store: ObjectStore;
  readonly #choice: Choice;
  readonly #run: ConnectorRun;
  /** Prefix of all paths. */
  readonly #root: string;
  readonly #chosen: (path: string) => boolean;

  constructor(store: ObjectStore, choice: Choice, run: ConnectorRun) {
    this.#store = store;
    this.#choice = choice;
    this.#run = run;
    this.#root = choice.prefix.slice(0, choice.prefix.lastIndexOf('/') + 1);
    this.#chosen = chosenBy(choice);
  }

  async check() {
    return { server: this.#store.server, details: [await countOf(this.files())] };
  }

  async *files(): AsyncGenerator<readonly SourceFile[]> {
    const { prefix, subfolders } = this.#choice;
    for (let after: string | null = null; ; ) {
      const query = this.#store.listing(prefix, subfolders, after);
      const { objects, next } = this.#store.page(await this.#document(await this.#ask({ query }, MAX_PAGE_BYTES)));
      const files = objects
        .map(({ key, ...object }) => ({ path: key.slice(this.#root.length), ...object }))
        .filter(({ path }) => this.#chosen(path));
      if (files.length > 0) yield files;
      if (next === null || next === after) return;
      after = next;
    }
  }

  async *open(file: SourceFile, from: number): AsyncGenerator<Uint8Array> {
    if (!this.#chosen(file.path)) throw notThere(this.#store.server, `object "${file.path}"`);
    if (from >= file.bytes) return;
    const headers = { 'if-match': file.version, ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
    const response = await this.#ask({ key: this.#root + file.path, headers }, file.bytes - from, file.path);
    const range = response.headers.get('content-range');
    if (from > 0 && (response.status !== 206 || !range?.startsWith(`bytes ${from}-`))) {
      await response.body?.cancel();
      throw notUnderstood(this.#store.server, 'it sends another part of the object than was asked for');
    }
    let at = from;
    for await (const piece of response.body ?? []) {
      at += piece.length;
      yield piece;
    }
    if (at !== file.bytes) throw connectionLost(this.#store.server, `"${file.path}" ended at byte ${at}`, 'names');
  }

  async [Symbol.asyncDispose]() {}

  /** Asks, and again where the store is busy or the connection breaks before the answer began. */
  async #ask(what: Parameters<ObjectStore['request']>[0], maxBytes: number, path?: string): Promise<Response> {
    const limits = { timeoutMs: ANSWER_MS, stallMs: STALL_MS, ...trusting(this.#choice) };
    for (let tries = 1; ; tries++) {
      const { url, headers } = await this.#store.request(what);
      const init = { headers, redirect: 'manual' as const };
      // What a refusal says may be longer than the object.
      const most = Math.max(maxBytes, 65_536);
      const answer = await this.#run.fetch(url, init, { ...limits, maxBytes: most }).catch((error) => {
        if (tries < TRIES && error instanceof AppError && error.code === 'egress.broken') return null;
        throw error;
      });
      if (answer?.ok) return answer;
      const isBusy = answer === null || answer.status === 429 || answer.status >= 500;
      if (answer && !(isBusy && tries < TRIES)) throw await this.#refused(answer, path);
      await answer?.body?.cancel();
      await this.#wait(FIRST_WAIT_MS * 2 ** tries);
    }
  }

  async #refused(answer: Response, path: string | undefined): Promise<AppError> {
    const { server } = this.#store;
    const text = await answer.text();
    if (path !== undefined && answer.status === 412) return fileChanged(server, path);
    const said =
      text.startsWith('<') || text.startsWith('\ufeff<') ? parseXml(text.replace(/^\ufeff/, ''), server) : undefined;
    const code = said ? textAt(said, 'Code') : '';
    if (path !== undefined && answer.status === 404 && !/^(NoSuchBucket|ContainerNotFound)$/.test(code))
      return notThere(server, `object "${path}"`);
    const own = said && this.#store.refusal(code, said);
    if (own) return own;
    const message = (said ? textAt(said, 'Message') : text).split('\n')[0]!.slice(0, 300);
    const words = [answer.status, code, message].filter((word) => word !== '').join(' ');
    const isUnknown = SIGN_IN.test(code) || answer.status === 401 || /failed to authenticate/i.test(message);
    if (isUnknown) return signInRefused(server, words);
    if (answer.status >= 500 || answer.status === 429) return connectionLost(server, `it answers ${words}`);
    return answer.status < 400 || code === '' ? notUnderstood(server, words) : queryRefused(server, words);
  }

  async #document(answer: Response): Promise<XmlElement> {
    return parseXml((await answer.text()).replace(/^\ufeff/, ''), this.#store.server);
  }

  async #wait(waitMs: number): Promise<void> {
    await pause(waitMs, undefined, { signal: this.#run.signal }).catch(() => {
      throw calledOff(this.#store.server, this.#run.signal);
    });
  }
}

/** A key in an address, each character that has a meaning there encoded. */
export const encodedKey = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
