import { AppError, type Step, type TObject } from '#sdk';
import type { Call, OpenForm } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { PluginInfo } from '../analyses/index.ts';
import { CONDITION_FILTERS, type ConditionColumn, conditionFields, readCondition } from './condition-form.ts';
import { type FieldView, type FormWords, fieldsOf, type Picks } from './param-fields.ts';
import { readParams } from './read-params.ts';
import { calculateFor, keptModels, type WorkbenchParts } from './use-cases.ts';

/** Values of a column that a form lists. */
const LISTED_VALUES = 300;
/** Filters that have a better place than a form: variants are picked on their page. */
const NOT_IN_FORMS: ReadonlySet<string> = new Set(['variant']);

export interface FilterForm {
  readonly filter: PluginInfo;
  /** Of a condition: the columns to choose from, and the chosen one. */
  readonly columns: readonly ConditionColumn[] | null;
  readonly column: ConditionColumn | null;
  readonly fields: readonly FieldView[];
  readonly error: string | null;
}

/** The filters that forms offer, by category. */
export function offeredFilters({ analyses }: WorkbenchParts): ReadonlyMap<string, readonly PluginInfo[]> {
  return Map.groupBy(
    analyses.filters().filter(({ id }) => !NOT_IN_FORMS.has(id)),
    ({ category }) => category,
  );
}

interface Asked {
  readonly dataset: string;
  readonly filter: PluginInfo;
  readonly values: Readonly<Record<string, unknown>>;
  readonly error: AppError | null;
}

/** Makes the form of one filter, with what the log offers for it. */
export async function filterForm(
  parts: WorkbenchParts,
  call: Call<unknown, unknown>,
  asked: Asked,
): Promise<FilterForm> {
  const words: FormWords = { ...textsIn(call.viewer.locale), fmt: formatFor(call.viewer) };
  const { filter, values, error } = asked;
  const errors = errorsOf(error);
  const level = CONDITION_FILTERS[filter.id];
  if (level) {
    const columns = (await columnsOf(parts, call, asked.dataset, [])).filter((column) => column.level === level);
    const chosen = columns.find(({ id, name }) => id === values.attribute || name === values.attribute) ?? columns[0];
    const column = chosen ? ((await columnsOf(parts, call, asked.dataset, [chosen.id]))[0] ?? null) : null;
    const fields = column ? conditionFields(column, values, errors, words) : [];
    return { filter, columns, column, fields, error: error?.message ?? null };
  }
  const fields = await paramFields(parts, call, asked.dataset, { schema: filter.params as TObject, values, error });
  return { filter, columns: null, column: null, fields, error: error?.message ?? null };
}

/** The step that a filled form means; a fault where it is not right. */
export async function readFilterForm(
  parts: WorkbenchParts,
  call: Call<unknown, unknown>,
  dataset: string,
  filter: PluginInfo,
  form: OpenForm,
): Promise<Step> {
  if (!CONDITION_FILTERS[filter.id])
    return { id: filter.id, params: readParams(filter.params as TObject, form) } as Step;
  const [column] = await columnsOf(parts, call, dataset, [form.attribute?.[0] ?? '']);
  if (!column)
    throw new AppError('invalid', 'workbench.noColumn', 'Choose an attribute.', [
      { pointer: '/attribute', message: 'missing' },
    ]);
  return { id: filter.id, params: readCondition(column, form) } as Step;
}

/** What a form shows again after a mistake: the values as they were sent. */
export const sentValues = (filter: PluginInfo, form: OpenForm): Record<string, unknown> =>
  CONDITION_FILTERS[filter.id]
    ? { ...Object.fromEntries(Object.entries(form).map(([name, list]) => [name, list[0]])), values: form.values ?? [] }
    : readParams(filter.params as TObject, form);

async function columnsOf(
  parts: WorkbenchParts,
  { actor, signal }: Call<unknown, unknown>,
  datasetId: string,
  columns: readonly string[],
): Promise<ConditionColumn[]> {
  const params = columns.length > 0 ? { columns, examples: LISTED_VALUES } : { examples: 0 };
  const asked = { datasetId, steps: [], calculator: 'data-information', params };
  return (await calculateFor<{ columns: ConditionColumn[] }>(parts, actor, asked, signal)).columns;
}

/** The fields of a form for any parameters, with what the log offers for them. */
export async function paramFields(
  parts: WorkbenchParts,
  call: Call<unknown, unknown>,
  dataset: string,
  { schema, values, error }: Pick<Asked, 'values' | 'error'> & { readonly schema: TObject },
): Promise<FieldView[]> {
  const words: FormWords = { ...textsIn(call.viewer.locale), fmt: formatFor(call.viewer) };
  return fieldsOf(schema, values, errorsOf(error), await picksOf(parts, call, dataset), words);
}

async function picksOf(parts: WorkbenchParts, call: Call<unknown, unknown>, datasetId: string): Promise<Picks> {
  const asked = { datasetId, steps: [], calculator: 'process-map', params: {} };
  const { nodes } = await calculateFor<{ nodes: { activity: string; count: number }[] }>(
    parts,
    call.actor,
    asked,
    call.signal,
  );
  const activities = nodes
    .map(({ activity, count }) => ({ name: activity, count }))
    .toSorted((a, b) => b.count - a.count);
  const models = keptModels(parts, call.actor, datasetId);
  return { activities, columns: await columnsOf(parts, call, datasetId, []), models };
}

/** Messages by the parameter they are about; a pointer ends in `…/params/<name>/…`. */
function errorsOf(error: AppError | null): Map<string, string> {
  const found = (error?.details ?? []).flatMap(({ pointer, message }) => {
    const name = /(?:\/params)?\/([A-Za-z]+)(?:\/|$)/.exec((pointer ?? '').replace(/^\/filters\/\d+/, ''))?.[1];
    return name && name !== 'params' ? [[name, message] as const] : [];
  });
  return new Map(found.reverse());
}
