import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { getProtection, type SecurityParts } from './use-cases.ts';
import { protectionView } from './view.ts';

export const securityPages = (parts: SecurityParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/admin/security', permission: 'admin:settings' },
    summary: 'How this server is protected: certificate, proxies, headers, limits, sessions, targets, keys.',
    handler: (call) => {
      const words = wordsFor(call.viewer);
      const frame = frameOf(call, { title: words.t('Security'), section: 'security' });
      const view = protectionView(getProtection(parts, call.actor), words);
      return { html: render[call.partial ? 'app' : 'page']('@security/security', frame, view) };
    },
  }),
];
