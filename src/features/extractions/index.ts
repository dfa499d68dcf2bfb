/** What is read of connections into datasets, again and again. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import type { ConnectionUse, FindOffer, FindPushes } from '../connections/index.ts';
import { extractionRoutes } from './api.ts';
import { beginPages } from './begin-pages.ts';
import { Drafts } from './drafts.ts';
import { extractJob } from './extract-job.ts';
import { offerFor } from './offer.ts';
import { extractionPages } from './pages.ts';
import type { ExtractionParts } from './parts.ts';
import { pushAddressRoutes } from './push-api.ts';
import { lastPushes } from './take-push.ts';

export { type ConnectionDoor, hostSources } from './host-sources.ts';
export { extractionEvents, noteRun } from './runs.ts';
export type { SourceConnection, Sources } from './sources.ts';
export { sqliteExtractionStore } from './store.sqlite.ts';
export type { ExtractionStore } from './store.ts';

export interface Extractions {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  /** What reads from a connection, for which it cannot be deleted. */
  usesOf(tenant: string, connection: string): readonly ConnectionUse[];
  /** What can be begun with what somebody looks at in a connection. */
  offerFor: FindOffer;
  /** What came of the messages to a connection. */
  lastPushes: FindPushes;
}

export function extractionsFeature(parts: ExtractionParts): Extractions {
  const drafts = new Drafts(parts.clock);
  return {
    routes: [...extractionRoutes(parts), ...pushAddressRoutes(parts)],
    pages: (render) => [...extractionPages({ ...parts, render }), ...beginPages({ ...parts, render, drafts })],
    jobKinds: [extractJob(parts)],
    usesOf: (tenant, connection) =>
      parts.store.ofConnection(tenant, connection).map(({ id, name, binSinceMs }) => ({
        ...{ name, path: binSinceMs === null ? `/extractions/${id}` : '/bin', isInBin: binSinceMs !== null },
        missed: parts.store.findMissed({ tenant, id })?.messages ?? 0,
      })),
    offerFor,
    lastPushes: lastPushes(parts),
  };
}
