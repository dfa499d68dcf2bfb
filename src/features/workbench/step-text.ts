import type { Step, TSchema } from '#sdk';
import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import type { PluginInfo } from '../analyses/index.ts';

export interface StepWords {
  /** What kind of filter. */
  readonly title: string;
  /** What it asks for, in short. */
  readonly text: string;
}

interface Words extends Texts {
  readonly fmt: Format;
  /** Of a kept model, by what parameters call it; null: it is not there. */
  readonly modelName?: (ref: string) => string | null;
}

type Params = Readonly<Record<string, unknown>>;
const SHOWN = 2;

/** A filter in words, for its chip. Parameters may be anything: they come from an address. */
export function describeStep(step: Step, filters: readonly PluginInfo[], words: Words): StepWords {
  const { t } = words;
  if ('and' in step) return group(t('All of'), step.and, filters, words);
  if ('or' in step) return group(t('Any of'), step.or, filters, words);
  if ('not' in step) {
    const inner = describeStep(step.not, filters, words);
    return { title: `${t('Not')}: ${inner.title}`, text: inner.text };
  }
  const filter = filters.find(({ id }) => id === step.id);
  const params = (typeof step.params === 'object' && step.params !== null ? step.params : {}) as Params;
  const text =
    step.id === 'handover'
      ? handoverText(params, words)
      : step.id === 'deviation'
        ? deviationText(params, words)
        : step.id === 'quality-finding'
          ? findingText(params, filter, words)
          : paramsText(params, words);
  return { title: t(filter?.title ?? String(step.id)), text };
}

/** From whom to whom; where one is left out, anyone. */
function handoverText(params: Params, words: Words): string {
  const { t } = words;
  const who = (name: unknown) => (name === undefined ? t('anyone') : named(name, words));
  const without = params.mode === 'none' ? `${t('without')} ` : '';
  const later = params.directly === false ? ` (${t('at any time later')})` : '';
  return `${without}${who(params.from)} → ${who(params.to)}${later}`;
}

/** What is left out or done beyond which model. */
function deviationText(params: Params, words: Words): string {
  const { t } = words;
  const move = params.move === 'left-out' ? t('left out') : t('beyond the model');
  const what = params.activity === undefined ? move : `${move}: ${named(params.activity, words)}`;
  return `${params.mode === 'none' ? `${t('without')} ` : ''}${what} (${modelText(params, words)})`;
}

/** Which check found it, in which column, and whether it is left out. */
function findingText({ check, column, keep }: Params, filter: PluginInfo | undefined, { t }: Words): string {
  const checks: TSchema[] = filter?.params.properties.check?.anyOf ?? [];
  const title = checks.find((one) => one.const === check)?.title;
  const what = typeof title === 'string' ? t(title) : String(check);
  const where = typeof column === 'string' ? ` (${column})` : '';
  return `${keep === 'others' ? `${t('without')} ` : ''}${what}${where}`;
}

function group(title: string, steps: unknown, filters: readonly PluginInfo[], words: Words): StepWords {
  const texts = (Array.isArray(steps) ? (steps as Step[]) : []).map((step) => {
    const inner = describeStep(step, filters, words);
    return `${inner.title} ${inner.text}`;
  });
  return { title, text: listed(texts, words) };
}

function paramsText(params: Params, words: Words): string {
  const { t, fmt } = words;
  if (typeof params.attribute === 'string') return `${params.attribute} ${conditionText(params, words)}`;
  const parts: string[] = [];
  if (params.mode === 'none') parts.push(t('without'));
  if (params.mode === 'all') parts.push(t('all of'));
  if (typeof params.model === 'string') parts.push(modelText(params, words));
  if (Array.isArray(params.activities))
    parts.push(
      listed(
        params.activities.map((name) => named(name, words)),
        words,
      ),
    );
  if (Array.isArray(params.pairs))
    parts.push(
      listed(
        params.pairs.map((p: Params) => `${named(p?.from, words)} → ${named(p?.to, words)}`),
        words,
      ),
    );
  if (Array.isArray(params.variants))
    parts.push(words.n(params.variants.length, '{n} variant', '{n} variants', fmt.number(params.variants.length)));
  if (Array.isArray(params.rules))
    parts.push(words.n(params.rules.length, '{n} rule', '{n} rules', fmt.number(params.rules.length)));
  if (typeof params.activity === 'string') parts.push(activityText(params, words));
  parts.push(...bounds(params, words));
  return parts.filter(Boolean).join(' ');
}

