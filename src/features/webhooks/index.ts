/** Programs of others that are told of events: signed, repeated until they are taken, and no more than the webhook's owner may read. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { webhookRoutes } from './api.ts';
import { collect } from './deliveries.ts';
import { webhookPages } from './pages.ts';
import type { WebhookParts } from './parts.ts';
import { Sender } from './sender.ts';

export { sqliteWebhookStore } from './store.sqlite.ts';

export interface Webhooks {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  start(): void;
  /** Waits for the attempts under way. */
  stop(): Promise<void>;
  /** Sends what is due, to the end. */
  settle(): Promise<void>;
  /** Forgets deliveries that ended so long ago; gives how many. */
  prune(olderThanMs: number): number;
}

export function webhooksFeature(parts: WebhookParts): Webhooks {
  const sender = new Sender(parts);
  parts.events.consume('webhooks', async (delivery) => {
    await collect(parts, delivery);
    sender.look();
  });
  return {
    routes: webhookRoutes(parts),
    pages: (render) => webhookPages(parts, render),
    start: () => sender.start(),
    stop: () => sender.stop(),
    settle: () => sender.settle(),
    prune: (olderThanMs) => parts.store.prune(parts.clock.now() - olderThanMs),
  };
}
