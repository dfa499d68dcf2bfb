import type { Descriptor, TSchema } from '#sdk';

/** A parameter or a figure, as the manual lists it. */
export interface EntryField {
  readonly name: string;
  readonly kind: string;
  /** What it is without being said; null: it has no default. */
  readonly usual: string | null;
  readonly required: boolean;
  readonly text: string;
}

/** A filter or calculator in the manual: all of it from its own declaration. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly params: readonly EntryField[];
  /** Figures of a calculator's result that say what they are. */
  readonly figures: readonly { readonly name: string; readonly text: string }[];
  /** What the examples on the textbook log are called. */
  readonly examples: readonly string[];
}

type Declared = Pick<Descriptor, 'id' | 'title' | 'summary' | 'category'> & {
  readonly params: TSchema;
  readonly result?: TSchema;
  readonly examples: readonly unknown[];
};

export const entryOf = ({ id, title, summary, category, params, result, examples }: Declared): Entry => ({
  ...{ id, title, summary, category },
  params: Object.entries((params.properties ?? {}) as Record<string, TSchema>).map(([name, schema]) => ({
    ...{ name, kind: kindOf(schema), text: schema.description ?? '' },
    usual: schema.default === undefined ? null : JSON.stringify(schema.default),
    required: (params.required ?? []).includes(name) && schema.default === undefined,
  })),
  figures: result ? figuresOf(result) : [],
  examples: examples.map((example) => String((example as { title?: unknown }).title ?? '')),
});

/** Entries by category, in the order of their titles. */
export const byCategory = (entries: readonly Entry[]): { category: string; entries: readonly Entry[] }[] =>
  [...Map.groupBy(entries, ({ category }) => category)]
    .map(([category, own]) => ({ category, entries: own.toSorted((a, b) => (a.title < b.title ? -1 : 1)) }))
    .sort((a, b) => (a.category < b.category ? -1 : 1));

function figuresOf(schema: TSchema, above = ''): { name: string; text: string }[] {
  if (schema.type === 'array') return figuresOf(schema.items as TSchema, above);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, TSchema>);
  return properties.flatMap(([name, property]) => {
    const path = above ? `${above}.${name}` : name;
    const own = property.description ? [{ name: path, text: property.description }] : [];
    return [...own, ...figuresOf(property, path)];
  });
}

/** `activity`, `column`, `number ≥ 0`, or the words to choose from. */
function kindOf(schema: TSchema): string {
  if (schema['x-activity']) return 'activity';
  if (schema['x-column']) return 'column';
  if (schema.anyOf) return [...new Set((schema.anyOf as TSchema[]).map(kindOf))].join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'array') return `[${kindOf(schema.items as TSchema)}]`;
  const low = schema.minimum === undefined ? '' : ` ≥ ${schema.minimum}`;
  const above = schema.exclusiveMinimum === undefined ? '' : ` > ${schema.exclusiveMinimum}`;
  const high = schema.maximum === undefined ? '' : ` ≤ ${schema.maximum}`;
  return `${schema.type === 'string' ? 'text' : String(schema.type ?? 'value')}${low}${above}${high}`;
}