/** The kept model or the algorithm; a text of a model has no name. */
function modelText({ model, mode }: Params, { t, modelName }: Words): string {
  const name = String(model).startsWith('model:') ? (modelName?.(String(model)) ?? '…') : String(model);
  const judged = mode === 'deviating' ? `${t('deviating')}: ` : '';
  return judged + (/[\s<(]/.test(String(model)) ? t('a model') : name);
}

/** One activity, with the other one that a filter names beside it. */
function activityText(params: Params, words: Words): string {
  const { t } = words;
  const activity = named(params.activity, words);
  if (params.follower !== undefined) return `${activity} → ${named(params.follower, words)}`;
  if (params.other !== undefined) {
    const judged = params.mode === 'kept' ? t('kept') : t('violated');
    return `${activity}, ${named(params.other, words)} (${judged})`;
  }
  return params.part === 'between' || params.part === undefined
    ? `${activity} … ${named(params.until, words)}`
    : `${t(String(params.part))} ${activity}`;
}

function bounds(params: Params, words: Words): string[] {
  const { fmt } = words;
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  const range = (low: string | null, high: string | null) =>
    low !== null && high !== null
      ? [`${low} – ${high}`]
      : low !== null
        ? [`≥ ${low}`]
        : high !== null
          ? [`≤ ${high}`]
          : [];
  const shown = (value: unknown, show: (n: number) => string) => (number(value) === null ? null : show(number(value)!));
  return [
    ...range(
      shown(params.minMs, (n) => fmt.duration(n)),
      shown(params.maxMs, (n) => fmt.duration(n)),
    ),
    ...range(
      shown(params.minPercentile, (n) => `P${n}`),
      shown(params.maxPercentile, (n) => `P${n}`),
    ),
    ...range(
      shown(params.min, (n) => fmt.number(n)),
      shown(params.max, (n) => fmt.number(n)),
    ),
    ...range(text(params.from), text(params.to)),
    ...(number(params.minCount) !== null && params.minCount !== 1 ? [`≥ ${params.minCount}×`] : []),
    ...(number(params.count) !== null ? [fmt.number(number(params.count))] : []),
    ...['share', 'caseShare', 'variantShare'].flatMap((name) =>
      number(params[name]) === null ? [] : [fmt.percent(number(params[name]))],
    ),
    ...(typeof params.last === 'object' && params.last !== null ? [lastText(params.last as Params, words)] : []),
  ];
}

function lastText({ amount, unit }: Params, { n, t, fmt }: Words): string {
  const count = typeof amount === 'number' ? amount : 0;
  const shown = fmt.number(count);
  switch (unit) {
    case 'hour':
      return n(count, 'last {n} hour', 'last {n} hours', shown);
    case 'day':
      return n(count, 'last {n} day', 'last {n} days', shown);
    case 'week':
      return n(count, 'last {n} week', 'last {n} weeks', shown);
    case 'month':
      return n(count, 'last {n} month', 'last {n} months', shown);
    case 'quarter':
      return n(count, 'last {n} quarter', 'last {n} quarters', shown);
    case 'year':
      return n(count, 'last {n} year', 'last {n} years', shown);
    default:
      return `${t('last')} …`;
  }
}

function conditionText(params: Params, words: Words): string {
  const { t } = words;
  switch (params.operator ?? '=') {
    case '=':
      return `${t('is')} ${named(params.value, words)}`;
    case '!=':
      return `${t('is not')} ${named(params.value, words)}`;
    case 'one-of':
      return `${t('is')} ${listed(Array.isArray(params.values) ? params.values.map((name) => named(name, words)) : [], words)}`;
    case 'between':
      return `${named(params.from, words)} – ${named(params.to, words)}`;
    case 'missing':
      return t('is missing');
    case 'not-missing':
      return t('is there');
    default:
      return `${t(String(params.operator))} ${named(params.value, words)}`;
  }
}

const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;
/** A missing activity has an empty name. */
const named = (value: unknown, { t }: Words): string =>
  value === '' ? t('(none)') : ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '…';

function listed(names: readonly string[], { t }: Words): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} ${t('and {n} more', { n: names.length - SHOWN })}` : shown;
}
