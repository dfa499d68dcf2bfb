/** Every calculator whose result lists groups of cases says how many cases stand behind each. */
import { expect, test } from 'bun:test';
import { CASE_SUPPORT, type TSchema } from '#sdk';
import { createRegistry } from '../../src/engine/registry.ts';

/** Lists without a mark, and why they need none. */
const WITHOUT_SUPPORT: Record<string, string> = {
  ...Object.fromEntries(
    ['alpha-model', 'heuristics-net', 'inductive-model', 'split-model'].flatMap((id) =>
      [
        ...['arcs', 'places', 'transitions'].map((of) => `net/${of}`),
        ...(id === 'split-model' ? ['bpmn/flows', 'bpmn/nodes'] : []),
      ].map((of) => [`${id}/${of}/*`, 'parts of a model of activities that each stand for enough cases']),
    ),
  ),
  'batches/kinds/*': 'sums over the groups that may be shown',
  'case-detail/events/*': 'events of one case, which is what is asked for: who may see it is for permissions to say',
  'case-duration/statistics/percentiles/*': 'stand inside the statistics, which leave as a whole by their own mark',
  'case-table/columns/*': 'says which columns there are',
  'case-table/rows/*': 'single cases are what is asked for: who may see them is for permissions to say',
  'data-quality/checks/*':
    'names what is asked; what is found stands in findings with their own marks, and no score tells of few',
  'data-quality/checks/*/findings/*/statement/values/*': 'of one finding, which leaves as a whole by its own mark',
  'data-quality/checks/*/why/values/*': 'says why nothing is said',
  'declare-conformance/items/*/violations/*': 'of one variant, which leaves as a whole by its own mark',
  'declare-conformance/notEvaluated/*': 'names what the model asks and nobody answers',
  'deviations/items/*/moves/*': 'steps of one variant, which leaves as a whole by its own mark',
  'footprint/model/differences/*': 'relations of activities that each stand for enough cases',
  'heuristics-net/causalNet/activities/*':
    'activities of too few cases are taken out before; bindings have their own mark',
  'log-skeleton-conformance/items/*/deviations/*': 'of one variant, which leaves as a whole by its own mark',
  'rule-violations/groups/*': 'name what was sent; what is counted of it stands in a part with its own mark',
  'rule-violations/severities/*': 'name what was sent; what is counted of it stands in a part with its own mark',
  'temporal-deviations/worst/*': 'single cases, named only where these may be shown',
  'variant-dna/steps/*': 'of both variants, of which the rarer one carries the mark of the whole',
};

/** Paths of all lists and records of objects whose items have no support mark. */
function unmarked(schema: TSchema, path: string): string[] {
  const parts: [string, TSchema][] = [
    ...(schema.anyOf ?? schema.allOf ?? []).map((part: TSchema): [string, TSchema] => [path, part]),
    ...Object.entries((schema.properties ?? {}) as Record<string, TSchema>).map(([name, part]): [string, TSchema] => [
      `${path}/${name}`,
      part,
    ]),
    ...Object.values((schema.patternProperties ?? {}) as Record<string, TSchema>).map((part): [string, TSchema] => [
      `${path}/*`,
      part,
    ]),
    ...(schema.items ? [schema.items].flat().map((part: TSchema): [string, TSchema] => [`${path}/*`, part]) : []),
  ];
  const here = path.endsWith('/*') && schema.type === 'object' && schema.properties && !hasMark(schema) ? [path] : [];
  return [...here, ...parts.flatMap(([at, part]) => unmarked(part, at))];
}
const hasMark = (schema: TSchema) =>
  Object.values((schema.properties ?? {}) as Record<string, TSchema>).some((member) => member[CASE_SUPPORT]);

test('every calculator that lists groups of cases says how many cases stand behind each', () => {
  const calculators = [...createRegistry().calculators.values()];
  const found = new Set(calculators.flatMap((c) => unmarked(c.result, c.id)));
  expect([...found].sort()).toEqual(Object.keys(WITHOUT_SUPPORT).toSorted());
});
