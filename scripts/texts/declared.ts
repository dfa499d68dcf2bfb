import type { Descriptor, TSchema } from '#sdk';
import { calculators, filters, transforms } from '../../src/engine/generated/built-ins.ts';
import { loadShipped } from '../../src/engine/plug-ins/shipped.ts';
import { algorithmsAmong } from '../../src/features/analyses/algorithms.ts';
import { ROLES as COLUMN_ROLES, ColumnView } from '../../src/features/columns/model.ts';
import { entryOf } from '../../src/features/manual/entries.ts';
import { FIXED_REASONS } from '../../src/features/uploads/reason-text.ts';
import { choiceText, labelOf } from '../../src/features/workbench/param-fields.ts';
import { FUNCTIONS } from '../../src/mining/expressions/functions.ts';
import { qualityChecks } from '../../src/mining/quality/settings.ts';
import { ruleTemplates } from '../../src/mining/rules/rule.ts';
import { ROLES } from '../../src/platform/access/permissions.ts';
import { PROBLEM_TITLES } from '../../src/platform/problem-document.ts';

/** Signs such as `>=` are read alike in every language. */
const isText = (text: string): boolean => /\p{L}/u.test(text);

const choicesOf = (schema: TSchema): string[] =>
  ((schema.items ?? schema).anyOf ?? []).flatMap((branch: TSchema) =>
    branch.const === undefined ? [] : [choiceText(branch)],
  );

/** What forms, chips and the manual show of a plug-in. */
export function textsOfPlugin(
  plugin: Descriptor & { readonly params: TSchema; readonly examples: readonly unknown[] },
): string[] {
  const { title, summary, category, params, figures } = entryOf(plugin);
  return [title, summary, category, ...[...params, ...figures].map(({ text }) => text)].filter(isText);
}

/** Labels and choices of the form of a filter or an algorithm. */
export function textsOfForm({ params }: { readonly params: TSchema }): string[] {
  const properties = Object.entries((params.properties ?? {}) as Record<string, TSchema>);
  return properties.flatMap(([name, schema]) => [labelOf(name, schema), ...choicesOf(schema)]).filter(isText);
}

/** What a form says of each parameter. */
const hintsOf = ({ properties }: TSchema): string[] =>
  Object.values((properties ?? {}) as Record<string, TSchema>).flatMap(({ description }) => description ?? []);

/** What rows of a form ask for. */
const textsOfRows = ({ properties }: TSchema): string[] =>
  Object.values((properties ?? {}) as Record<string, TSchema>)
    .filter(({ type, items }) => type === 'array' && items?.type === 'object')
    .flatMap(({ items }) => [
      ...hintsOf(items),
      ...Object.values(items.properties as Record<string, TSchema>).flatMap(choicesOf),
    ])
    .filter(isText);

const { connectors } = await loadShipped();

/** English texts that are declared as data and translated where they are shown, with where they come from. */
export function declaredTexts(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (origin: string, texts: readonly string[]) => {
    for (const text of texts) if (!found.has(text)) found.set(text, origin);
  };
  for (const { name, summary } of FUNCTIONS.values()) add(`function ${name}`, [summary]);
  for (const filter of filters) add(`filter ${filter.id}`, [...textsOfPlugin(filter), ...textsOfForm(filter)]);
  for (const calculator of calculators) add(`calculator ${calculator.id}`, textsOfPlugin(calculator));
  for (const calculator of algorithmsAmong(calculators).map((one) => one.calculator))
    add(`algorithm ${calculator.id}`, textsOfForm(calculator));
  for (const { id, title, summary, params } of ruleTemplates())
    add(`rules ${id}`, [title, summary, ...hintsOf(params), ...textsOfForm({ params })]);
  for (const { id, title, summary, params } of qualityChecks())
    add(`quality ${id}`, [title, summary, ...hintsOf(params), ...textsOfForm({ params })]);
  for (const { id, title, summary, params } of connectors.values())
    add(`connector ${id}`, [title, summary, ...hintsOf(params), ...textsOfForm({ params })]);
  for (const transform of transforms) {
    const { id, title, summary, params } = transform;
    add(`transform ${id}`, [title, summary, ...hintsOf(params), ...textsOfForm({ params }), ...textsOfRows(params)]);
  }
  add('titles of problems', Object.values(PROBLEM_TITLES));
  add('reasons of a mapping', FIXED_REASONS);
  add('roles of people', ROLES);
  add('roles of columns', Object.values(COLUMN_ROLES));
  add('classes of columns', choicesOf(ColumnView.properties.class));
  return found;
}
