import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { type Egress, parseUrl } from '../../platform/egress/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { APPLIANCE_PERMISSION, isOfAppliance, MAX_WEBHOOKS, type Webhook, type WebhookInput } from './model.ts';
import { formerSecretName, secretName, type WebhookParts } from './parts.ts';
import { newWebhookSecret } from './signature.ts';

const permission = 'admin:webhooks';
const HOUR_MS = 3_600_000;

type Sent = Static<typeof WebhookInput>;

export function listWebhooks({ store }: WebhookParts, actor: Actor, request: ListRequest): Listed<Webhook> {
  guard(actor, permission);
  const { rows, total } = store.list(tenantOf(actor), request);
  return listed(rows, total, request, (webhook) => [String(webhook.createdAtMs), webhook.id]);
}

export function getWebhook({ store }: WebhookParts, actor: Actor, id: string): Webhook {
  guard(actor, permission);
  return store.find(tenantOf(actor), id) ?? notFound('webhook');
}

/** Gives the secret too, the only time that it is shown. */
export async function addWebhook(
  parts: WebhookParts,
  actor: Actor,
  sent: Sent,
): Promise<{ webhook: Webhook; secret: string }> {
  const { store, changes, clock, newId, secrets } = parts;
  guard(actor, permission);
  const wanted = await checked(parts, actor, sent);
  const tenant = tenantOf(actor);
  const webhook: Webhook = {
    ...{ id: newId(), tenant, owner: actor.id, ...wanted, state: 'on', reason: null, failures: 0 },
    ...{ formerSecretUntilMs: null, createdAtMs: clock.now() },
  };
  const secret = newWebhookSecret();
  return changes.make(actor, (change) => {
    if (store.list(tenant, { limit: 1, after: null, offset: 0 }).total >= MAX_WEBHOOKS)
      throw new AppError('conflict', 'webhook.tooMany', `There are ${MAX_WEBHOOKS} webhooks. Delete one first.`);
    store.insert(change.tx, webhook);
    secrets.put(change.tx, tenant, secretName(webhook.id), secret);
    record(change, webhook, { action: 'webhook.create', event: 'created', after: facts(webhook) });
    return { webhook, secret };
  });
}

/** Whoever changes it answers for it from then on: it tells what they may read. */
export async function changeWebhook(parts: WebhookParts, actor: Actor, id: string, sent: Sent): Promise<Webhook> {
  const { store, changes } = parts;
  getWebhook(parts, actor, id);
  const wanted = await checked(parts, actor, sent);
  return changes.make(actor, (change) => {
    const before = getWebhook(parts, actor, id);
    const after = { ...before, ...wanted, owner: actor.id };
    store.update(change.tx, after);
    record(change, after, {
      ...{ action: 'webhook.change', event: 'updated', before: facts(before), after: facts(after) },
    });
    return after;
  });
}

export function setWebhookState(parts: WebhookParts, actor: Actor, id: string, state: 'on' | 'off'): Webhook {
  const { store, changes } = parts;
  return changes.make(actor, (change) => {
    const before = getWebhook(parts, actor, id);
    store.setState(change.tx, before, state, null);
    record(change, before, {
      ...{ action: state === 'on' ? 'webhook.enable' : 'webhook.disable', event: 'updated' },
      ...{ before: { state: before.state }, after: { state } },
    });
    return getWebhook(parts, actor, id);
  });
}

/** A new secret; for so many hours the one before it signs as well. */
export function rotateWebhookSecret(
  parts: WebhookParts,
  actor: Actor,
  id: string,
  overlapHours: number,
): { webhook: Webhook; secret: string } {
  const { store, changes, secrets, clock, db } = parts;
  const secret = newWebhookSecret();
  return changes.make(actor, (change) => {
    const before = getWebhook(parts, actor, id);
    const until = overlapHours > 0 ? clock.now() + overlapHours * HOUR_MS : null;
    if (until === null) secrets.remove(change.tx, before.tenant, formerSecretName(id));
    else secrets.put(change.tx, before.tenant, formerSecretName(id), secrets.read(db, before.tenant, secretName(id)));
    secrets.put(change.tx, before.tenant, secretName(id), secret);
    const webhook = { ...before, formerSecretUntilMs: until };
    store.update(change.tx, webhook);
    record(change, webhook, { action: 'webhook.rotate', event: 'updated', after: { overlapHours } });
    return { webhook, secret };
  });
}

export function removeWebhook(parts: WebhookParts, actor: Actor, id: string): void {
  const { store, changes, secrets } = parts;
  changes.make(actor, (change) => {
    const webhook = getWebhook(parts, actor, id);
    store.remove(change.tx, webhook);
    for (const name of [secretName(id), formerSecretName(id)]) secrets.remove(change.tx, webhook.tenant, name);
    record(change, webhook, { action: 'webhook.delete', event: 'deleted', before: facts(webhook) });
  });
}

/** What the door lets through, in a workspace that the actor may enter. */
async function checked({ egress, listWorkspaces }: WebhookParts, actor: Actor, sent: Sent) {
  const workspace = sent.workspaceId || null;
  if (workspace !== null && !listWorkspaces(actor).some(({ id }) => id === workspace)) notFound('workspace');
  demandTypes(actor, sent.types, workspace);
  await demandAllowed(egress.as({ purpose: 'webhook', tenant: actor.tenant, actor: `user/${actor.id}` }), sent.url);
  return { workspace, name: cleanName(sent.name), url: sent.url, types: sent.types.toSorted() };
}

/** Events of the appliance lie in no workspace, and are told to who looks after it. */
function demandTypes(actor: Actor, types: Sent['types'], workspace: string | null): void {
  const ofAppliance = types.filter(isOfAppliance);
  if (ofAppliance.length === 0) return;
  const named = ofAppliance.join(', ');
  if (!actor.permissions.has(APPLIANCE_PERMISSION))
    throw new AppError(
      'forbidden',
      'webhook.ofAppliance',
      `These events are of the appliance, and told to its administrator alone: ${named}.`,
      [{ pointer: '/types', message: 'of the appliance' }],
    );
  if (workspace !== null)
    invalid('webhook.inNoWorkspace', `These events lie in no workspace: ${named}. Choose no workspace.`, [
      { pointer: '/workspaceId', message: 'none, for events of the appliance' },
    ]);
}

async function demandAllowed(egress: Egress, url: string): Promise<void> {
  try {
    const { host, port, url: parsed } = parseUrl(url);
    if (parsed.hash !== '') invalid('webhook.badUrl', 'What stands behind "#" is never sent. Leave it out.');
    await egress.check(host, port);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('invalid', error.code, error.message, [{ pointer: '/url', message: error.message }]);
  }
}

type Recorded = Pick<Parameters<Change['record']>[0], 'action' | 'event' | 'before' | 'after'>;

export const record = (change: Change, { id, workspace }: Webhook, done: Recorded): void =>
  change.record({ kind: 'webhook', id, ...(workspace === null ? {} : { workspace }), ...done });

/** The query of an address may hold a token of the receiver: it stays out of the audit log. */
const facts = ({ name, url, types, workspace }: Webhook) => ({ name, url: url.split('?')[0], types, workspace });
