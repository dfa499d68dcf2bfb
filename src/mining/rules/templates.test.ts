import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { type AppError, countBits, type FaultDetail, type Filter, hasBit, Type, Value, withDefaults } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import type { MemoryLog } from '../log/memory-log.ts';
import { checkParams } from '../views/check-params.ts';
import { filterSource, inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import { templates } from './generated/templates.ts';
import { judgeRules, prepareRules, verdictOf } from './judge.ts';
import { type Rule, RuleList, RuleSchema, type RuleSet, RuleSetSchema, sentenceOf } from './rule.ts';
import { inEnglish } from './words.ts';

// Every template of the folder, and what each must obey.
const files = readdirSync(`${import.meta.dir}/templates`).filter((file) => !file.endsWith('.test.ts'));
const filterFiles = readdirSync(`${import.meta.dir}/../filters`).filter((file) => !file.endsWith('.test.ts'));
const filters: Filter[] = await Promise.all(
  filterFiles.map(async (file) => (await import(`../filters/${file}`)).default),
);

export const ruleOf = (sent: object): Rule => {
  const rule = withDefaults(RuleSchema, sent);
  const error = Value.Errors(RuleSchema, rule).First();
  expect(error && `${error.path} ${error.message}`).toBeUndefined();
  return rule as Rule;
};

async function judged(memory: MemoryLog, sent: object) {
  const run = inlineRun(memory, EVERYTHING, DEFAULT_LENS, filterSource(filters));
  const prepared = structuredClone(await prepareRules(memory.log, [ruleOf(sent)], run));
  const found = { checked: 0, violating: [] as string[], violations: 0 };
  for (const segment of memory.segments) {
    const [verdict] = judgeRules(segment, viewOf(segment, EVERYTHING, DEFAULT_LENS), prepared, verdictOf);
    found.checked += countBits(verdict!.checked);
    found.violations += verdict!.violations;
    for (let c = 0; c < segment.cases; c++) if (hasBit(verdict!.violating, c)) found.violating.push(segment.caseId(c));
  }
  return found;
}

test('every file is one template, named after it', () => {
  expect(files.length).toBeGreaterThan(10);
  expect(templates.map(({ id }) => `${id}.ts`)).toEqual(files.sort());
  for (const { id, title, summary, params, examples, meaning } of templates) {
    expect([id, title.length > 0, summary.endsWith('.'), examples.length > 0]).toEqual([id, true, true, true]);
    for (const text of Object.values(meaning)) expect(`${id}: ${text}`).toMatch(/: .{5,}\.$/);
    for (const [name, schema] of Object.entries(params.properties as Record<string, { description?: string }>)) {
      expect(`${id}.${name}: ${schema.description ?? ''}`).toMatch(/: .{8}/);
      expect(['id', 'name', 'template', 'severity', 'group', 'weight']).not.toContain(name);
    }
  }
});

for (const { id, examples } of templates) {
  for (const { title, params, expect: expected } of examples) {
    test(`${id}: ${title}`, async () => {
      for (const segmentEvents of [1_000_000, 5, 1])
        expect(await judged(exampleLog({ segmentEvents }), { template: id, ...params })).toEqual(expected as never);
      expect(inEnglish(sentenceOf(ruleOf({ template: id, ...params })))).toMatch(/^[^{}]+\.$/);
    });
  }
}

test('a set of rules has a name', () => {
  const rules = templates.map(({ id, examples }) => ({ template: id, ...examples[0]!.params }));
  const complete = withDefaults(RuleSetSchema, { name: 'Orders', rules }) as RuleSet;
  expect(Value.Check(RuleSetSchema, complete)).toBe(true);
  expect(complete.rules.map(({ severity, weight }) => `${severity} ${weight}`)).toEqual(rules.map(() => 'warning 1'));
  expect(Value.Check(RuleSetSchema, { name: 'Orders', rules: [] })).toBe(false);
});

test('a fault names the parameter of the rule that is wrong', () => {
  const schema = Type.Object({ rules: RuleList('Rules') });
  const fault = (rule: object): string => {
    try {
      checkParams(schema, { rules: [{ template: 'must-contain', activities: ['pay'] }, rule] });
    } catch (error) {
      const [{ pointer, message }] = (error as AppError).details as [FaultDetail];
      return `${pointer} ${message}`;
    }
    return 'none';
  };
  expect(fault({ template: 'before', activity: 'check' })).toBe('/rules/1/other Expected required property');
  expect(fault({ template: 'before', activity: 'check', other: 'pay', weight: 0 })).toBe(
    '/rules/1/weight Expected number to be greater than 0',
  );
  expect(fault({ template: 'befor' })).toStartWith('/rules/1/template Expected one of at-most-times, ');
  expect(fault({ template: 'ends-with', activities: ['pay'], actvity: 'x' })).toBe(
    '/rules/1/actvity Unexpected property',
  );
  expect(fault({ template: 'ends-with', activities: ['pay'] })).toBe('none');
});
