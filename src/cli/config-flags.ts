import { AppError } from '#sdk';
import { findConfigFile, type LoadedConfig, loadConfig } from '../platform/config/index.ts';
import { EXIT, type Io, printFault } from './verb.ts';

export const CONFIG_FLAG = {
  flag: '--config FILE',
  does: 'the configuration (else ADIT_CONFIG, adit.toml, /etc/adit)',
};
export const JSON_FLAG = { flag: '--json', does: 'one JSON document for programs' };

/** The configuration that a verb works with, or the exit code after what is wrong with it was printed. */
export function readConfig(file: string | undefined, io: Io, json = false): LoadedConfig | number {
  try {
    return loadConfig({ file: file ?? findConfigFile(io.env), env: io.env });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    printFault(error, io, json);
    return EXIT.problem;
  }
}
