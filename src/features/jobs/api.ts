import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { EventSource } from '../../platform/http/open-streams.ts';
import { type Route, route, stream } from '../../platform/http/route.ts';
import { listRequest } from '../../platform/listing/page.ts';
import { REALMS, type Realm } from './realm.ts';
import {
  cancelJob,
  discardJob,
  getJob,
  type JobParts,
  listJobs,
  rescheduleJob,
  retryJob,
  watchJob,
} from './use-cases.ts';
import {
  JobDetailView,
  JobListView,
  JobsQuery,
  JobView,
  ProgressView,
  presentDetail,
  presentJob,
  RescheduleBody,
} from './views.ts';

/** The same routes for one's own workspaces, for the tenant, and for the appliance. */
export const jobRoutes = (parts: JobParts): Route[] => REALMS.flatMap((realm) => routesOf(parts, realm));

const routesOf = (parts: JobParts, realm: Realm): Route[] => {
  const { api: path, read, change, tag, whose } = realm;
  return [
    route({
      ...{ method: 'GET', path, permission: read, tag },
      summary: `The jobs ${whose}, newest first, and how many are in each state.`,
      query: JobsQuery,
      response: JobListView,
      handler: ({ actor, query }) => {
        const { items, total, next, counts } = listJobs(parts, realm, actor, filterOf(query), listRequest(query));
        return { items: items.map(presentJob), total, next, counts };
      },
    }),
    route({
      ...{ method: 'GET', path: `${path}/:id`, permission: read, tag },
      summary: `One of the jobs ${whose}: its attempts, what it said, what it came to.`,
      response: JobDetailView,
      handler: ({ actor, params }) => presentDetail(getJob(parts, realm, actor, params.id!)),
    }),
    stream({
      ...{ path: `${path}/:id/events`, permission: read, tag },
      summary: `How one of the jobs ${whose} goes on, as it happens: "job" for each state, "progress" in between.`,
      data: ProgressView,
      handler: ({ actor, params }) => progressOf(parts, realm, actor, params.id!),
    }),
    ...actionsOf(parts, realm),
    route({
      ...{ method: 'PATCH', path: `${path}/:id`, permission: change, tag },
      summary: `Says when one of the waiting jobs ${whose} runs, and before which others.`,
      body: RescheduleBody,
      response: JobView,
      handler: ({ actor, params, body }) => presentJob(rescheduleJob(parts, realm, actor, params.id!, timesOf(body))),
    }),
    route({
      ...{ method: 'DELETE', path: `${path}/:id`, permission: change, tag },
      summary: `Discards one of the jobs ${whose} that came to nothing (dead or quarantined).`,
      handler: ({ actor, params }) => discardJob(parts, realm, actor, params.id!) as undefined,
    }),
  ];
};

const actionsOf = (parts: JobParts, realm: Realm): Route[] => {
  const { api, change: permission, tag, whose } = realm;
  return [
    route({
      ...{ method: 'POST', path: `${api}/:id/cancel`, permission, tag },
      summary: `Cancels one of the jobs ${whose}: at once where it waits; one that runs is asked to stop.`,
      response: JobView,
      handler: ({ actor, params }) => presentJob(cancelJob(parts, realm, actor, params.id!)),
    }),
    route({
      ...{ method: 'POST', path: `${api}/:id/retry`, permission, tag },
      summary: `Runs one of the jobs ${whose} again, from the beginning: dead, quarantined or cancelled.`,
      response: JobView,
      handler: ({ actor, params }) => presentJob(retryJob(parts, realm, actor, params.id!)),
    }),
  ];
};

const filterOf = ({ state, kind, workspaceId, schedule }: Static<typeof JobsQuery>) => ({
  ...(state === undefined ? {} : { states: [state] }),
  ...(kind === undefined ? {} : { kind }),
  ...(workspaceId === undefined ? {} : { workspace: workspaceId }),
  ...(schedule === undefined ? {} : { schedule }),
});

const timesOf = ({ runAt, priority }: Static<typeof RescheduleBody>) => ({
  ...(runAt === undefined ? {} : { runAtMs: Date.parse(runAt) }),
  ...(priority === undefined ? {} : { priority }),
});

function progressOf(parts: JobParts, realm: Realm, actor: Actor, id: string): EventSource | null {
  const watch = watchJob(parts, realm, actor, id);
  if (!watch) return null;
  return (sink) =>
    watch({
      changed: ({ state, progress, progressNote: note }) =>
        sink.send({ event: 'job', data: { id, state, progress, note } }),
      progress: (progress, note) => sink.send({ event: 'progress', data: { id, progress, note } }),
      ended: () => sink.end(),
    });
}
