import type { AppError, Fault, Static, TObject, TSchema } from '#sdk';
import type { Permission } from '../access/permissions.ts';
import type { Call } from './call.ts';
import type { Effort } from './effort.ts';
import type { EventSource } from './open-streams.ts';
import type { Success } from './problem.ts';

export type { Call, Reply } from './call.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export const isUnsafe = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

interface Declared {
  readonly method: Method;
  /** Elysia's form: `/api/v1/projects/:id`. */
  readonly path: string;
  /** Who may call it. There is no default: a route that says nothing does not start. */
  readonly permission: Permission | 'public';
  /** One sentence, for the API's documentation. */
  readonly summary: string;
  /** Limit of the body, where it is not the server's usual one. */
  readonly maxBodyBytes?: number;
  /** What it costs of the limits, where that does not follow from the rest. */
  readonly effort?: Effort;
}

/** A body that is taken as it comes and never held in memory. */
export interface RawBody {
  /** Most bytes; asked for at each request. */
  readonly limitBytes: () => number;
  /** What to say of a longer one, where it can be said better than in bytes. */
  readonly tooLarge?: () => AppError;
}

/** A header that a route listens to. */
export interface DeclaredHeader {
  readonly name: string;
  readonly description: string;
}

/** A route of the API: JSON in, JSON out. */
export interface ApiRoute extends Declared {
  readonly kind: 'api';
  readonly tag: string;
  readonly body?: TSchema;
  /** In the place of `body`: any bytes, which the handler reads from `call.raw`. */
  readonly raw?: RawBody;
  readonly headers?: readonly DeclaredHeader[];
  readonly query?: TObject;
  /** Absent: the answer has no body. */
  readonly response?: TSchema;
  readonly success: Success;
  /** The resource is only changed when `If-Match` names its present version. */
  readonly needsIfMatch: boolean;
  /** Takes `Idempotency-Key`; off for routes whose answers must not be kept (sign-in). */
  readonly idempotent: boolean;
  /**
   * The body alone proves who asks (a password, a refresh token): cookies and the `Authorization` header are not looked at, so there is
   * nothing that a foreign page could abuse, and no header of ours is needed.
   */
  readonly provesItself: boolean;
  readonly example?: RouteExample;
  /** In the place of `response`: the answer is a file of one of these types, and the handler gives a {@link Download}. */
  readonly file?: readonly string[];
  readonly handler: (call: Call<never, never>) => unknown;
}

/** Shown in the API's documentation; a test checks that the schemas take it. */
export interface RouteExample {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly answer?: unknown;
}

/** A page for people: HTML out, forms in. Works without JavaScript. */
export interface PageRoute extends Declared {
  readonly kind: 'page';
  readonly form?: TObject;
  /** The form's fields differ from case to case: the handler gets them all, as lists of texts, and checks them itself. */
  readonly openForm?: boolean;
  /** The form (multipart) carries one file, behind all its fields; the handler reads it from `call.file`. */
  readonly file?: RawBody;
  readonly query?: TObject;
  /** Others write the query, and may add to it: the handler gets all of it, as lists of texts, and takes what it knows. */
  readonly openQuery?: boolean;
  /** Opening it uses something up (a single-use link): HEAD, by which programs only look, is not taken. */
  readonly once?: boolean;
  readonly handler: (call: Call<never, never>) => PageAnswer | Promise<PageAnswer>;
}

/**
 * A page, or the way to another. `streamed` goes out in three steps: what stands before the view at once, then the view as soon as it is
 * computed, then the rest.
 */
export type PageAnswer =
  | { readonly html: string; readonly fault?: Fault }
  | { readonly redirect: string }
  | { readonly download: Download }
  | { readonly streamed: { readonly before: string; readonly view: () => Promise<string>; readonly after: string } };

/** What a browser saves under a name; a stream that fails leaves a broken download, never a complete file that lacks something. */
export interface Download {
  readonly name: string;
  readonly contentType: string;
  readonly content: string | ReadableStream<Uint8Array>;
}

/** A file that ships with the program. */
export interface AssetRoute extends Declared {
  readonly kind: 'asset';
  readonly content: string;
  readonly contentType: string;
}

/** A plain answer for probes: `{ status }` and whether all is well. */
export interface ProbeRoute extends Declared {
  readonly kind: 'probe';
  readonly handler: () => Promise<{ ok: boolean; status: string }> | { ok: boolean; status: string };
}

/** An answer that goes on: server-sent events, for pages and programs that listen. */
export interface StreamRoute extends Declared {
  readonly kind: 'stream';
  readonly method: 'GET';
  readonly tag: string;
  readonly query?: TObject;
  /** What stands in the `data` of an event. */
  readonly data: TSchema;
  /** Faults go out as problem documents, before the stream begins. Null: there is nothing more to come, and no use in asking again. */
  readonly handler: (
    call: Call<never, never>,
    lastEventId: string | null,
  ) => EventSource | null | Promise<EventSource | null>;
}

export type Route = ApiRoute | PageRoute | AssetRoute | ProbeRoute | StreamRoute;

