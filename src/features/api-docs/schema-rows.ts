/** A JSON Schema as OpenAPI holds it; plain data that we made ourselves. */
export interface Schema {
  readonly [key: string]: unknown;
}

/** One field of a body or answer, as a row of a table. */
export interface SchemaRow {
  /** `week.monday[].from` */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

const MAX_ROWS = 200;

/** The fields of a schema, each with its way from the outside in. A body that is no object is one row without a name. */
export function schemaRows(schema: Schema): SchemaRow[] {
  const rows: SchemaRow[] = [];
  addFields(rows, schema, '');
  if (rows.length === 0) rows.push({ path: '', type: typeOf(schema), required: true, description: noteOf(schema) });
  return rows.slice(0, MAX_ROWS);
}

function addFields(rows: SchemaRow[], schema: Schema, under: string): void {
  const inner = insideOf(schema);
  if (!inner) return;
  const required = (inner.schema.required ?? []) as readonly string[];
  for (const [name, member] of Object.entries(inner.schema.properties as Record<string, Schema>)) {
    const path = `${under}${inner.suffix}${under || inner.suffix ? '.' : ''}${name}`;
    rows.push({ path, type: typeOf(member), required: required.includes(name), description: noteOf(member) });
    addFields(rows, member, path);
  }
}

/** The object whose fields are told: the schema itself, the items of a list, or the one alternative that is an object. */
function insideOf(schema: Schema): { schema: Schema; suffix: string } | null {
  if (schema.properties) return { schema, suffix: '' };
  if (schema.type === 'array' && schema.items) {
    const inner = insideOf(schema.items as Schema);
    return inner && { ...inner, suffix: `[]${inner.suffix}` };
  }
  const alternatives = alternativesOf(schema).filter((one) => insideOf(one) !== null);
  return alternatives.length === 1 ? insideOf(alternatives[0]!) : null;
}

const alternativesOf = (schema: Schema): readonly Schema[] => (schema.anyOf ?? schema.oneOf ?? []) as readonly Schema[];

/** The type in words: `string or null`, `list of object`, `one of "count", "mean"`. */
export function typeOf(schema: Schema): string {
  const alternatives = alternativesOf(schema);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (alternatives.length > 0) {
    const words = alternatives.map(typeOf);
    return alternatives.every((one) => 'const' in one) ? `one of ${words.join(', ')}` : words.join(' or ');
  }
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items as Schema) : 'anything'}`;
  if (schema.type === 'object' && !schema.properties) return 'object with free names';
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

const LIMITS: readonly (readonly [string, string])[] = [
  ['minimum', 'at least'],
  ['maximum', 'at most'],
  ['minLength', 'characters at least'],
  ['maxLength', 'characters at most'],
  ['minItems', 'items at least'],
  ['maxItems', 'items at most'],
  ['pattern', 'as'],
];

/** The description, the default and the limits, in one line. */
export function noteOf(schema: Schema): string {
  const limits = LIMITS.filter(([key]) => key in schema).map(([key, words]) => `${words} ${String(schema[key])}`);
  const notes = [
    ...(typeof schema.description === 'string' ? [schema.description] : []),
    ...('default' in schema ? [`default ${JSON.stringify(schema.default)}`] : []),
    ...limits,
  ];
  return notes.join('; ');
}

/** A value that the schema takes, as small as it is readable. */
export function sampleOf(schema: Schema): unknown {
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  const [first] = alternativesOf(schema);
  if (first) return sampleOf(first);
  if (schema.properties) {
    const required = new Set((schema.required ?? []) as readonly string[]);
    const fields = Object.entries(schema.properties as Record<string, Schema>).filter(([name]) => required.has(name));
    return Object.fromEntries(fields.map(([name, member]) => [name, sampleOf(member)]));
  }
  if (schema.type === 'array')
    return Number(schema.minItems ?? 0) > 0 ? [sampleOf((schema.items ?? {}) as Schema)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? '…' : {};
}
