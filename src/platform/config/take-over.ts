import { placeOf } from './load.ts';
import { type Config, configSchema } from './schema.ts';
import { aboutOf, settingsOf } from './setting.ts';

/** What a configuration that was read anew changes. */
export interface TakenOver {
  /** Settings that are in force from now on. */
  readonly taken: readonly string[];
  /** Settings that differ, and wait for the next start. */
  readonly needRestart: readonly string[];
}

/** Puts the settings that may change while the server runs into the configuration that is in use; whoever reads it reads the new ones. */
export function takeOverSettings(inUse: Config, fresh: Config): TakenOver {
  const changed = settingsOf(configSchema).filter(
    ({ name }) => !Bun.deepEquals(settingIn(inUse, name), settingIn(fresh, name)),
  );
  const taken = changed.filter(({ schema }) => aboutOf(schema).change === 'reload');
  for (const { name } of taken) {
    const { section, key } = placeOf(inUse, name);
    section[key] = settingIn(fresh, name);
  }
  return {
    taken: taken.map(({ name }) => name),
    needRestart: changed.filter((setting) => !taken.includes(setting)).map(({ name }) => name),
  };
}

/** Whether a reload takes a setting over, or only a new start; by its dotted name. */
export function settingChange(name: string): 'reload' | 'restart' {
  const found = settingsOf(configSchema).find((setting) => setting.name === name);
  if (!found) throw new Error(`There is no setting ${name}.`);
  return aboutOf(found.schema).change;
}

function settingIn(config: Config, name: string): unknown {
  const { section, key } = placeOf(config, name);
  return section[key];
}
