import { Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { getHome, type HomeParts, loadSample, waitForLoad } from './use-cases.ts';

export interface HomePageParts extends HomeParts {
  readonly render: Render;
}

export const homePages = (parts: HomePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/', permission: 'read:self' },
    summary: 'The first page: what changed last, or the ways to begin.',
    handler: (call) => {
      const frame = frameOf(call, { title: textsIn(call.viewer.locale).t('Home'), section: 'home' });
      const home = getHome(parts, call.actor);
      const data = { home, sample: parts.sample.name, analyses: call.actor.permissions.has('read:analyses') };
      return { html: parts.render[call.partial ? 'app' : 'page']('@home/home', frame, data) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/sample', permission: 'write:datasets' },
    summary: 'Loads the sample log that ships with the program and goes on to its map.',
    form: Type.Object({ project: Type.String({ maxLength: 100 }) }),
    handler: async (call) => {
      const id = await loadSample(parts, call.actor, call.body.project, call.signal);
      return { redirect: `/datasets/${id}/first-look` };
    },
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id/first-look', permission: 'read:datasets' },
    summary: 'Waits for the load of a dataset for a little while and goes on to its map, or to its page.',
    handler: async (call) => {
      const id = call.params.id!;
      const ready = await waitForLoad(parts, call.actor, id, call.signal);
      const map = ready && call.actor.permissions.has('read:analyses');
      return { redirect: map ? `/datasets/${id}/map` : `/datasets/${id}` };
    },
  }),
];
