import { SECRET, type TSchema } from '#sdk';

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
