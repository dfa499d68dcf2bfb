/** A single-use link at which a person chooses a password. */
export interface Link {
  readonly path: string;
  readonly expiresAtMs: number;
}

/** A link as it was given out: shown to who asked for it, or sent to whom it is for. */
export interface GivenLink extends Omit<Link, 'path'> {
  /** Null: only who it was sent to has it. */
  readonly path: string | null;
  /** The address; null: it was not sent. */
  readonly sentTo: string | null;
}
