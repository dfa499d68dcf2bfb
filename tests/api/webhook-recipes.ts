import { addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { NOWHERE, newWebhook, plantWebhook, WEBHOOKS } from '../webhook-house.ts';
import type { Recipe } from './recipe.ts';

const PAGE = '/admin/webhooks';
const FIELDS = { name: 'Second', url: `http://${NOWHERE}/`, types: 'job.failed' };

/** An administrator who is signed in and a webhook, which are two audit rows. */
const withWebhook =
  (ask: (root: HttpClient, id: string) => Promise<Got>): Recipe =>
  async (house) => {
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    return ask(root, await plantWebhook(house, root));
  };
const withDelivery = (ask: (root: HttpClient, id: string, delivery: string) => Promise<Got>): Recipe =>
  withWebhook(async (root, id) => ask(root, id, (await root.post(`${WEBHOOKS}/${id}/test`)).json.id));

const SINGLE: Record<string, Recipe> = {
  [`POST ${WEBHOOKS}`]: withWebhook((root) => root.post(WEBHOOKS, newWebhook(NOWHERE))),
  [`PUT ${WEBHOOKS}/:id`]: withWebhook((root, id) => root.put(`${WEBHOOKS}/${id}`, newWebhook(NOWHERE))),
  [`PUT ${WEBHOOKS}/:id/state`]: withWebhook((root, id) => root.put(`${WEBHOOKS}/${id}/state`, { state: 'off' })),
  [`POST ${WEBHOOKS}/:id/rotate`]: withWebhook((root, id) => root.post(`${WEBHOOKS}/${id}/rotate`, {})),
  [`POST ${WEBHOOKS}/:id/test`]: withWebhook((root, id) => root.post(`${WEBHOOKS}/${id}/test`)),
  [`DELETE ${WEBHOOKS}/:id`]: withWebhook((root, id) => root.delete(`${WEBHOOKS}/${id}`)),
  [`POST ${PAGE}`]: withWebhook((root) => root.submit(PAGE, FIELDS)),
  [`POST ${PAGE}/:id`]: withWebhook((root, id) => root.submit(`${PAGE}/${id}`, FIELDS)),
  [`POST ${PAGE}/:id/state`]: withWebhook((root, id) => root.submit(`${PAGE}/${id}/state`, { state: 'off' })),
  [`POST ${PAGE}/:id/rotate`]: withWebhook((root, id) => root.submit(`${PAGE}/${id}/rotate`, { overlapHours: '0' })),
  [`POST ${PAGE}/:id/test`]: withWebhook((root, id) => root.submit(`${PAGE}/${id}/test`)),
  [`POST ${PAGE}/:id/delete`]: withWebhook((root, id) => root.submit(`${PAGE}/${id}/delete`, { typed: 'Flows' })),
};
const SENT: Record<string, Recipe> = {
  [`POST ${WEBHOOKS}/:id/deliveries/:delivery/resend`]: withDelivery((root, id, delivery) =>
    root.post(`${WEBHOOKS}/${id}/deliveries/${delivery}/resend`),
  ),
  [`POST ${PAGE}/:id/deliveries/:delivery/resend`]: withDelivery((root, id, delivery) =>
    root.submit(`${PAGE}/${id}/deliveries/${delivery}/resend`),
  ),
};

/** How each route about webhooks that changes something is called rightly. */
export const WEBHOOK_RECIPES: Record<string, Recipe> = { ...SINGLE, ...SENT };

/** Audit rows of what the recipes prepare. */
export const WEBHOOK_PREPARED: Record<string, number> = {
  ...Object.fromEntries(Object.keys(SINGLE).map((name) => [name, 2])),
  ...Object.fromEntries(Object.keys(SENT).map((name) => [name, 3])),
};
