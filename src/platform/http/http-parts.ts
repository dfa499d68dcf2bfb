import type { Actor } from '../access/actor.ts';
import type { Person } from '../access/person.ts';
import type { Log } from '../log/index.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { OpenStreams } from './open-streams.ts';
import type { OriginSettings, RequestOrigin } from './origin.ts';
import type { Frame } from './page-frame.ts';
import type { Problem } from './problem.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Route } from './route.ts';

/** What a caller shows to be known. A request with an `Authorization` header is never judged by its cookie. */
export type Credential = ({ kind: 'session'; secret: string } | { kind: 'bearer'; secret: string }) & {
  /** Asked by us while a stream is open: it does not count as use of the session. */
  readonly quiet?: boolean;
  /** The answer can carry a new cookie, and nothing else is under way that would still send the old one. */
  readonly mayRenew?: boolean;
};

/** Who the credential belongs to; `csrf` is the token of the session's forms. */
export interface Identity {
  readonly actor: Actor;
  readonly csrf: string | null;
  /** Absent where no person stands behind the call. */
  readonly person?: Person;
  /** The session goes on under a new name: the secret for the cookie. */
  readonly renewedSecret?: string;
}

export type Authenticate = (
  credential: Credential,
  origin: RequestOrigin,
) => Promise<Identity | null> | Identity | null;

/** Where events of the server go: structured, one per line, no bodies and no secrets. */
export type HttpLog = Pick<Log, 'info' | 'warn' | 'error'>;

/** All that the server needs; `assemble` fills it. */
export interface ServerParts {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly idempotency: IdempotencyStore;
  readonly log: HttpLog;
  /** Answers that go on; whoever stops the server ends them. */
  readonly streams: OpenStreams;
  readonly limits: RateLimits;
  readonly newId: () => string;
  readonly now: () => number;
  /** A problem as a page, for people; plain data in, HTML out. */
  readonly problemPage: (problem: Problem, frame: Frame, extent: 'page' | 'app' | 'view') => string;
  /** Where somebody who must sign in first is sent. */
  readonly signInPath: string;
  /** Where somebody whose role needs a second factor, and who has none, is sent. */
  readonly secondFactorPath: string;
  readonly settings: OriginSettings & {
    /** Send Strict-Transport-Security where the browser uses TLS. */
    strictTransport: boolean;
    /** Largest JSON body or form, where a route does not say otherwise. */
    maxBodyBytes: number;
    /** Seconds without a byte after which a connection is closed. */
    idleTimeoutS: number;
  };
}

/** What is known while one request is answered. */
export interface Exchange {
  readonly request: Request;
  /** Of the address, without the path below which we live. */
  readonly path: string;
  readonly origin: RequestOrigin;
  readonly params: Readonly<Record<string, string>>;
  readonly parts: ServerParts;
  /** Takes the request out of the server's own time limit, which a body that comes does not prolong; and puts it back. */
  readonly untimed: (on: boolean) => void;
}
