import type { Locale } from '../access/person.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/index.ts';
import type { Egress } from '../egress/index.ts';
import type { EventBus } from '../events/index.ts';
import type { JobStore } from '../jobs/index.ts';
import type { SecretStore } from '../secrets/index.ts';

/** What is said, with a path of ours to where more stands. */
export interface MailLine {
  readonly text: string;
  readonly path: string | null;
}

/** A mail that shall be sent to one person. */
export interface NewMail {
  readonly tenant: string;
  readonly user: string;
  readonly address: string;
  readonly locale: Locale;
  readonly subject: string;
  readonly lines: readonly MailLine[];
  /** A notice may be held back and gathered; a link goes at once, and is worth nothing later. */
  readonly kind: 'notice' | 'link';
  /** Path of a single-use link: kept sealed, and no longer than it takes. */
  readonly secretPath?: string;
  readonly expiresAtMs?: number;
  /** The second mail of a person with the same word is not made. */
  readonly once: string;
}

/** A mail as it is kept. */
export interface Mail extends Omit<NewMail, 'kind' | 'secretPath' | 'expiresAtMs'> {
  readonly id: string;
  readonly kind: NewMail['kind'] | 'digest';
  readonly hasSecret: boolean;
  readonly state: 'waiting' | 'held' | 'gathered' | 'sent' | 'dead';
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
}

/** Whether the relay answers, as far as it was asked. */
export interface RelayHealth {
  readonly lastOkAtMs: number | null;
  readonly lastFailureAtMs: number | null;
  /** Why; null once it has taken something again. */
  readonly lastFailure: string | null;
}

export const isFailing = ({ lastFailure }: RelayHealth): boolean => lastFailure !== null;

/** The relay as it is configured. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** Authorities beside those of the door: PEM texts. */
  readonly ca: readonly string[];
  /** Null: it is asked for nothing. */
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  /** Where people reach the appliance, for links. */
  readonly site: string;
}

/** The configuration, as the outbox reads it each time. */
export interface MailSettings {
  /** A fault where the file with its authority cannot be read. */
  relay(): Relay;
  /** Of mails to people who have chosen none. */
  readonly language: Locale;
  readonly perPersonPerHour: number;
  readonly maxAttempts: number;
}

export interface OutboxParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly secrets: SecretStore;
  readonly egress: Egress;
  readonly jobs: Pick<JobStore, 'enqueue'>;
  readonly events: Pick<EventBus, 'publish'>;
  /** Null: no relay is configured. */
  readonly settings: () => MailSettings | null;
}

/** Under which name the path of a link lies. */
export const secretOf = ({ id }: Pick<Mail, 'id'>): string => `mail.${id}`;
