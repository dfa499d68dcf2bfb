import { type TObject, type TSchema, Type } from '#sdk';

/**
 * A schema that came as JSON from a plug-in's child, as one that values can be checked against. Takes what settings are made
 * of; anything else is an error that says what it is.
 */
export function reviveSchema(json: unknown): TSchema {
  const { anyOf, type, properties, required, items, ...options } = json as Record<string, unknown> & {
    anyOf?: unknown[];
    properties?: Record<string, unknown>;
    required?: string[];
  };
  if (anyOf) return Type.Union(anyOf.map(reviveSchema), options);
  if ('const' in options) return Type.Literal(options.const as string | number | boolean, options);
  switch (type) {
    case 'string':
      return Type.String(options);
    case 'integer':
      return Type.Integer(options);
    case 'number':
      return Type.Number(options);
    case 'boolean':
      return Type.Boolean(options);
    case 'array':
      return Type.Array(reviveSchema(items), options);
    case 'object':
      return revivedObject(properties ?? {}, required ?? [], options);
    default:
      throw new Error(`its settings have a kind that is not known: ${JSON.stringify(type ?? Object.keys(options))}`);
  }
}

const revivedObject = (
  properties: Record<string, unknown>,
  required: readonly string[],
  options: Record<string, unknown>,
): TObject =>
  Type.Object(
    Object.fromEntries(
      Object.entries(properties).map(([name, property]) => {
        const schema = reviveSchema(property);
        return [name, required.includes(name) ? schema : Type.Optional(schema)];
      }),
    ),
    options,
  );