type BodyOf<B> = B extends TSchema ? Static<B> : undefined;

interface ApiDeclaration<B, Q, R> {
  method: Method;
  path: string;
  permission: Permission | 'public';
  summary: string;
  tag: string;
  body?: B;
  query?: Q;
  response?: R;
  success?: Success;
  needsIfMatch?: boolean;
  idempotent?: boolean;
  provesItself?: boolean;
  maxBodyBytes?: number;
  effort?: Effort;
  raw?: RawBody;
  headers?: readonly DeclaredHeader[];
  example?: RouteExample;
  handler(call: Call<BodyOf<B>, BodyOf<Q>>): BodyOf<R> | Promise<BodyOf<R>>;
}

/** Declares a route of the API; the types of body, query and answer follow from their schemas. */
export function route<
  B extends TSchema | undefined = undefined,
  Q extends TObject | undefined = undefined,
  R extends TSchema | undefined = undefined,
>(declared: ApiDeclaration<B, Q, R>): ApiRoute {
  const { body, query, response, handler, ...rest } = declared;
  return {
    kind: 'api',
    success: response ? 'ok' : 'empty',
    needsIfMatch: false,
    provesItself: false,
    // Bytes that are not kept cannot be compared with those of a repetition.
    idempotent: isUnsafe(declared.method) && !declared.raw,
    ...rest,
    ...(body ? { body } : {}),
    ...(query ? { query } : {}),
    ...(response ? { response } : {}),
    handler: handler as ApiRoute['handler'],
  };
}

type FileDeclaration<Q> = Pick<Declared, 'path' | 'permission' | 'summary'> & {
  tag: string;
  query?: Q;
  file: readonly string[];
  handler(call: Call<undefined, BodyOf<Q>>): Promise<Download>;
};

/** Declares a route of the API that answers with a file. */
export const fileRoute = <Q extends TObject | undefined = undefined>({
  file,
  handler,
  ...declared
}: FileDeclaration<Q>): ApiRoute => ({
  ...route({ method: 'GET', ...declared, success: 'ok', handler: () => undefined }),
  ...{ file, handler: handler as unknown as ApiRoute['handler'] },
});

interface PageDeclaration<F, Q> {
  method: 'GET' | 'POST';
  path: string;
  permission: Permission | 'public';
  summary: string;
  form?: F;
  file?: RawBody;
  maxBodyBytes?: number;
  effort?: Effort;
  query?: Q;
  once?: boolean;
  handler(call: Call<BodyOf<F>, BodyOf<Q>>): PageAnswer | Promise<PageAnswer>;
}

/** Fields of a form or of a query as they were sent. */
export type OpenForm = Readonly<Record<string, readonly string[]>>;

/** A POST page whose fields differ from case to case. */
export const openFormPage = (
  declared: Omit<PageDeclaration<undefined, undefined>, 'handler' | 'method' | 'form' | 'query'> & {
    handler(call: Call<OpenForm>): PageAnswer | Promise<PageAnswer>;
  },
): PageRoute => ({
  ...{ kind: 'page', method: 'POST', openForm: true },
  ...declared,
  handler: declared.handler as unknown as PageRoute['handler'],
});

/** A page to which others send the browser, with a query of their making. */
export const openQueryPage = (
  declared: Omit<PageDeclaration<undefined, undefined>, 'handler' | 'method' | 'form' | 'query'> & {
    handler(call: Call<undefined, OpenForm>): PageAnswer | Promise<PageAnswer>;
  },
): PageRoute => ({
  ...{ kind: 'page', method: 'GET', openQuery: true },
  ...declared,
  handler: declared.handler as unknown as PageRoute['handler'],
});

/** Declares a page. A POST page takes a form and always demands its hidden `csrf` field. */
export function page<F extends TObject | undefined = undefined, Q extends TObject | undefined = undefined>(
  declared: PageDeclaration<F, Q>,
): PageRoute {
  const { form, query, handler, ...rest } = declared;
  return {
    kind: 'page',
    ...rest,
    ...(form ? { form } : {}),
    ...(query ? { query } : {}),
    handler: handler as PageRoute['handler'],
  };
}

interface StreamDeclaration<Q> {
  path: string;
  permission: Permission | 'public';
  summary: string;
  tag: string;
  query?: Q;
  data: TSchema;
  handler(
    call: Call<undefined, BodyOf<Q>>,
    lastEventId: string | null,
  ): EventSource | null | Promise<EventSource | null>;
}

/** Declares a stream of server-sent events. */
export function stream<Q extends TObject | undefined = undefined>(declared: StreamDeclaration<Q>): StreamRoute {
  const { query, handler, ...rest } = declared;
  return {
    kind: 'stream',
    method: 'GET',
    ...rest,
    ...(query ? { query } : {}),
    handler: handler as unknown as StreamRoute['handler'],
  };
}

/** Declares a file that anyone may fetch. */
export const asset = (path: string, contentType: string, content: string): AssetRoute => ({
  kind: 'asset',
  method: 'GET',
  path,
  permission: 'public',
  summary: 'A file that ships with the program.',
  content,
  contentType,
});
