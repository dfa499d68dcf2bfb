import { describe, expect, test } from 'bun:test';
import { filters } from '../../engine/generated/built-ins.ts';
import { durationText, readDuration } from '../../mining/log/duration-text.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import type { OpenForm } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { CONDITION_FILTERS, type ConditionColumn, conditionFields, readCondition } from './condition-form.ts';
import { type FieldView, fieldsOf, type Picks } from './param-fields.ts';
import { readParams } from './read-params.ts';
import { describeStep } from './step-text.ts';

const words = { ...textsIn('en'), fmt: formatFor({ locale: 'en', zone: 'UTC' }) };
const picks: Picks = {
  activities: ['register', 'check', 'decide', 'pay', 'reject'].map((name, i) => ({ name, count: i })),
  columns: [
    { id: 'case:channel', name: 'case:channel', level: 'case' },
    { id: 'resource', name: 'org:resource', level: 'event' },
  ],
  models: [{ ref: 'model:m1', name: 'As designed' }],
};

/** What a browser sends for these fields when nothing is touched. */
function sent(fields: readonly FieldView[]): OpenForm {
  const form: Record<string, string[]> = {};
  const add = (name: string, value: string) => {
    form[name] = [...(form[name] ?? []), value];
  };
  for (const { kind, name, value, options } of fields) {
    if (kind === 'flag') {
      if (value === true) add(name, 'true');
    } else if (kind === 'many') for (const one of value as string[]) add(name, one);
    else {
      if (kind === 'choice') expect(options.map((o) => o.value)).toContain(String(value));
      add(name, String(value));
    }
  }
  return form;
}

/** Parameters that are objects have no field. */
const inFields = (params: object): boolean =>
  Object.values(params).every((value) => typeof value !== 'object' || Array.isArray(value));

const cases = filters
  .filter(({ id }) => !CONDITION_FILTERS[id] && id !== 'variant')
  .flatMap((filter) => filter.examples.map((example) => ({ filter, example })))
  .filter(({ example }) => inFields(example.params));

test('there are examples to try', () => {
  expect(cases.length).toBeGreaterThan(20);
});

test.each(cases.map(({ filter, example }) => [`${filter.id}: ${example.title}`, filter, example] as const))(
  'an untouched form means what filled it: %s',
  (_, filter, example) => {
    const whole = checkParams(filter.params, example.params);
    const fields = fieldsOf(filter.params, whole as Record<string, unknown>, new Map(), picks, words);
    expect(checkParams(filter.params, readParams(filter.params, sent(fields)))).toEqual(whole);
  },
);

test('a model is chosen by its name, and what stands there already stays a choice', () => {
  const { params } = filters.find(({ id }) => id === 'conforms-to-model')!;
  const field = (model: string) =>
    fieldsOf(params, { model }, new Map(), picks, words).find((f) => f.name === 'model')!;
  expect(field('model:m1')).toMatchObject({
    ...{ kind: 'choice', value: 'model:m1' },
    options: [
      { value: 'inductive-model', text: 'discovered from the view (inductive-model)' },
      { value: 'model:m1', text: 'As designed' },
    ],
  });
  const text = `->( ${"'a', ".repeat(30)}'b' )`;
  expect(field(text).options.at(-1)).toEqual({ value: text, text: `${text.slice(0, 60)}…` });
  const modelName = (ref: string) => (ref === 'model:m1' ? 'As designed' : null);
  const said = (model: string, mode = 'conforming') =>
    describeStep({ id: 'conforms-to-model', params: { model, mode } }, filters, { ...words, modelName }).text;
  expect([said('model:m1', 'deviating'), said('model:gone'), said(text), said('im')]).toEqual([
    ...['deviating: As designed', '…', 'a model', 'im'],
  ]);
});

test('a form names its mistakes at their fields, and shows what cannot be read as it was typed', () => {
  const duration = filters.find(({ id }) => id === 'case-duration')!;
  const params = readParams(duration.params, { minMs: ['two days'], maxPercentile: ['9,5'] });
  expect(params).toEqual({ minMs: 'two days', maxPercentile: 9.5 });
  const [min] = fieldsOf(duration.params, params, new Map([['minMs', 'not a number']]), picks, words);
  expect(min).toMatchObject({ name: 'minMs', label: 'Min', error: 'not a number', value: '' });
});

