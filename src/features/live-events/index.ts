/** What happens, told to pages and programs while they are open. */
import type { Route } from '../../platform/http/route.ts';
import { liveEventRoutes } from './api.ts';
import type { LiveEventParts } from './use-cases.ts';

export interface LiveEvents {
  readonly routes: readonly Route[];
}

export const liveEventsFeature = (parts: LiveEventParts): LiveEvents => ({ routes: liveEventRoutes(parts) });
