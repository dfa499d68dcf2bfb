import { resolve } from 'node:path';
import { AppError } from '#sdk';
import { type Appliance, type AssembleOptions, assemble } from '../assemble.ts';
import { openFoundations } from '../foundations.ts';
import { type OperatorCommand, type OperatorLine, operate } from '../operator.ts';
import { askServer } from '../operator-socket.ts';
import type { LoadedConfig } from '../platform/config/index.ts';
import { close } from '../start.ts';
import { untilInterrupted } from './until-interrupted.ts';

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
  onProgress: (share: number) => void = () => {},
): Promise<unknown> {
  let result: unknown;
  const say = (line: OperatorLine) => {
    if ('progress' in line) onProgress(line.progress);
    else result = line.result;
  };
  await untilInterrupted((signal) => carryOut(loaded, command, say, signal));
  return result;
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
    // Who looks starts no work; who waits for a job needs somebody who does it.
    if (command.do === 'import' || command.do === 'pipeline') {
      appliance.events.start();
      appliance.runner.start();
    }
    await operate(appliance, command, say, signal);
  } finally {
    await appliance.runner.stop(0);
    await close(appliance);
  }
}
