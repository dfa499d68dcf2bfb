import { availableParallelism } from 'node:os';
import type { ParseArgsOptionsConfig } from 'node:util';
import { AppError, type Step } from '#sdk';
import { MappingInputSchema } from '../engine/import/mapping.ts';
import type { createRegistry } from '../engine/registry.ts';
import { checkTimeZone } from '../mining/log/time-zones.ts';
import { checkParams } from '../mining/views/check-params.ts';
import { withModelsInSteps } from '../mining/views/model-refs.ts';
import { planView } from '../mining/views/plan.ts';
import { modelInFile } from './given-model.ts';
import { type FlagHelp, type Flags, jsonFlag } from './verb.ts';

/** How the columns of a file are read. */
export const COLUMN_FLAGS: readonly FlagHelp[] = [
  {
    flag: '--map JSON',
    does: 'which column is what, where the columns cannot be recognised; @FILE reads it from a file',
  },
  { flag: '--time-zone ZONE', does: 'zone of timestamps without one, as Europe/Berlin' },
];
export const COLUMN_OPTIONS = { map: { type: 'string' }, 'time-zone': { type: 'string' } } as const;

/** How work is done that needs no server. */
export const LOCAL_FLAGS: readonly FlagHelp[] = [
  { flag: '--threads N', does: 'worker threads; one for each core without' },
  { flag: '--quiet', does: 'no progress on standard error' },
];

/** Of every verb that reads one file by itself. */
export const FILE_OPTIONS = {
  ...COLUMN_OPTIONS,
  filters: { type: 'string' },
  threads: { type: 'string' },
  quiet: { type: 'boolean' },
  json: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

/** A file that a verb reads by itself, and what is kept of it. */
export interface FileWanted {
  file: string;
  mapping: unknown;
  timeZone: string | null;
  steps: readonly Step[];
  threads: number;
}

/** Checked as far as that can be without the file. */
export function fileWantedOf(
  file: string,
  flags: Flags,
  { filters, filterSource }: ReturnType<typeof createRegistry>,
): FileWanted {
  const text = (name: string) => flags.values[name] as string | undefined;
  const steps = (jsonFlag(text('filters'), '--filters') ?? []) as Step[];
  if (!Array.isArray(steps))
    throw new AppError('invalid', 'cli.filters', '--filters is a list of steps: [{ "id": …, "params": … }].');
  planView(steps, filterSource);
  const timeZone = text('time-zone') ?? null;
  if (timeZone !== null) checkTimeZone(timeZone);
  const mapping = jsonFlag(text('map'), '--map') ?? null;
  if (mapping !== null) checkParams(MappingInputSchema, mapping, '/mapping', 'mapping');
  return {
    ...{ file, mapping, timeZone, threads: threadsOf(flags) },
    steps: withModelsInSteps(steps, { modelOf: modelInFile, paramsOf: (id) => filters.get(id)?.params }),
  };
}

function threadsOf(flags: Flags): number {
  const given = flags.values.threads;
  if (given === undefined) return availableParallelism();
  const threads = Number(given);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new AppError('invalid', 'cli.badNumber', '--threads is a whole number from 1 to 256.');
}
