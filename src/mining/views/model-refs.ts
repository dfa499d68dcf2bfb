import { MODEL, STEP, type Step, type TSchema } from '#sdk';

export interface ModelChange {
  /** What stands in the place of a model that parameters name: its text for the path of a file, say. Others stay as they are. */
  readonly modelOf: (model: string) => string;
  /** Schema of the parameters of a filter; undefined for one that is not known. */
  readonly paramsOf: (filter: string) => TSchema | undefined;
}

/** Parameters with every model that they name replaced, wherever the schema marks one. What does not fit the schema stays. */
export function withModels(schema: TSchema, value: unknown, change: ModelChange): unknown {
  if (schema[MODEL]) return typeof value === 'string' ? change.modelOf(value) : value;
  if (schema[STEP]) return stepWithModels(value as Step, change);
  if (Array.isArray(schema.anyOf))
    return (schema.anyOf as TSchema[])
      .filter((branch) => mayMean(branch, value))
      .reduce((given, branch) => withModels(branch, given, change), value);
  if (Array.isArray(value))
    return schema.items && !Array.isArray(schema.items)
      ? value.map((item) => withModels(schema.items as TSchema, item, change))
      : value;
  if (typeof value !== 'object' || value === null || !schema.properties) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const declared = Object.hasOwn(schema.properties, name) ? (schema.properties[name] as TSchema) : null;
    return [name, declared ? withModels(declared, member, change) : member];
  });
  return Object.fromEntries(members);
}

/** The same for filters, below `and`, `or` and `not` too. */
export const withModelsInSteps = (steps: readonly Step[], change: ModelChange): Step[] =>
  steps.map((step) => stepWithModels(step, change));

function stepWithModels(step: Step, change: ModelChange): Step {
  if (typeof step !== 'object' || step === null) return step;
  const of = (inner: Step) => stepWithModels(inner, change);
  if ('id' in step) {
    const declared = change.paramsOf(step.id);
    return declared && step.params !== undefined
      ? { ...step, params: withModels(declared, step.params, change) }
      : step;
  }
  if ('not' in step) return { ...step, not: of(step.not) };
  if ('and' in step && Array.isArray(step.and)) return { ...step, and: step.and.map(of) };
  if ('or' in step && Array.isArray(step.or)) return { ...step, or: step.or.map(of) };
  return step;
}

/** Of several kinds of objects the one whose fixed words are those of the value. */
function mayMean(branch: TSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  const words = Object.entries((branch.properties ?? {}) as Record<string, TSchema>);
  return words.every(
    ([name, { const: word }]) => word === undefined || (value as Record<string, unknown>)[name] === word,
  );
}
