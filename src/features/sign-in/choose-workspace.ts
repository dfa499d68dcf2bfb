import { Nullable, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { mayEnter, notFound } from '../../platform/access/guard.ts';
import { page, type Route, route } from '../../platform/http/route.ts';
import type { SignInParts } from './parts.ts';
import { sessionBehind } from './sessions.ts';

/** Says in which workspace the actor works from now on; null: in all that are open to it. */
function chooseWorkspace(parts: SignInParts, actor: Actor, wanted: string | null): void {
  if (wanted !== null && !mayEnter(actor, { workspace: wanted })) notFound('workspace');
  const session = sessionBehind(parts, actor) ?? notFound('session');
  parts.changes.make(actor, (change) => {
    parts.store.chooseWorkspace(change.tx, session.idHash, wanted);
    change.record({
      ...{ action: 'session.choose-workspace', kind: 'user', id: actor.id },
      ...{ before: { workspace: actor.chosenWorkspace }, after: { workspace: wanted } },
    });
  });
}

const permission = 'write:self';

export const chooseWorkspaceRoutes = (parts: SignInParts): Route[] => [
  route({
    ...{ method: 'POST', path: '/api/v1/auth/workspace', permission, tag: 'auth', idempotent: false },
    summary: 'Chooses the workspace in which you work in this session: lists keep to it, and new things go there.',
    body: Type.Object({
      workspaceId: Nullable(Type.String({ maxLength: 100, description: 'Null: all that are open to you' })),
    }),
    handler: ({ actor, body }) => chooseWorkspace(parts, actor, body.workspaceId) as undefined,
  }),
  page({
    ...{ method: 'POST', path: '/workspace', permission },
    summary: 'Chooses the workspace in which you work in this session.',
    form: Type.Object({ workspace: Type.String({ maxLength: 100 }) }),
    handler: ({ actor, body }) => {
      chooseWorkspace(parts, actor, body.workspace || null);
      return { redirect: '/' };
    },
  }),
];
