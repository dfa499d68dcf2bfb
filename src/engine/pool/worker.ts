import { readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bits } from '#sdk';
import { AppError } from '#sdk';
import { createRegistry } from '../registry.ts';
import { type DriveHost, drive } from '../run/drive.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { asFault, Scatter } from './scatter.ts';

declare const self: Worker & { onmessage: (event: MessageEvent<ToWorker>) => void };

const registry = createRegistry();
const versions = new Map<string, OpenVersion>();
const asks = new Map<number, (message: Extract<ToWorker, { ask: number }>) => void>();
const aborts = new Map<number, { stop: Int32Array; controller: AbortController }>();
let lastAsk = 0;
let scatter: Scatter;
let cacheFolder: string;

const post = (message: FromWorker): void => self.postMessage(message);

function open(folder: string): OpenVersion {
  let version = versions.get(folder);
  if (!version) {
    version = openVersion(folder);
    versions.set(folder, version);
  }
  return version;
}

type Ask = Extract<FromWorker, { kind: 'memoAsk' | 'sqlAsk' }>;
function ask<K extends 'memo' | 'sqlRows'>(
  message: Omit<Extract<Ask, { kind: string }>, 'ask'>,
): Promise<Extract<ToWorker, { kind: K }>> {
  const id = lastAsk++;
  const { promise, resolve } = Promise.withResolvers<Extract<ToWorker, { kind: K }>>();
  asks.set(id, resolve as never);
  post({ ...message, ask: id } as FromWorker);
  return promise;
}

function hostFor(job: number, signal: AbortSignal): DriveHost {
  return {
    registry,
    open,
    run: (task) => scatter.run(task),
    recall: async (key) => (await ask<'memo'>({ kind: 'memoAsk', key } as never)).bits,
    keep: (key, bits: readonly Bits[]) => post({ kind: 'memoKeep', key, bits }),
    async archiveRows(version, { text, values }, kept) {
      const keptEvents = kept && join(cacheFolder, `kept-${crypto.randomUUID()}`);
      try {
        if (keptEvents) writeFileSync(keptEvents, kept, { mode: 0o600 });
        const { file, fault } = await ask<'sqlRows'>({ kind: 'sqlAsk', version, text, values, keptEvents } as never);
        if (fault) throw AppError.fromData(fault);
        const bytes = readFileSync(file!);
        unlinkSync(file!);
        return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
      } finally {
        if (keptEvents) rmSync(keptEvents, { force: true });
      }
    },
    progress: (share) => post({ kind: 'progress', job, share }),
    signal,
  };
}

async function start({ job, request, stop }: Extract<ToWorker, { kind: 'drive' }>): Promise<void> {
  const controller = new AbortController();
  aborts.set(job, { stop, controller });
  try {
    post({ kind: 'done', job, outcome: await drive(request, stop, hostFor(job, controller.signal)) });
  } catch (error) {
    post({ kind: 'failed', job, ...asFault(error) });
  } finally {
    aborts.delete(job);
  }
}

self.onmessage = ({ data }) => {
  if (data.kind === 'init') {
    cacheFolder = data.cacheFolder;
    scatter = new Scatter(data.index, data.peers, registry, open, data.cacheFolder);
    post({ kind: 'ready' });
  } else if (data.kind === 'drive') {
    void start(data);
  } else if (data.kind === 'stop') {
    for (const { stop, controller } of aborts.values()) if (Atomics.load(stop, 0) !== 0) controller.abort();
    scatter.stopWaiting();
  } else if (data.kind === 'forget') {
    versions.delete(data.version);
  } else {
    const answer = asks.get(data.ask);
    asks.delete(data.ask);
    answer?.(data);
  }
};
