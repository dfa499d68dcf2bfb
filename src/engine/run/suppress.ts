import { CASE_SUPPORT, type TSchema } from '#sdk';

/**
 * Leaves out every group that fewer than `k` cases stand behind. Which field says so is marked in the result's schema; a
 * group is the object that holds the field, and it leaves the list it stands in (or becomes null where it stands alone).
 * @returns the result without small groups, and how many were left out
 */
export function suppressSmallGroups(
  schema: TSchema,
  result: unknown,
  k: number,
): { result: unknown; suppressed: number } {
  if (k <= 1) return { result, suppressed: 0 };
  const count = { suppressed: 0 };
  return { result: walk(schema, result, k, count), suppressed: count.suppressed };
}

function walk(schema: TSchema, value: unknown, k: number, count: { suppressed: number }): unknown {
  if (value === null || typeof value !== 'object') return value;
  const branches: TSchema[] | undefined = schema.anyOf;
  if (branches) {
    const fitting = branches.find((b) => (Array.isArray(value) ? b.type === 'array' : b.type === 'object'));
    return fitting ? walk(fitting, value, k, count) : value;
  }
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    for (const item of value) {
      if (isSmall(schema.items, item, k)) count.suppressed++;
      else kept.push(walk(schema.items, item, k, count));
    }
    return kept;
  }
  const members: Record<string, TSchema> = schema.properties ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const part = members[name];
      if (!part) return [name, member];
      if (isSmall(part, member, k)) {
        count.suppressed++;
        return [name, null];
      }
      return [name, walk(part, member, k, count)];
    }),
  );
}

function isSmall(schema: TSchema | undefined, value: unknown, k: number): boolean {
  if (!schema || value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const object = schema.anyOf ? (schema.anyOf as TSchema[]).find((b) => b.type === 'object') : schema;
  for (const [name, member] of Object.entries((object?.properties ?? {}) as Record<string, TSchema>)) {
    if (!member[CASE_SUPPORT]) continue;
    const support = (value as Record<string, unknown>)[name];
    if (typeof support === 'number' && support > 0 && support < k) return true;
  }
  return false;
}
