/** What people are told of what concerns them: in the page, live. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { inboxRoutes } from './api.ts';
import { collect } from './collect.ts';
import { inboxPages } from './pages.ts';
import type { InboxParts } from './parts.ts';

export { sqliteInboxStore } from './store.sqlite.ts';

export interface Inbox {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  /** Forgets entries that are so old; gives how many. */
  prune(olderThanMs: number): number;
}

export function inboxFeature(parts: InboxParts): Inbox {
  parts.events.consume('inbox', (delivery) => collect(parts, delivery));
  return {
    routes: inboxRoutes(parts),
    pages: (render) => inboxPages(parts, render),
    prune: (olderThanMs) => parts.store.prune(parts.clock.now() - olderThanMs),
  };
}
