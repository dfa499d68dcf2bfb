import { LOCALES, type Locale } from '../access/person.ts';
import type { Tx } from '../db/index.ts';
import { type JobKind, PRIORITY } from '../jobs/index.ts';
import { english, textsIn } from '../text/texts.ts';
import { type Mail, type NewMail, type OutboxParts, type RelayHealth, secretOf } from './mail.ts';
import { mailStore } from './mail-store.ts';
import { sendJob } from './send.ts';

/** Mail that leaves: written with the change that it tells of, sent by jobs until the relay has it. */
export interface Outbox {
  isConfigured(): boolean;
  /** In which language to write to somebody who chose this one, or none. */
  localeFor(chosen: Locale | null): Locale;
  /** Makes a mail, part of the change that is under way. Call it only where mail is configured. */
  post(tx: Tx, mail: NewMail): void;
  /** The relay said that there is no such address. */
  isPaused(tenant: string, address: string): boolean;
  resume(tx: Tx, tenant: string, address: string): void;
  health(): RelayHealth;
  readonly jobKinds: readonly JobKind[];
  /** Forgets mail that is so old, and links that are over; gives how many. */
  prune(olderThanMs: number): number;
}

const HOUR_MS = 3_600_000;
const MOST_IN_DIGEST = 50;
const SEND = 'mail.send';
const GATHER = 'mail.gather';

export function mailOutbox(parts: OutboxParts): Outbox {
  const { db, clock, newId, secrets, jobs } = parts;
  const store = mailStore(db);
  const enqueueSend = (tx: Tx, { tenant, id, kind }: Mail) =>
    jobs.enqueue(tx, {
      ...{ kind: SEND, payload: { tenant, mail: id }, tenant: null, maxAttempts: parts.settings()?.maxAttempts ?? 1 },
      priority: kind === 'link' ? PRIORITY.interactive : PRIORITY.normal,
    });
  const insert = (tx: Tx, mail: Mail): boolean => {
    if (!store.insert(tx, mail)) return false;
    if (mail.state === 'waiting') enqueueSend(tx, mail);
    return true;
  };
  const holds = ({ tenant, user, kind }: NewMail): boolean =>
    kind === 'notice' &&
    store.countNotices(tenant, user, clock.now() - HOUR_MS) >= (parts.settings()?.perPersonPerHour ?? 1);
  return {
    isConfigured: () => parts.settings() !== null,
    localeFor: (chosen) => chosen ?? parts.settings()?.language ?? LOCALES[0],
    post(tx, { secretPath, expiresAtMs = null, ...mail }) {
      const isHeld = holds(mail);
      const made: Mail = {
        ...{ ...mail, id: newId(), hasSecret: secretPath !== undefined, expiresAtMs },
        ...{ state: isHeld ? 'held' : 'waiting', createdAtMs: clock.now() },
      };
      if (!insert(tx, made)) return;
      if (secretPath !== undefined) secrets.put(tx, mail.tenant, secretOf(made), secretPath);
      if (isHeld) enqueueGather(tx, jobs, mail, clock.now() + HOUR_MS);
    },
    isPaused: store.isPaused,
    resume: store.resume,
    health: store.health,
    jobKinds: [
      sendJob(SEND, { ...parts, store }),
      {
        ...{ kind: GATHER, title: english('Gather notices into one mail'), concurrency: 1, isSmall: true },
        handler({ payload, finish }) {
          const { tenant, user } = payload as { tenant: string; user: string };
          finish((tx) => {
            const held = store.listHeld(tenant, user);
            if (held.length > 0) insert(tx, digestOf(held, { id: newId(), nowMs: clock.now() }));
            for (const mail of held) store.end(tx, mail, 'gathered', clock.now());
            return { notices: held.length };
          });
        },
      },
    ],
    prune(olderThanMs) {
      db.transaction((tx) => {
        for (const mail of store.listExpired(clock.now())) {
          secrets.remove(tx, mail.tenant, secretOf(mail));
          store.end(tx, mail, 'dead', clock.now());
        }
      });
      return store.prune(clock.now() - olderThanMs);
    },
  };
}

/** One for each person, however much is held. */
const enqueueGather = (tx: Tx, jobs: OutboxParts['jobs'], { tenant, user }: NewMail, runAtMs: number) =>
  jobs.enqueue(tx, {
    ...{ kind: GATHER, payload: { tenant, user }, tenant: null, key: `${tenant}.${user}`, runAtMs },
    priority: PRIORITY.normal,
  });

/** What was held, in one mail, as it would have been said; of very much only the first. */
function digestOf(held: readonly Mail[], { id, nowMs }: { id: string; nowMs: number }): Mail {
  const last = held.at(-1)!;
  const { t, n } = textsIn(last.locale);
  const lines = held.flatMap((mail) => mail.lines);
  const rest = lines.length - MOST_IN_DIGEST;
  const more = { text: t('… and {count} more that are not listed here.', { count: rest }), path: null };
  return {
    ...last,
    ...{ id, kind: 'digest', once: `digest.${id}`, state: 'waiting', createdAtMs: nowMs, expiresAtMs: null },
    subject: n(held.length, '{n} more notice from Adit', '{n} more notices from Adit'),
    lines: rest > 0 ? [...lines.slice(0, MOST_IN_DIGEST), more] : lines,
  };
}
