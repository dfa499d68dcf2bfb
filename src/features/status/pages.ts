import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { getStatus, type StatusParts } from './use-cases.ts';

export const statusPages = (parts: StatusParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/status', permission: 'read:status' },
    summary: 'Version and state of this server.',
    handler: async (call) => {
      const status = await getStatus(parts, call.actor);
      const frame = frameOf(call, { title: textsIn(call.viewer.locale).t('This server'), section: 'status' });
      return { html: render[call.partial ? 'app' : 'page']('@status/health', frame, status) };
    },
  }),
];
