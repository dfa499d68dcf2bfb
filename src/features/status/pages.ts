import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { getFirstMap, getStatus, type LogFigures, listDatasets, type StatusParts } from './use-cases.ts';

/** Rows of each table about the map. */
const ROWS = 8;

/** The first page after signing in, until there are better ones. */
export const statusPages = (parts: StatusParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/', permission: 'read:self' },
    summary: 'Version and state of this server; the datasets, and the main figures of the first.',
    handler: async (call) => {
      const { actor, signal } = call;
      const status = await getStatus(parts, actor);
      const datasets = listDatasets(parts, actor);
      const figures = await getFirstMap(parts, actor, datasets ?? [], signal);
      return {
        html: render.page('@status/health', frameOf(call, { title: 'This server', section: 'status' }), {
          version: parts.version,
          status: status && { ...status, freeSpace: bytes(status.freeBytes) },
          datasets: datasets?.map(({ name, status, version }) => ({
            ...{
              name,
              status,
              cases: version ? whole(version.cases) : '–',
              events: version ? whole(version.events) : '–',
            },
          })),
          figures: figures && presentFigures(figures),
        }),
      };
    },
  }),
];

function presentFigures({ dataset, map, message }: LogFigures) {
  if (!map) return { dataset, message };
  const { nodes, arcs } = map;
  return {
    ...{ dataset, message, activities: whole(nodes.length), paths: whole(arcs.length) },
    topActivities: nodes.slice(0, ROWS).map(({ activity, count, cases }) => ({
      ...{ activity: activity || '(none)', count: whole(count), cases: whole(cases) },
    })),
    topPaths: arcs.slice(0, ROWS).map(({ from, to, count, medianMs }) => ({
      ...{ from: from || '(none)', to: to || '(none)', count: whole(count) },
      median: medianMs === null ? '–' : duration(medianMs),
    })),
  };
}

const whole = (count: number): string => count.toLocaleString('en');

const UNITS: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? ['ms', 1];
  const count = ms / size;
  return `${count.toFixed(count < 10 && size > 1 ? 1 : 0)} ${unit}`;
}

function bytes(count: number | null): string {
  if (count === null) return 'unknown';
  const gib = count / 1024 ** 3;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(count / 1024 ** 2)} MiB`;
}
