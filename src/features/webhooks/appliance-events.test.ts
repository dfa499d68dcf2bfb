/** Events of the appliance: who is told of them. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { allow, newWebhook, Receiver, WEBHOOKS } from '../../../tests/webhook-house.ts';

let house: Appliance;
let root: HttpClient;
let receiver: Receiver;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
  receiver = await new Receiver().start();
  allow(house, receiver.target);
});
afterEach(() => receiver.stop());

async function happens(check: string): Promise<void> {
  const event = { type: 'health.degraded', tenant: null, correlationId: 'r', payload: { check } } as const;
  house.db.transaction((tx) => house.bus.publish(tx, event));
  await house.bus.settle();
  await house.webhooks.settle();
}

const types = ['service.started', 'health.degraded', 'data.ingested'];

test('are told to who looks after it, logged as all are, and to nobody else', async () => {
  const refused = await root.post(WEBHOOKS, newWebhook(receiver.target, { types }));
  expect([refused.status, refused.json.code]).toEqual([403, 'webhook.ofAppliance']);
  expect((await root.get('/admin/webhooks')).text).not.toContain('service.started');
  house.db.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, created_at)
      select 'both', tenant_id, 'user', id, 'appliance-administrator', 0 from users where login = 'root'`);
  expect((await root.get('/admin/webhooks')).text).toContain('service.started');
  const bound = await root.post(WEBHOOKS, newWebhook(receiver.target, { types, workspaceId: house.home.workspace.id }));
  expect([bound.status, bound.json.code]).toEqual([400, 'webhook.inNoWorkspace']);
  const { webhook } = (await root.post(WEBHOOKS, newWebhook(receiver.target, { types }))).json;
  await happens('database');
  expect(receiver.got.map(({ body }) => JSON.parse(body).event_type)).toEqual(['health.degraded']);
  expect((await root.get(`${WEBHOOKS}/${webhook.id}/deliveries`)).json.items).toMatchObject([
    { type: 'health.degraded', state: 'delivered' },
  ]);
  // Who does not look after it any more hears nothing more of it.
  house.db.run(sql`delete from grants where id = 'both'`);
  await happens('disk');
  expect(receiver.got).toHaveLength(1);
});
