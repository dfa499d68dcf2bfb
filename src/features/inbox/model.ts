import { Choice, Nullable, Type } from '#sdk';

/** What people are told of; each kind can be switched off. */
export const KINDS = ['load', 'job', 'share', 'quality', 'schema', 'webhook'] as const;
export type Kind = (typeof KINDS)[number];

/** `email` is told in the inbox where no mail can reach the person. */
export const WAYS = ['inbox', 'email', 'both', 'none'] as const;
export type Way = (typeof WAYS)[number];

/** What is said, in which form; names and figures only, never data. */
export interface Facts {
  readonly form:
    | 'loaded'
    | 'loaded-refused'
    | 'load-failed'
    | 'job-done'
    | 'job-failed'
    | 'shared'
    | 'pushes-missed'
    | 'quality'
    | 'schema'
    | 'webhook-paused'
    | 'webhook-gone';
  /** Of the dataset, the project, the webhook or the kind of job. */
  readonly name: string;
  /** Rows that were refused. */
  readonly count?: number;
}

/** One thing that one person was told. */
export interface Entry {
  readonly id: string;
  readonly tenant: string;
  readonly user: string;
  /** The event that it is about: told once, however often the bus repeats itself. */
  readonly event: string;
  readonly kind: Kind;
  readonly facts: Facts;
  /** A path of ours. */
  readonly link: string | null;
  readonly createdAtMs: number;
  readonly readAtMs: number | null;
}

export const EntryView = Type.Object({
  id: Type.String(),
  kind: Choice(KINDS),
  title: Type.String({ description: 'In your language' }),
  link: Nullable(Type.String({ description: 'Path of the page that it is about' })),
  at: Type.String({ description: 'ISO 8601, UTC' }),
  read: Type.Boolean(),
});
export const ReadInput = Type.Object({
  ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 60 }), { maxItems: 500, description: 'Absent: everything in the inbox' }),
  ),
});
const Ways = Object.fromEntries(KINDS.map((kind) => [kind, Choice(WAYS)]));
export const PreferencesView = Type.Object(Ways as Record<Kind, ReturnType<typeof Choice<typeof WAYS>>>);
export const EmailView = Type.Object({
  configured: Type.Boolean({ description: 'Whether this server sends mail' }),
  address: Nullable(Type.String({ description: 'Yours; null: you have none, and are told in the inbox' })),
  paused: Type.Boolean({ description: 'The mail server says that there is no such address: nothing is sent there' }),
});
export type Preferences = Readonly<Record<Kind, Way>>;
