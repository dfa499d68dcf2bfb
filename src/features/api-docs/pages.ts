import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { type OperationGroup, operationGroups } from './model.ts';

export interface ApiDocsParts {
  readonly render: Render;
  /** The OpenAPI document of every route; final once the server is assembled. */
  readonly document: () => { readonly paths?: unknown };
  readonly version: string;
}

export function apiDocsPages({ render, document, version }: ApiDocsParts): Route[] {
  let groups: OperationGroup[] | null = null;
  return [
    page({
      ...{ method: 'GET', path: '/api/docs', permission: 'read:api' },
      summary: 'The documentation of the API.',
      handler: (call) => {
        groups ??= operationGroups(document());
        const frame = frameOf(call, { title: 'API', section: 'api' });
        return { html: render.page('@api-docs/docs', frame, { groups, version }) };
      },
    }),
  ];
}
