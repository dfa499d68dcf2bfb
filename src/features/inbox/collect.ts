import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Delivery, EventType } from '../../platform/events/index.ts';
import type { NewMail } from '../../platform/mail/index.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Entry, Facts, Kind } from './model.ts';
import type { InboxParts } from './parts.ts';
import type { Owner } from './store.ts';
import { usesMail } from './use-cases.ts';
import { titleOf } from './words.ts';

/** Whom an event concerns, and what it says to them. */
interface Told {
  readonly users: readonly string[];
  readonly kind: Kind;
  readonly link: string | null;
  /** Null: there is nothing that this person may hear. */
  facts(owner: Actor): Facts | null;
}

type Payload = Readonly<Record<string, unknown>>;
type Teller = (parts: InboxParts, payload: Payload, tenant: string) => Told | null;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const onlyId = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : []);

const aboutDataset = (
  { nameOfDataset }: InboxParts,
  payload: Payload,
  told: Pick<Told, 'users'> & { kind: Kind; form: Facts['form']; count?: number },
): Told => ({
  ...{ users: told.users, kind: told.kind, link: `/datasets/${text(payload.dataset)}` },
  facts(owner) {
    const name = nameOfDataset(owner, text(payload.dataset));
    return name === null ? null : { form: told.form, name, ...(told.count ? { count: told.count } : {}) };
  },
});

const loaded: Teller = (parts, payload) => {
  const count = parts.refusedBy(text(payload.job));
  const form = count > 0 ? 'loaded-refused' : 'loaded';
  return aboutDataset(parts, payload, { users: onlyId(payload.user), kind: 'load', form, count });
};

const notLoaded: Teller = (parts, payload) =>
  aboutDataset(parts, payload, { users: onlyId(payload.user), kind: 'load', form: 'load-failed' });

const jobEnded =
  (form: 'job-done' | 'job-failed'): Teller =>
  ({ titleOfJob }, { kind, user, job }) =>
    // Of loads, and of what one called off oneself, is told otherwise or not at all.
    kind === 'dataset.import'
      ? null
      : {
          ...{ users: onlyId(user), kind: 'job', link: `/jobs/${text(job)}` },
          facts: () => ({ form, name: titleOfJob(text(kind)) }),
        };

/** Events that somebody is told of. */
const TELLERS: Partial<Record<EventType, Teller>> = {
  'upload.completed': loaded,
  'upload.failed': notLoaded,
  'job.completed': jobEnded('job-done'),
  'job.failed': (parts, payload, tenant) =>
    payload.state === 'cancelled' ? null : jobEnded('job-failed')(parts, payload, tenant),
  'access.shared'(parts, { kind, id, with: to, user }, tenant) {
    const principal = to as { readonly kind: string; readonly id: string };
    const people = principal.kind === 'group' ? parts.store.membersOf(tenant, principal.id) : [principal.id];
    const [path, nameOf] = kind === 'project' ? ['projects', parts.nameOfProject] : ['datasets', parts.nameOfDataset];
    return {
      ...{ users: people.filter((person) => person !== user), kind: 'share', link: `/${path}/${text(id)}` },
      facts(owner) {
        const name = nameOf(owner, text(id));
        return name === null ? null : { form: 'shared', name };
      },
    };
  },
  'push.missed': (_, { connection, name, user }) => ({
    ...{ users: onlyId(user), kind: 'load', link: `/connections/${text(connection)}` },
    facts: () => ({ form: 'pushes-missed', name: text(name) }),
  }),
  'quality.changed'(parts, payload, tenant) {
    const { score, scoreBefore, dataset } = payload;
    if (typeof score !== 'number' || typeof scoreBefore !== 'number' || score >= scoreBefore) return null;
    const users = onlyId(parts.store.lastLoader(tenant, text(dataset)));
    return aboutDataset(parts, payload, { users, kind: 'quality', form: 'quality' });
  },
  'schema.changed'(parts, payload, tenant) {
    const users = onlyId(parts.store.lastLoader(tenant, text(payload.dataset)));
    return aboutDataset(parts, payload, { users, kind: 'schema', form: 'schema' });
  },
  'webhook.paused': (_, { webhook, name, user, reason }) => ({
    ...{ users: onlyId(user), kind: 'webhook', link: `/admin/webhooks/${text(webhook)}` },
    facts: () => ({ form: reason === 'gone' ? 'webhook-gone' : 'webhook-paused', name: text(name) }),
  }),
};

/** Puts an event into the inboxes of whom it concerns, if they want to know and may; a second time nothing happens. */
export async function collect(parts: InboxParts, { tenant, event }: Delivery): Promise<void> {
  const told = tenant === null ? null : TELLERS[event.event_type]?.(parts, event.payload, tenant);
  if (tenant === null || !told) return;
  for (const user of told.users) await tell(parts, { tenant, user }, told, event);
}

async function tell(parts: InboxParts, owner: Owner, told: Told, event: Delivery['event']): Promise<void> {
  const { store, db, clock, newId, events } = parts;
  const { tenant, user } = owner;
  const way = store.preferences(owner)[told.kind] ?? 'inbox';
  if (way === 'none') return;
  const actor = await parts.actorFor(tenant, user);
  const facts = actor && factsFor(told, actor);
  if (!facts) return;
  const entry: Entry = {
    ...{ id: newId(), ...owner, event: event.event_id, kind: told.kind, facts, link: told.link },
    ...{ createdAtMs: clock.now(), readAtMs: null },
  };
  const mail = usesMail(way) ? mailFor(parts, entry) : null;
  const isNew = db.transaction((tx) => {
    if (mail) parts.mail.post(tx, mail);
    // Whom no mail reaches is told here.
    return (way === 'both' || !mail) && store.insert(tx, entry);
  });
  if (!isNew) return;
  const payload = { user, entry: entry.id };
  events.announce({ type: 'inbox.changed', tenant, correlationId: event.correlation_id, payload });
}

/** The same words and the link, and nothing of the data; null where no mail reaches the person. */
function mailFor({ mail, store }: InboxParts, { tenant, user, event, kind, facts, link }: Entry): NewMail | null {
  const { address, language } = store.reach({ tenant, user });
  if (address === null || !mail.isConfigured() || mail.isPaused(tenant, address)) return null;
  const locale = mail.localeFor(language);
  const title = titleOf(facts, textsIn(locale));
  return {
    ...{ tenant, user, address, locale, kind: 'notice', once: `inbox.${event}.${kind}` },
    ...{ subject: title, lines: [{ text: title, path: link }] },
  };
}

function factsFor(told: Told, actor: Actor): Facts | null {
  try {
    return told.facts(actor);
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return null;
    throw error;
  }
}
