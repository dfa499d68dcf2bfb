import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { getStatus, type StatusParts } from './use-cases.ts';

/** The first page after signing in, until there are better ones. */
export const statusPages = (parts: StatusParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/', permission: 'read:self' },
    summary: 'Version and state of this server.',
    handler: async ({ actor, formToken }) => {
      const status = await getStatus(parts, actor);
      const frame = { title: 'This server', user: actor.name, csrf: formToken() };
      const shown = status && { ...status, freeSpace: bytes(status.freeBytes) };
      return { html: render('@status/health', frame, { version: parts.version, status: shown }) };
    },
  }),
];

function bytes(count: number | null): string {
  if (count === null) return 'unknown';
  const gib = count / 1024 ** 3;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(count / 1024 ** 2)} MiB`;
}
