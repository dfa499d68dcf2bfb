import { findConfigFile, type LoadedConfig, loadConfig } from '../platform/config/index.ts';
import type { Flags, Io } from './verb.ts';

export const JSON_FLAG = { flag: '--json', does: 'one JSON document for programs' };

/** Of a verb that needs the configuration alone. */
export const CONFIG_OPTION = { config: { type: 'string' } } as const;
export const CONFIG_FLAG = {
  flag: '--config FILE',
  does: 'the configuration (else ADIT_CONFIG, adit.toml, /etc/adit)',
};

/** Of every verb that works on a data folder. */
export const PLACE_OPTIONS = { ...CONFIG_OPTION, data: { type: 'string' } } as const;
export const PLACE_FLAGS = [
  { flag: '--config FILE', does: 'the configuration; ADIT_CONFIG, ./adit.toml or /etc/adit/adit.toml without' },
  { flag: '--data DIR', does: 'the data folder, instead of the one that is configured' },
];

/** The configuration that these flags and the environment name. */
export function configOf(flags: Flags, io: Io): LoadedConfig {
  const file = (flags.values.config as string | undefined) ?? findConfigFile(io.env);
  const data = flags.values.data as string | undefined;
  return loadConfig({ file, env: data === undefined ? io.env : { ...io.env, ADIT__DATA__FOLDER: data } });
}