describe('conditions follow the class of their column', () => {
  const column = (kind: ConditionColumn['class'], level: ConditionColumn['level'] = 'case'): ConditionColumn => ({
    ...{ id: 'c', name: 'Column', level, class: kind, min: null, max: null },
    examples: kind === 'category' ? [{ value: 'web', cases: 3 }] : [],
  });
  const attribute = 'c';
  test.each([
    ['category', { value: 'web' }],
    ['category', { value: 'not listed' }],
    ['category', { operator: 'one-of', values: ['web', 'shop'] }],
    ['category', { operator: 'contains', value: 'we', ignoreCase: true }],
    ['category', { operator: 'missing' }],
    ['text', { operator: 'begins', value: 'A' }],
    ['text', { value: 'exactly this' }],
    ['number', { operator: 'between', from: 1.5, to: 2 }],
    ['number', { operator: '>=', value: -3 }],
    ['number', { operator: '<=', value: 7 }],
    ['number', { operator: 'missing' }],
    ['time', { operator: 'between', from: '2024-01', to: '2024-03-31' }],
    ['boolean', { value: true }],
    ['boolean', { value: false }],
    ['boolean', { operator: 'missing' }],
  ] as const)('%s %j', (kind, params) => {
    const shown = conditionFields(column(kind), params, new Map(), words);
    expect(readCondition(column(kind), sent(shown))).toEqual({ attribute, ...params } as never);
  });
  test('events have a mode', () => {
    const shown = conditionFields(column('boolean', 'event'), { mode: 'none', value: true }, new Map(), words);
    expect(readCondition(column('boolean', 'event'), sent(shown))).toEqual({ attribute, mode: 'none', value: true });
  });
});

test('lists that no control can show are written', () => {
  const { params } = filters.find(({ id }) => id === 'rule-violation')!;
  const read = (text: string) => readParams(params, { rules: [text], which: [' a \r\n\nb'] });
  expect(read('[{"template": "before"}]')).toMatchObject({ rules: [{ template: 'before' }], which: ['a', 'b'] });
  expect(read('[{"template"')).toMatchObject({ rules: '[{"template"' });
  const [again] = fieldsOf(params, read('[{"template"'), new Map([['rules', 'Expected array']]), picks, words);
  expect(again).toMatchObject({ name: 'rules', type: 'textarea', value: '[{"template"', error: 'Expected array' });
});

test('durations are read as they are written', () => {
  for (const ms of [0, 1, 999, 1000, 61_000, 3_600_000, 14_400_000, 90_061_001, 31_536_000_000])
    expect(readDuration(durationText(ms))).toBe(ms);
  expect(['1.5h', '90 min', '2d4h', '1,5 s', '1 w'].map(readDuration)).toEqual([
    5_400_000, 5_400_000, 187_200_000, 1500, 604_800_000,
  ]);
  expect(['', '5', 'two days', '5 parsecs', 'h'].map(readDuration)).toEqual([null, null, null, null, null]);
});

test('a filter in words', () => {
  const say = (step: object) => {
    const { title, text } = describeStep(step as never, filters as never, words);
    return `${title}: ${text}`.replaceAll('\u00a0', ' ');
  };
  expect(say({ id: 'has-activity', params: { activities: ['a', 'b', 'c', 'd'], mode: 'none' } })).toBe(
    'Has activity: without a, b and 2 more',
  );
  expect(say({ id: 'time-period', params: { last: { amount: 30, unit: 'day' } } })).toBe('Time period: last 30 days');
  expect(say({ id: 'time-period', params: { last: null } })).toBe('Time period: ');
  expect(say({ id: 'directly-follows', params: { pairs: [{ from: 'a', to: '' }] } })).toBe(
    'Directly follows: a → (none)',
  );
  expect(say({ id: 'case-duration', params: { minMs: 86_400_000, maxMs: 90_000_000 } })).toBe(
    'Case duration: 1 d – 1 d 1 h',
  );
  expect(
    say({ id: 'case-attribute', params: { attribute: 'case:channel', operator: 'one-of', values: ['web'] } }),
  ).toBe('Case attribute: case:channel is web');
  expect(say({ id: 'rule-violation', params: { rules: [{}, {}], mode: 'none' } })).toBe(
    'Rule violation: without 2 rules',
  );
  expect(say({ id: 'four-eyes', params: { activity: 'a', other: 'b', mode: 'kept' } })).toBe('Four eyes: a, b (kept)');
  expect(say({ id: 'follower-within', params: { activity: 'a', follower: '', maxMs: 86_400_000 } })).toBe(
    'Follower within: a → (none) ≤ 1 d',
  );
  expect(say({ not: { or: [{ id: 'case-length', params: { min: 2 } }] } })).toBe('Not: Any of: Case length ≥ 2');
  expect(say({ id: 'unknown <b>', params: { activities: 7, pairs: [null], from: {} } })).toContain('unknown <b>');
});
