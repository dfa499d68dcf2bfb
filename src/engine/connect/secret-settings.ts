import { KEEPS_SECRETS, SECRET, type TObject, type TSchema, Value, withDefaults } from '#sdk';

/** A setting that is kept sealed: where it stands in the settings, as a JSON pointer, and what it is. */
export interface SecretSetting {
  readonly pointer: string;
  readonly schema: TSchema;
  readonly value: string;
}

/** Every secret that settings hold, however deep; empty ones are none. */
export function secretsIn(schema: TSchema, settings: unknown, pointer = ''): SecretSetting[] {
  if (schema[SECRET] !== undefined)
    return typeof settings === 'string' && settings !== '' ? [{ pointer, schema, value: settings }] : [];
  if (schema.anyOf) {
    const found = (schema.anyOf as TSchema[]).flatMap((kind) => secretsIn(kind, settings, pointer));
    return found.filter((secret, i) => found.findIndex((other) => other.pointer === secret.pointer) === i);
  }
  if (Array.isArray(settings) && schema.items)
    return settings.flatMap((item, i) => secretsIn(schema.items as TSchema, item, `${pointer}/${i}`));
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries((schema.properties ?? {}) as Record<string, TSchema>).flatMap(([name, property]) =>
    secretsIn(property, (settings as Record<string, unknown>)[name], `${pointer}/${name}`),
  );
}

type Settings = Record<string, unknown>;

/** Settings as they are kept and shown: no secret is among them, not even an empty one. */
export function withoutSecrets(schema: TSchema, settings: Settings): Settings {
  const kept = (part: TSchema, value: unknown): unknown => {
    if (part[SECRET] !== undefined) return undefined;
    if (Array.isArray(value)) return part.items ? value.map((item) => kept(part.items, item)) : value;
    if (typeof value !== 'object' || value === null) return value;
    const kinds: TSchema[] = part.anyOf ?? [part];
    const isSecret = (name: string) => kinds.some((kind) => kind.properties?.[name]?.[SECRET] !== undefined);
    const partOf = (name: string): TSchema =>
      kinds.map((kind) => kind.properties?.[name]).find((found) => found !== undefined) ?? {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => (isSecret(name) ? [] : [[name, kept(partOf(name), member)]])),
    );
  };
  return kept(schema, settings) as Settings;
}

/** Settings with secrets in their places, by JSON pointers. */
export function withSecrets(settings: Settings, secrets: ReadonlyMap<string, string>): Settings {
  const complete = structuredClone(settings);
  for (const [pointer, value] of secrets) {
    const path = pointer.split('/').slice(1);
    const last = path.pop()!;
    let at: unknown = complete;
    for (const name of path) at = (at as Settings | undefined)?.[name];
    if (typeof at === 'object' && at !== null) (at as Settings)[last] = value;
  }
  return complete;
}

/** Whether secrets would go where they went before: nothing was changed but what decides nothing about that. */
export function leadTheSameWay(schema: TObject, before: Settings, after: Settings): boolean {
  const deciding = (settings: Settings) =>
    Object.fromEntries(
      Object.entries(withDefaults(schema, structuredClone(settings)) as Settings).filter(
        ([name]) =>
          schema.properties[name]?.[KEEPS_SECRETS] !== true && schema.properties[name]?.[SECRET] === undefined,
      ),
    );
  return Value.Equal(deciding(before), deciding(after));
}
