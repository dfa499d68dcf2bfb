import type { Step } from '#sdk';
import type { Route } from '../../src/platform/http/route.ts';
import type { Stock } from './stock.ts';

/** One look at a page. */
export interface Visit {
  /** The declared path, and a word on the state where it is not the usual one. */
  readonly name: string;
  readonly path: string;
  readonly status: number;
  readonly signedIn: boolean;
  /** To be looked at less thoroughly: another state of a page in the list, or a very large one. */
  readonly again: boolean;
}

/** Filters as an address carries them. */
export const filters = (...steps: Step[]): string => Buffer.from(JSON.stringify(steps)).toString('base64url');

/** What stands in a declared path, up to and with its parameter, by the thing that it names. */
const THINGS: Readonly<Record<string, keyof Stock>> = {
  '/projects/:id': 'project',
  '/projects/:id/models/:model': 'model',
  '/datasets/:id': 'dataset',
  '/datasets/:id/cases/:caseId': 'caseId',
  '/datasets/:id/conformance/rules/:rule': 'rule',
  '/datasets/:id/policies/:policy': 'policy',
  '/datasets/:id/quality/rules/:qualityRule': 'qualityRule',
  '/datasets/:id/history/:load': 'load',
  '/admin/audit/:seq': 'auditRow',
  '/admin/groups/:id': 'group',
  '/admin/roles/:id': 'role',
  '/admin/tenants/:id': 'tenant',
  '/admin/users/:id': 'user',
  '/admin/service-accounts/:id': 'serviceAccount',
  '/admin/webhooks/:id': 'webhook',
  '/admin/workspaces/:id': 'workspace',
  '/connections/:id': 'connection',
  '/extractions/:id': 'extraction',
  '/extractions/new/:draft': 'draft',
  '/calendars/:id': 'calendar',
  '/uploads/:id': 'upload',
  '/mappings/:id': 'mapping',
  '/pipelines/:id': 'pipeline',
  '/bin/:id': 'deleted',
  '/jobs/:id': 'job',
  '/admin/jobs/:id': 'job',
  '/admin/appliance-jobs/:id': 'houseJob',
  '/admin/schedules/:id': 'schedule',
};

/** Pages that use something up: they have tests of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['/setup/:token', '/demo/:token']);

/** So large that the rules take many seconds; they are run once, at one width. */
const LARGE: ReadonlySet<string> = new Set(['/api/docs']);

/** Files to save, and parts that scripts ask for, are no pages. */
const isPage = (route: Route): boolean =>
  route.kind === 'page' && route.method === 'GET' && !/\.\w+$/.test(route.path) && !ELSEWHERE.has(route.path);

/** The address of a declared path; null where nobody has said what its parameter names. */
function addressOf(path: string, stock: Stock): string | null {
  if (path === '/welcome/:token') return stock.welcome;
  let [declared, filled] = ['', ''];
  for (const part of path.split('/').slice(1)) {
    declared += `/${part}`;
    const thing = part.startsWith(':') ? THINGS[declared] : null;
    if (thing === undefined) return null;
    filled += `/${thing === null ? part : encodeURIComponent(stock[thing])}`;
  }
  return filled;
}

/** A look at every page that the routes declare, and at the states in which pages look otherwise. */
export function visitsOf(routes: readonly Route[], stock: Stock): { visits: Visit[]; unknown: string[] } {
  const pages = routes.filter(isPage).map(({ path, permission }) => ({ path, permission }));
  const found = pages.map(({ path, permission }) => ({ path, permission, address: addressOf(path, stock) }));
  const usual = found.flatMap(({ path, permission, address }): Visit[] =>
    address === null
      ? []
      : [{ name: path, path: address, status: 200, signedIn: permission !== 'public', again: LARGE.has(path) }],
  );
  const declared = new Set(pages.map(({ path }) => path));
  const states = statesOf(stock).filter(({ name }) => declared.has(name.split(' ')[0]!));
  return { visits: [...usual, ...states], unknown: found.flatMap(({ path, address }) => (address ? [] : [path])) };
}

const LONG: Step = { id: 'case-duration', params: { minMs: 86_400_000 } };
const NEVER: Step = { id: 'case-length', params: { min: 100_000 } };

