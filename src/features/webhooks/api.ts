import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { listDeliveries, resend, sendTest } from './deliveries.ts';
import {
  DeliveryView,
  IssuedWebhookView,
  presentDelivery,
  presentWebhook,
  Rotation,
  StateChange,
  WebhookInput,
  WebhookView,
} from './model.ts';
import type { WebhookParts } from './parts.ts';
import {
  addWebhook,
  changeWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  setWebhookState,
} from './use-cases.ts';

const PATH = '/api/v1/webhooks';
const shared = { permission: 'admin:webhooks', tag: 'webhooks' } as const;
/** Answers with a secret must not be kept for a repetition: nobody shall see it twice. */
const idempotent = false;

const EXAMPLE = { name: 'Orchestrator', url: 'https://flows.corp.example/adit', types: ['data.ingested'] };

export const webhookRoutes = (parts: WebhookParts): Route[] => [...ownRoutes(parts), ...deliveryRoutes(parts)];

const ownRoutes = (parts: WebhookParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, ...shared },
    summary: 'Webhooks of your tenant, newest first.',
    query: ListQuery,
    response: ListOf(WebhookView),
    handler: ({ actor, query }) => {
      const list = listWebhooks(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentWebhook) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, ...shared, idempotent, success: 'created' },
    summary:
      'Makes a webhook. Its messages are signed as the Standard Webhooks specification says; the secret is shown once.',
    body: WebhookInput,
    response: IssuedWebhookView,
    example: { body: EXAMPLE },
    handler: async ({ actor, body }) => issued(await addWebhook(parts, actor, body)),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, ...shared },
    summary: 'One webhook.',
    response: WebhookView,
    handler: ({ actor, params }) => presentWebhook(getWebhook(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, ...shared },
    summary: 'Changes a webhook. Whoever does it is its owner from then on: it tells what they may read.',
    body: WebhookInput,
    response: WebhookView,
    example: { body: EXAMPLE },
    handler: async ({ actor, params, body }) => presentWebhook(await changeWebhook(parts, actor, params.id!, body)),
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id/state`, ...shared },
    summary: 'Switches a webhook off, or on again when it was off or paused; what waits is then sent.',
    body: StateChange,
    response: WebhookView,
    example: { body: { state: 'off' } },
    handler: ({ actor, params, body }) => presentWebhook(setWebhookState(parts, actor, params.id!, body.state)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/rotate`, ...shared, idempotent },
    summary: 'A new secret, shown once; for some hours the former one signs as well.',
    body: Rotation,
    response: IssuedWebhookView,
    handler: ({ actor, params, body }) => issued(rotateWebhookSecret(parts, actor, params.id!, body.overlapHours)),
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, ...shared },
    summary: 'Deletes a webhook and the log of its deliveries.',
    handler: ({ actor, params }) => removeWebhook(parts, actor, params.id!) as undefined,
  }),
];

const deliveryRoutes = (parts: WebhookParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id/deliveries`, ...shared },
    summary: 'What a webhook was sent and what it answered, newest first; kept for 30 days.',
    query: ListQuery,
    response: ListOf(DeliveryView),
    handler: ({ actor, params, query }) => {
      const list = listDeliveries(parts, actor, params.id!, listRequest(query));
      return { ...list, items: list.items.map(presentDelivery) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/deliveries/:delivery/resend`, ...shared },
    summary: 'Sends a message once more, under the same webhook-id.',
    response: DeliveryView,
    handler: ({ actor, params }) => presentDelivery(resend(parts, actor, params.id!, params.delivery!)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/test`, ...shared, success: 'created' },
    summary: 'Sends a message of the type "webhook.test"; what came of it stands among the deliveries.',
    response: DeliveryView,
    handler: ({ actor, params }) => presentDelivery(sendTest(parts, actor, params.id!)),
  }),
];

const issued = ({ webhook, secret }: Awaited<ReturnType<typeof addWebhook>>) => ({
  webhook: presentWebhook(webhook),
  secret,
});
