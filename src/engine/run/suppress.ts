import { CASE_SUPPORT, type TSchema, Value } from '#sdk';

/**
 * Leaves out every group that fewer than `k` cases stand behind. Which field says so is marked in the result's schema; a
 * group is the object that holds the field (or a marked number that stands in a list or under a free key), and it leaves
 * the list or the record it stands in. Where it has a place of its own it becomes null, and so does a whole result.
 * @returns the result without small groups, and how many were left out
 */
export function suppressSmallGroups(
  schema: TSchema,
  result: unknown,
  k: number,
): { result: unknown; suppressed: number } {
  if (k <= 1) return { result, suppressed: 0 };
  const walk = new Walk(k, schemasWithId(schema));
  const kept = walk.isSmall([schema], result) ? walk.drop() : walk.into([schema], result);
  return { result: kept, suppressed: walk.suppressed };
}

class Walk {
  suppressed = 0;
  readonly #k: number;
  readonly #known: TSchema[];

  constructor(k: number, known: TSchema[]) {
    this.#k = k;
    this.#known = known;
  }

  drop(): null {
    this.suppressed++;
    return null;
  }

  into(schemas: readonly TSchema[], value: unknown): unknown {
    if (value === null || typeof value !== 'object') return value;
    const facets = this.#facets(schemas, value);
    return Array.isArray(value) ? this.#list(facets, value) : this.#object(facets, value);
  }

  /** Whether a value is a group of at least one and fewer than k cases. */
  isSmall(schemas: readonly TSchema[], value: unknown): boolean {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return this.#facets(schemas, value).some((facet) =>
      Object.entries((facet.properties ?? {}) as Record<string, TSchema>).some(([name, member]) =>
        this.#isSmallCount(member, (value as Record<string, unknown>)[name]),
      ),
    );
  }

  #list(facets: readonly TSchema[], list: readonly unknown[]): unknown[] {
    const kept: unknown[] = [];
    list.forEach((item, i) => {
      const schemas = facets.flatMap(({ items }) =>
        Array.isArray(items) ? items.slice(i, i + 1) : items ? [items] : [],
      );
      if (!this.#leaves(schemas, item)) kept.push(this.into(schemas, item));
      else if (facets.some(({ items }) => Array.isArray(items))) kept.push(this.drop());
      else this.drop();
    });
    return kept;
  }

  #object(facets: readonly TSchema[], value: object): object {
    const kept: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      const named = facets.flatMap(({ properties }) =>
        Object.hasOwn(properties ?? {}, name) ? [properties[name]] : [],
      );
      const free = named.length > 0 ? [] : facets.flatMap((facet) => freeMembers(facet, name));
      if (named.length > 0) kept.push([name, this.isSmall(named, member) ? this.drop() : this.into(named, member)]);
      else if (this.#leaves(free, member)) this.drop();
      else kept.push([name, this.into(free, member)]);
    }
    return Object.fromEntries(kept);
  }

  #leaves(schemas: readonly TSchema[], value: unknown): boolean {
    return this.isSmall(schemas, value) || schemas.some((schema) => this.#isSmallCount(schema, value));
  }

  #isSmallCount(schema: TSchema, value: unknown): boolean {
    if (typeof value !== 'number' || value <= 0 || value >= this.#k) return false;
    return this.#facets([schema], value).some((facet) => facet[CASE_SUPPORT]);
  }

  /** The schemas that speak of a value: through references and intersections, and of a union those that fit it. */
  #facets(schemas: readonly TSchema[], value: unknown): TSchema[] {
    return schemas.flatMap((schema): TSchema[] => {
      const branches: TSchema[] | undefined = schema.anyOf ?? schema.oneOf;
      if (branches) {
        const fitting = branches.filter((branch) => Value.Check(branch, this.#known, value));
        return [schema, ...this.#facets(fitting, value)];
      }
      if (schema.allOf) return [schema, ...this.#facets(schema.allOf, value)];
      const target = schema.$ref && this.#known.find(({ $id }) => $id === schema.$ref);
      return target ? this.#facets([target], value) : [schema];
    });
  }
}

/** Schemas of a member whose name is not in the schema: records and further members. */
function freeMembers(facet: TSchema, name: string): TSchema[] {
  const patterns = Object.entries((facet.patternProperties ?? {}) as Record<string, TSchema>);
  const matching = patterns.filter(([pattern]) => new RegExp(pattern).test(name)).map(([, schema]) => schema);
  if (matching.length > 0 || typeof facet.additionalProperties !== 'object') return matching;
  return [facet.additionalProperties];
}

/** Everything that a reference can mean. */
function schemasWithId(schema: unknown): TSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const parts = Object.values(schema).flatMap(schemasWithId);
  return '$id' in schema ? [schema as TSchema, ...parts] : parts;
}