function statesOf({
  dataset,
  empty,
  activity,
  project,
  model,
  connection,
  closed,
  pushConnection,
  pushExtraction,
  pipeline,
}: Stock): Visit[] {
  const has: Step = { id: 'has-activity', params: { activities: [activity] } };
  const at = `/datasets/${dataset}`;
  const sections = ['overview', 'map', 'variants', 'cases', 'models', 'conformance', 'performance', 'people', 'sql'];
  const state = (name: string, path: string, status = 200): Visit => ({
    name,
    path,
    status,
    signedIn: true,
    again: true,
  });
  return [
    ...sections.map((section) =>
      state(`/datasets/:id/${section} filtered`, `${at}/${section}?f=${filters(has, LONG)}`),
    ),
    state('/jobs that failed', '/jobs?state=dead'),
    state('/pipelines/:id with a step', `/pipelines/${pipeline}?step=named`),
    state('/datasets/:id/sql with rows', `${at}/sql?sql=${encodeURIComponent('select * from events')}&page=2`),
    state('/datasets/:id/sql with a fault', `${at}/sql?sql=${encodeURIComponent('select nope from cases')}`),
    // Made by what these pages share: two of them stand for all.
    ...['map', 'cases'].flatMap((section) => [
      state(`/datasets/:id/${section} that keeps nothing`, `${at}/${section}?f=${filters(NEVER)}`),
      state(`/datasets/:id/${section} without data`, `/datasets/${empty}/${section}`),
    ]),
    ...['time', 'spectrum', 'batches'].map((view) =>
      state(`/datasets/:id/performance ${view}`, `${at}/performance?view=${view}`),
    ),
    state('/datasets/:id/performance compare', `${at}/performance?view=compare&f=${filters(LONG)}&vs=others`),
    ...['variants', 'rules', 'time', 'triage'].map((view) =>
      state(`/datasets/:id/conformance ${view}`, `${at}/conformance?view=${view}`),
    ),
    state('/datasets/:id/conformance/rules/new of a template', `${at}/conformance/rules/new?template=within-time`),
    state('/datasets/:id/conformance with a step', `${at}/conformance?step=${encodeURIComponent(activity)}`),
    state('/datasets/:id/conformance of a discovered model', `${at}/conformance?model=inductive-model&as=net`),
    ...['handovers', 'roles', 'together', 'performance'].map((show) =>
      state(`/datasets/:id/people ${show}`, `${at}/people?show=${show}`),
    ),
    state('/datasets/:id/people handovers as a matrix', `${at}/people?show=handovers&as=matrix&metric=median`),
    state('/datasets/:id/models compared', `${at}/models?vs=alpha&as=net&scores=1`),
    state('/datasets/:id/models of constraints', `${at}/models?algorithm=declare`),
    state('/datasets/:id/models with bindings', `${at}/models?algorithm=heuristic&as=bindings`),
    state('/projects/:id/models that finds nothing', `/projects/${project}/models?q=no-such-model`),
    ...['net', 'tree'].map((as) =>
      state(`/projects/:id/models/:model as ${as}`, `/projects/${project}/models/${model}?as=${as}`),
    ),
    state('/datasets/:id/map by time', `${at}/map?metric=median`),
    state('/datasets/:id/map with an activity', `${at}/map?act=${encodeURIComponent(activity)}`),
    state('/datasets/:id/filters/new of a condition', `${at}/filters/new?filter=case-attribute`),
    state('/datasets/:id/filters/new of activities', `${at}/filters/new?filter=has-activity`),
    state('/datasets/:id without data', `/datasets/${empty}`),
    state('/connections/new of a type', '/connections/new?type=postgresql'),
    state('/connections/:id of pushes', `/connections/${pushConnection}`),
    state('/extractions/:id of pushes', `/extractions/${pushExtraction}`),
    state('/extractions/new of pushes', `/extractions/new?connection=${pushConnection}`),
    state('/connections/:id that failed', `/connections/${closed}`),
    state('/connections/:id/data that cannot be read', `/connections/${closed}/data`, 403),
    state('/connections/:id/preview of a file', `/connections/${connection}/preview?file=orders.csv`),
    state(
      '/extractions/new of files',
      `/extractions/new?connection=${connection}&files=${encodeURIComponent('*.csv')}`,
    ),
    state('/projects that finds nothing', '/projects?q=no-such-project'),
    state('/projects/:id of nobody', '/projects/none', 404),
  ];
}
