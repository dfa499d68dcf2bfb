import { resolve } from 'node:path';
import { AppError } from '#sdk';
import { type Appliance, type AssembleOptions, assemble } from '../assemble.ts';
import { openFoundations } from '../foundations.ts';
import { type OperatorCommand, type OperatorLine, operate } from '../operator.ts';
import { askServer } from '../operator-socket.ts';
import { findConfigFile, type LoadedConfig, loadConfig } from '../platform/config/index.ts';
import { close } from '../start.ts';
import type { Flags, Io } from './verb.ts';

/** Flags of every verb that works on a data folder. */
export const PLACE_FLAGS = { config: { type: 'string' }, data: { type: 'string' } } as const;
export const PLACE_HELP = [
  { flag: '--config FILE', does: 'the configuration; ADIT_CONFIG, ./adit.toml or /etc/adit/adit.toml without' },
  { flag: '--data DIR', does: 'the data folder, instead of the one that is configured' },
];

/** The configuration that these flags and the environment name. */
export function configOf(flags: Flags, io: Io): LoadedConfig {
  const file = (flags.values.config as string | undefined) ?? findConfigFile(io.env);
  const data = flags.values.data as string | undefined;
  return loadConfig({ file, env: data === undefined ? io.env : { ...io.env, ADIT__DATA__FOLDER: data } });
}

export async function openAppliance(
  loaded: LoadedConfig,
  purpose: string,
  options: AssembleOptions = {},
): Promise<Appliance> {
  const foundations = openFoundations(loaded, purpose);
  try {
    return await assemble(foundations, options);
  } catch (error) {
    foundations.close();
    throw error;
  }
}

/** Carries out a command in the data folder: by the server that holds it, or here when none does. */
export async function runOperator(
  loaded: LoadedConfig,
  command: OperatorCommand,
  onProgress: (share: number) => void,
): Promise<unknown> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let result: unknown;
  const say = (line: OperatorLine) => {
    if ('progress' in line) onProgress(line.progress);
    else result = line.result;
  };
  try {
    await carryOut(loaded, command, say, stop.signal);
    return result;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Standard error belongs to what the verb says: without a file of its own, the log goes into the data folder. */
function loggingAside(loaded: LoadedConfig): LoadedConfig {
  const { log, data } = loaded.config;
  return {
    ...loaded,
    config: { ...loaded.config, log: { ...log, file: log.file || resolve(data.folder, 'adit.log') } },
  };
}

async function carryOut(
  loaded: LoadedConfig,
  command: OperatorCommand,
  say: (line: OperatorLine) => void,
  signal: AbortSignal,
): Promise<void> {
  let appliance: Appliance;
  try {
    appliance = await openAppliance(loggingAside(loaded), `adit ${command.do}`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'platform.dataFolderInUse') throw error;
    return askServer(resolve(loaded.config.data.folder), command, say, signal);
  }
  try {
    await appliance.datasets.sweep();
    // Looking at datasets starts no work.
    if (command.do === 'import') {
      appliance.events.start();
      appliance.runner.start();
    }
    await operate(appliance, command, say, signal);
  } finally {
    await appliance.runner.stop(0);
    await close(appliance);
  }
}
