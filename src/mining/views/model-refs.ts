import { MODEL, type Step, type TSchema } from '#sdk';

/** What stands in the place of a model that parameters name: its text for a file, say; others stay as they are. */
export type ModelOf = (model: string) => string;

/** Parameters with every model that they name replaced, wherever the schema marks one. What does not fit the schema stays. */
export function withModels(schema: TSchema, value: unknown, modelOf: ModelOf): unknown {
  if (schema[MODEL]) return typeof value === 'string' ? modelOf(value) : value;
  if (Array.isArray(schema.anyOf))
    return (schema.anyOf as TSchema[])
      .filter((branch) => mayMean(branch, value))
      .reduce((given, branch) => withModels(branch, given, modelOf), value);
  if (Array.isArray(value))
    return schema.items && !Array.isArray(schema.items)
      ? value.map((item) => withModels(schema.items as TSchema, item, modelOf))
      : value;
  if (typeof value !== 'object' || value === null || !schema.properties) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const declared = Object.hasOwn(schema.properties, name) ? (schema.properties[name] as TSchema) : null;
    return [name, declared ? withModels(declared, member, modelOf) : member];
  });
  return Object.fromEntries(members);
}

/**
 * The same for filters, below `and`, `or` and `not` too.
 * @param paramsOf schema of the parameters of a filter; undefined for one that is not known
 */
export function withModelsInSteps(
  steps: readonly Step[],
  paramsOf: (filter: string) => TSchema | undefined,
  modelOf: ModelOf,
): Step[] {
  const of = (step: Step): Step => {
    if (typeof step !== 'object' || step === null) return step;
    if ('id' in step) {
      const declared = paramsOf(step.id);
      return declared && step.params !== undefined
        ? { ...step, params: withModels(declared, step.params, modelOf) }
        : step;
    }
    if ('not' in step) return { ...step, not: of(step.not) };
    if ('and' in step && Array.isArray(step.and)) return { ...step, and: step.and.map(of) };
    if ('or' in step && Array.isArray(step.or)) return { ...step, or: step.or.map(of) };
    return step;
  };
  return steps.map(of);
}

/** Of several kinds of objects the one whose fixed words are those of the value. */
function mayMean(branch: TSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  const words = Object.entries((branch.properties ?? {}) as Record<string, TSchema>);
  return words.every(
    ([name, { const: word }]) => word === undefined || (value as Record<string, unknown>)[name] === word,
  );
}
