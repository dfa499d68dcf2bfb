import { page, type Route } from '../../platform/http/route.ts';
import { type DatasetPageParts, show, texts, titled } from './page-parts.ts';
import type { PushEntry } from './push-store.ts';
import { openDataset } from './use-cases.ts';

/** Pushes that the page lists. */
const RECENT = 50;

/** Where programs send rows of a dataset, and what they have sent. */
export const pushPages = (parts: DatasetPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/push', permission: 'read:datasets' },
    summary: 'Where programs send rows to, how, and the last pushes.',
    handler: (call) => {
      const { dataset, policy } = openDataset(parts, call.actor, call.params.id!);
      const pushes: PushEntry[] = policy.length > 0 ? [] : parts.store.listPushes(dataset.tenant, dataset.id, RECENT);
      const { columns = [] } = (parts.store.lastMapping(dataset.tenant, dataset.id) ?? {}) as {
        columns?: { column: string; drop?: boolean }[];
      };
      const shown = columns.filter((c) => !c.drop).slice(0, 6);
      const row = Object.fromEntries(shown.map(({ column }) => [column, '…']));
      const data = {
        ...{ dataset, pushes, row: shown.length > 0 ? JSON.stringify(row) : '{"case":"…","activity":"…","time":"…"}' },
        address: `/api/v1/projects/${dataset.project}/datasets/${dataset.id}/events`,
      };
      const title = `${texts(call).t('Push')}: ${dataset.name}`;
      return { html: show(parts, call, '@datasets/push', titled(parts, call, title, dataset), data) };
    },
  }),
];
