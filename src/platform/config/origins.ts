import { type LoadedConfig, placeOf } from './load.ts';
import { originText } from './node.ts';
import { configSchema } from './schema.ts';
import { isSecret, settingsIn } from './setting.ts';

export interface EffectiveSetting {
  /** Dotted name. */
  readonly name: string;
  /** The value that holds; secrets are masked. */
  readonly value: unknown;
  /** `adit.toml:3:8`, `environment ADIT__SERVER__PORT` or `default`. */
  readonly origin: string;
}

export const MASK = '********';

/** Every effective setting and where it came from, with secrets masked. */
export function configOrigins(loaded: LoadedConfig): EffectiveSetting[] {
  return settingsIn(configSchema, loaded.config).map(({ name, schema }) => {
    const { section, key } = placeOf(loaded.config, name);
    const value = section[key];
    const origin = loaded.origins.get(name);
    return {
      name,
      value: isSecret(schema) && value !== '' ? MASK : value,
      origin: originText(origin ?? { kind: 'default' }),
    };
  });
}

/** The values that must never be printed, for the log's redaction. */
export function secretValues(loaded: LoadedConfig): string[] {
  return settingsIn(configSchema, loaded.config)
    .filter(({ schema }) => isSecret(schema))
    .map(({ name }) => placeOf(loaded.config, name))
    .map(({ section, key }) => section[key] as string)
    .filter((value) => value !== '');
}
