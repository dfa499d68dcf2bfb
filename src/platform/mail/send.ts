import { AppError } from '#sdk';
import type { Tx } from '../db/index.ts';
import type { JobContext, JobKind } from '../jobs/index.ts';
import { english } from '../text/texts.ts';
import { isFailing, type Mail, type OutboxParts, type Relay, type RelayHealth, secretOf } from './mail.ts';
import type { MailStore } from './mail-store.ts';
import type { Line } from './message.ts';
import { deliver } from './relay.ts';

interface SendParts extends OutboxParts {
  readonly store: MailStore;
}

/** Mails that are on their way at a time. */
const LANES = 4;

/** The job that hands one mail to the relay; tried again until it is taken, refused for good, or too old. */
export const sendJob = (kind: string, parts: SendParts): JobKind => ({
  ...{ kind, title: english('Send a mail'), concurrency: LANES, isSmall: true },
  async handler(context) {
    const { tenant, mail: id } = context.payload as { tenant: string; mail: string };
    const mail = parts.store.find(tenant, id);
    if (!mail || !isToBeSent(mail)) return;
    if (isPointless(parts, mail)) context.finish((tx) => giveUp(parts, tx, mail));
    else await attempt(parts, context, mail);
  },
});

/** What was given up may be tried again by hand, unless the link in it is gone. */
const isToBeSent = ({ state, hasSecret }: Mail): boolean => state === 'waiting' || (state === 'dead' && !hasSecret);

const isPointless = ({ store, clock }: SendParts, { tenant, address, expiresAtMs }: Mail): boolean =>
  (expiresAtMs !== null && expiresAtMs <= clock.now()) || store.isPaused(tenant, address);

async function attempt(parts: SendParts, { job, signal, log, finish }: JobContext, mail: Mail): Promise<void> {
  const { store, clock, egress, db } = parts;
  try {
    const relay = relayOf(parts);
    const message = {
      ...{ id: mail.id, to: mail.address, subject: mail.subject, locale: mail.locale },
      ...{ lines: linesOf(parts, mail, relay), sentAtMs: mail.createdAtMs },
    };
    await deliver({ relay, egress }, message, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const fault = mayComeRight(error);
    const isOver = fault.fault === 'invalid' || job.attempt >= job.maxAttempts;
    db.transaction((tx) => {
      if (isOver) giveUp(parts, tx, mail);
      if (fault.code === 'mail.noSuchAddress') store.pause(tx, mail.tenant, mail.address, clock.now());
      if (fault.fault !== 'invalid') noteFailure(parts, tx, fault.message);
    });
    throw fault;
  }
  log.info('mail.sent', { mail: mail.id, kind: mail.kind });
  finish((tx) => {
    forgetSecret(parts, tx, mail);
    store.end(tx, mail, 'sent', clock.now());
    noteSuccess(parts, tx);
    return { sent: true };
  });
}

function relayOf({ settings }: SendParts): Relay {
  const set = settings();
  if (set) return set.relay();
  throw new AppError('unavailable', 'mail.notConfigured', 'No relay is configured: set "mail.host".');
}

/** What is wrong with our own settings, or shut at the door, is put right by somebody: the mail waits for that. */
function mayComeRight(error: unknown): AppError {
  if (!(error instanceof AppError)) throw error;
  const isOfMessage = error.code === 'mail.refused' || error.code === 'mail.noSuchAddress';
  return isOfMessage || error.fault === 'timeout' ? error : new AppError('unavailable', error.code, error.message);
}

function linesOf({ secrets, db }: SendParts, mail: Mail, { site }: Relay): Line[] {
  const lines = mail.lines.map(({ text, path }) => ({ text, url: path === null ? null : site + path }));
  if (!mail.hasSecret) return lines;
  const last = lines.pop()!;
  return [...lines, { text: last.text, url: site + secrets.read(db, mail.tenant, secretOf(mail)) }];
}

function giveUp(parts: SendParts, tx: Tx, mail: Mail): { sent: false } {
  forgetSecret(parts, tx, mail);
  parts.store.end(tx, mail, 'dead', parts.clock.now());
  return { sent: false };
}

function forgetSecret({ secrets }: SendParts, tx: Tx, mail: Mail): void {
  if (mail.hasSecret) secrets.remove(tx, mail.tenant, secretOf(mail));
}

function noteSuccess(parts: SendParts, tx: Tx): void {
  const before = parts.store.health();
  parts.store.saveHealth(tx, { ...before, lastOkAtMs: parts.clock.now(), lastFailure: null });
  if (isFailing(before)) tell(parts, tx, 'mail.resumed', {});
}

function noteFailure(parts: SendParts, tx: Tx, message: string): void {
  const before: RelayHealth = parts.store.health();
  parts.store.saveHealth(tx, { ...before, lastFailureAtMs: parts.clock.now(), lastFailure: message });
  if (!isFailing(before)) tell(parts, tx, 'mail.stopped', { reason: message });
}

const tell = ({ events, newId }: SendParts, tx: Tx, type: 'mail.stopped' | 'mail.resumed', payload: object): void =>
  void events.publish(tx, { type, tenant: null, correlationId: newId(), payload: { ...payload } });
