import type { Actor } from '../access/actor.ts';
import type { BodyStream } from './body-stream.ts';
import type { Cookie } from './cookies.ts';
import type { SentFile } from './multipart.ts';
import type { Viewer } from './viewer.ts';

/** What a handler adds to its answer besides the body. */
export interface Reply {
  /** Version of the resource in the answer; becomes the `ETag`. */
  etag?: string;
  /** Path of the resource that was made. */
  location?: string;
  readonly cookies: Cookie[];
  /** Said once on the next page: what was just done. */
  flash?: string;
  /** Tells the browser to forget what it stores of this site: at sign-out. Cookies are dropped one by one. */
  clearSite?: boolean;
}

/** One request as a handler sees it: already authenticated, allowed, checked. */
export interface Call<B = undefined, Q = undefined> {
  readonly actor: Actor;
  /** For whom an answer in words is made: zone, language, look. */
  readonly viewer: Viewer;
  readonly body: B;
  readonly query: Q;
  readonly params: Readonly<Record<string, string>>;
  /** The version named by `If-Match`; present where the route needs it. */
  readonly ifMatch: string;
  readonly requestId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** `https://adit.example` as the browser sees us, with the path below which we live: for links that people pass on. */
  readonly site: string;
  readonly userAgent: string | null;
  /** The hidden `csrf` field of a form on the page that is being made; sets a cookie where there is no session yet. */
  formToken(): string;
  /** What the page before left to be said; said once. */
  takeFlash(): string | null;
  /** True where htmx asks for navigation and view only, to swap them into the page that is open. */
  readonly partial: boolean;
  /** Id of the element that htmx is going to swap; null where a whole page is asked for. */
  readonly swapTarget: string | null;
  /** A header of the request; null when it is absent. */
  header(name: string): string | null;
  /** The body as it comes, of a route that declares `raw`; of others it is empty. */
  readonly raw: BodyStream;
  /** The file of a form, of a page that declares `file`; null: none was chosen. It must be read before the answer. */
  readonly file: SentFile | null;
  /** Of the session cookie, valid or not: only for the feature that signs people in and out. */
  readonly sessionSecret: string | null;
  /** Of the cookie that binds a sign-in elsewhere to this browser, where one has begun. */
  readonly handshakeSecret: string | null;
  readonly reply: Reply;
}
