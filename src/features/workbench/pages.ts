import { AppError, type Step, Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { PluginInfo } from '../analyses/index.ts';
import { addressesOf } from './addresses.ts';
import { Filters } from './analysis-page.ts';
import { filterForm, offeredFilters, readFilterForm, sentValues } from './filter-form.ts';
import { backTo, placeOf, withFilters } from './places.ts';
import { replaced, withStep } from './state.ts';
import { keepFilters, readFilters, type WorkbenchParts } from './use-cases.ts';

const Back = Type.Optional(Type.String({ maxLength: 3000 }));
const AskedFilter = Type.Object({
  back: Back,
  f: Filters,
  filter: Type.Optional(Type.String({ maxLength: 100 })),
  at: Type.Optional(Type.Integer({ minimum: 0, maximum: 199 })),
  values: Type.Optional(Type.String({ maxLength: 4000 })),
  attribute: Type.Optional(Type.String({ maxLength: 1000 })),
});

/** The list of filters, and the form of each; without JavaScript too. */
export const filterPages = (parts: WorkbenchParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/filters/new', permission: 'read:analyses' },
    summary: 'Choose a filter and fill in its form.',
    query: AskedFilter,
    handler: async (call) => {
      const { query } = call;
      const { dataset } = parts.openDataset(call.actor, call.params.id!);
      const state = readFilters(parts, call.actor, query.f ?? '');
      const step = query.at === undefined ? null : (state[query.at]?.step ?? null);
      const id = step && 'id' in step ? String(step.id) : query.filter;
      const asked = {
        dataset: dataset.id,
        f: query.f ?? '',
        back: backTo(dataset.id, query.back),
        at: query.at ?? null,
      };
      if (!id) return { html: chooser(parts, render, call, asked) };
      const params = step && 'id' in step ? (step.params as object) : jsonObject(query.values);
      const values = { ...params, ...(query.attribute ? { attribute: query.attribute } : {}) };
      return {
        html: await formPage(parts, render, call, { ...asked, filter: filterOf(parts, id), values, error: null }),
      };
    },
  }),
  openFormPage({
    ...{ path: '/datasets/:id/filters', permission: 'read:analyses' },
    summary: 'Adds a filter to an analysis, or changes one; leads back to its page.',
    handler: (call) => addFilter(parts, render, call),
  }),
];

async function addFilter(parts: WorkbenchParts, render: Render, call: Call<OpenForm>): Promise<PageAnswer> {
  const { dataset } = parts.openDataset(call.actor, call.params.id!);
  const first = (name: string) => call.body[name]?.[0];
  const back = backTo(dataset.id, first('back'));
  const f = first('f') ?? '';
  const state = readFilters(parts, call.actor, f);
  const filter = filterOf(parts, first('filter') ?? '');
  const at = first('at') === undefined || !/^\d{1,3}$/.test(first('at')!) ? null : Number(first('at'));
  try {
    const step = await readFilterForm(parts, call, dataset.id, filter, call.body);
    parts.analyses.checkSteps([step]);
    const changed = at !== null && at < state.length ? replaced(state, at, step) : withStep(state, step);
    await demandWorking(parts, call, dataset.id, step);
    return { redirect: withFilters(back, keepFilters(parts, call.actor, changed)) };
  } catch (error) {
    if (!(error instanceof AppError) || error.fault !== 'invalid') throw error;
    const asked = { dataset: dataset.id, f, back, at, filter, values: sentValues(filter, call.body), error };
    return { html: await formPage(parts, render, call, asked), fault: error.fault };
  }
}

/** What only the log can refuse (an unknown activity, an operator that does not suit the column) is said on the form too. */
async function demandWorking(
  parts: WorkbenchParts,
  call: Call<OpenForm>,
  datasetId: string,
  step: Step,
): Promise<void> {
  const filters = [step] as unknown as Record<string, unknown>[];
  await parts.analyses.applyFilters(
    call.actor,
    { datasetId, filters, pagination: { page: 1, pageSize: 0 } },
    call.signal,
  );
}

interface AskedForm {
  readonly dataset: string;
  readonly f: string;
  readonly back: string;
  readonly at: number | null;
}

function chooser(parts: WorkbenchParts, render: Render, call: Call<unknown, unknown>, asked: AskedForm): string {
  const { filterForm: hrefOf } = addressesOf(asked.dataset);
  const groups = [...offeredFilters(parts)].map(([category, filters]) => ({
    category,
    filters: filters.map(({ id, title, summary }) => ({
      title,
      summary,
      href: hrefOf(asked.back, asked.f, { filter: id }),
    })),
  }));
  const { t } = textsIn(call.viewer.locale);
  const frame = frameOf(call, { title: t('Add a filter'), place: placeOf(parts, call, asked.dataset, asked.f) });
  return render[call.partial ? 'app' : 'page']('@workbench/choose-filter', frame, {
    groups,
    cancel: withFilters(asked.back, asked.f),
  });
}

async function formPage(
  parts: WorkbenchParts,
  render: Render,
  call: Call<unknown, unknown>,
  asked: AskedForm & { filter: PluginInfo; values: Record<string, unknown>; error: AppError | null },
): Promise<string> {
  const form = await filterForm(parts, call, asked);
  const title = textsIn(call.viewer.locale).t(asked.filter.title);
  const frame = frameOf(call, { title, place: placeOf(parts, call, asked.dataset, asked.f) });
  return render.page('@workbench/filter-form', frame, {
    ...{ form, f: asked.f, back: asked.back, at: asked.at, dataset: asked.dataset },
    cancel: withFilters(asked.back, asked.f),
    choose: addressesOf(asked.dataset).filterForm(asked.back, asked.f),
  });
}

const filterOf = ({ analyses }: WorkbenchParts, id: string): PluginInfo =>
  analyses.filters().find((filter) => filter.id === id) ??
  (() => {
    throw new AppError('not_found', 'workbench.noFilter', `There is no filter "${id.slice(0, 100)}".`);
  })();

function jsonObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, in one way for both.
  }
  throw new AppError(
    'invalid',
    'workbench.unreadableValues',
    'The values in this address cannot be read; it was changed or cut off.',
  );
}
