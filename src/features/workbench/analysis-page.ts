import { type Static, type TObject, Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import { frameOf, type Place } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, type PageRoute, page } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { addressesOf } from './addresses.ts';
import { filterBar } from './filter-bar.ts';
import type { AnalysisPage, AnalysisPath, Changes, Kept, Work } from './model.ts';
import { listPresetLinks } from './presets.ts';
import { type AnalysisState, stepsOf, withStep } from './state.ts';
import { calculateFor, countKept, readFilters, type WorkbenchParts, writeFilters } from './use-cases.ts';

export const Filters = Type.Optional(Type.String({ maxLength: 7000, description: 'The filters, as pages write them' }));

/** Query of a page as links write it again. */
export type PlainQuery = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Declares a page about one dataset: `/datasets/:id/<section>`. It begins with the filter bar; its model is asked only when the filters keep
 * something. A whole page leaves in two steps, the frame before anything is calculated.
 */
export function analysisPage<Q extends TObject>(
  parts: WorkbenchParts,
  render: Render,
  declared: AnalysisPage<Q>,
): PageRoute {
  const query = Type.Composite([Type.Object({ f: Filters }), declared.query]) as unknown as TObject;
  return page({
    ...{ method: 'GET', path: `/datasets/:id/${declared.section}${declared.below ?? ''}` },
    permission: declared.permission ?? 'read:analyses',
    summary: declared.summary,
    query,
    handler: async (call): Promise<PageAnswer> => {
      const opened = openPage(parts, call as Call<undefined, PlainQuery>, declared);
      const frame = frameOf(call, {
        title: `${declared.titleOf?.(call.params) ?? textsIn(call.viewer.locale).t(declared.title)} · ${opened.dataset.name}`,
        section: declared.section,
        place: opened.place,
      });
      const swapped = call.swapTarget === null ? undefined : declared.swaps?.[call.swapTarget];
      if (swapped && opened.version) return { html: await part(parts, render, declared, opened, frame, swapped) };
      const view = async () =>
        render.view('@workbench/analysis', frame, await fill(parts, render, declared, opened, frame));
      const { before, after } = render.around(frame, call.partial ? 'app' : 'page');
      if (call.partial || declared.whole) return { html: before + (await view()) + after };
      return { streamed: { before, view, after } };
    },
  });
}

type Opened = ReturnType<typeof openPage>;

type Where = Pick<AnalysisPage<TObject>, 'section' | 'below'>;

/** The page's path below the dataset, with the parameters of the address filled in again. */
const pathOf = ({ section, below = '' }: Where, params: Readonly<Record<string, string>>): AnalysisPath =>
  `${section}${below.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!))}` as AnalysisPath;

/** Lets the caller in, or ends in the fault that says why not; nothing is calculated yet. */
export function openPage(parts: WorkbenchParts, call: Call<undefined, PlainQuery>, declared: Where) {
  const section = pathOf(declared, call.params);
  const { f = '', ...query } = call.query;
  const { dataset, version, veil } = parts.openDataset(call.actor, call.params.id!);
  const project = parts.getProject(call.actor, dataset.project, 'read:projects');
  const state = readFilters(parts, call.actor, String(f));
  const filters = writeFilters(parts, call.actor, state);
  const place: Place = {
    ...{ project: { id: project.id, name: project.name }, dataset: { id: dataset.id, name: dataset.name } },
    query: filters && `f=${filters}`,
    loadedAtMs: version?.publishedAtMs ?? null,
  };
  return {
    call,
    dataset,
    version,
    personalViews: veil.hidden.length === 0,
    state,
    filters,
    query,
    place,
    section,
    addresses: addressesOf(dataset.id),
  };
}

/** An element of the page alone. */
async function part<Q extends TObject>(
  parts: WorkbenchParts,
  render: Render,
  declared: AnalysisPage<Q>,
  opened: Opened,
  frame: ReturnType<typeof frameOf>,
  view: `@${string}`,
): Promise<string> {
  const { call, dataset, state } = opened;
  const kept = await countKept(parts, call.actor, dataset.id, state, call.signal);
  return render.view(view, frame, await declared.model(workOf(parts, opened, kept) as Work<Static<Q>>));
}

async function fill<Q extends TObject>(
  parts: WorkbenchParts,
  render: Render,
  declared: AnalysisPage<Q>,
  opened: Opened,
  frame: ReturnType<typeof frameOf>,
): Promise<object> {
  const { call, dataset, version, state, query, addresses, section } = opened;
  const reset = addresses.to(section, '', query);
  if (!version)
    return {
      bar: null,
      content: render.view('@workbench/no-data', frame, { dataset: dataset.id, status: dataset.status }),
    };
  const kept = await countKept(parts, call.actor, dataset.id, state, call.signal);
  const bar = filterBar(parts, {
    actor: call.actor,
    dataset,
    viewer: call.viewer,
    addresses,
    section,
    state,
    kept,
    query,
  });
  if (kept.cases === 0 && !declared.whole)
    return {
      bar,
      content: render.view('@workbench/nothing-kept', frame, {
        title: declared.title,
        reset,
        last: bar.chips.at(-1) ?? null,
        few: kept.tooFew,
      }),
    };
  const model = await declared.model(workOf(parts, opened, kept) as Work<Static<Q>>);
  return { bar, content: render.view(declared.view, frame, model) };
}

export function workOf(parts: WorkbenchParts, opened: Opened, kept: Kept): Work {
  const { call, dataset, state, filters, query, addresses, section } = opened;
  const calculate = <T>(steps: AnalysisState, calculator: string, params: object = {}) =>
    calculateFor<T>(
      parts,
      call.actor,
      { datasetId: dataset.id, steps: stepsOf(steps), calculator, params },
      call.signal,
    );
  return {
    ...{ call, dataset, state, kept, query, mayReadCases: mayIn(call.actor, 'read:cases', scopeOfDataset(dataset)) },
    ...{ personalViews: opened.personalViews, loadedAtMs: opened.version?.publishedAtMs ?? null },
    smallestGroup: parts.analyses.smallestGroup(call.actor, scopeOfDataset(dataset)),
    calculate: (calculator, params) => calculate(state, calculator, params),
    calculateAll: (calculator, params) => calculate([], calculator, params),
    href: (changes: Changes) => addresses.to(section, filters, { ...query, ...changes }),
    hrefWith: (step, changes = {}) =>
      addresses.to(section, writeFilters(parts, call.actor, withStep(state, step)), { ...query, ...changes }),
    filterFormHref: (filter, values) =>
      addresses.filterForm(addresses.to(section, '', query), filters, { filter, ...(values ? { values } : {}) }),
    hrefTo: (to, changes = {}, step) =>
      addresses.to(to, step ? writeFilters(parts, call.actor, withStep(state, step)) : filters, changes),
    caseHref: (caseId, changes) => addresses.caseOf(caseId, filters, changes),
    presets: () => listPresetLinks(parts, call.actor, dataset.id).filter(({ stale }) => stale === null),
    readFilters: (text) => stepsOf(readFilters(parts, call.actor, text)),
  };
}
