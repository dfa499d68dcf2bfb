import type { Bits, FaultData, Step } from '#sdk';
import type { CacheFolders } from '../cache-folders.ts';
import type { Veil } from '../segments/veil.ts';
import type { CalendarRef } from './working-clock.ts';

/** What a job looks at and computes; plain data, so that it crosses threads and processes. */
export interface Request {
  /** Folder of the version. */
  version: string;
  /** Row policy: steps over the base data, folded into what is live. */
  policy: readonly Step[];
  /** Columns that must not be seen as they are; absent: all may. */
  veil?: Veil;
  steps: readonly Step[];
  /** Absent: only the selection and its counts. */
  calculator?: { id: string; params: unknown };
  classifier?: string;
  calendar?: CalendarRef;
  /** The host's clock, milliseconds since the epoch; rounded by the descriptors that look at it. */
  asOf: number;
  /** Smallest group that may be shown. */
  k: number;
  deadlineMs: number;
  /** Folder into which the cases that the policy leaves are copied, before anything else; for plug-ins in a child. */
  copyInto?: string;
  /** File into which is written what is kept, for an export that reads the version itself. */
  selectionInto?: string;
}

/** A request as JSON carries it to another process: there is no NaN. */
export type SentRequest = Omit<Request, 'asOf'> & { readonly asOf: number | null };

export const asSent = (request: Request): SentRequest => ({
  ...request,
  asOf: Number.isNaN(request.asOf) ? null : request.asOf,
});
export const asReceived = (sent: SentRequest): Request => ({ ...sent, asOf: sent.asOf ?? Number.NaN });

export interface Counts {
  cases: number;
  events: number;
}

/** `text` is the result as JSON, made on the worker: the main thread only passes it on. */
export interface Outcome {
  text: string | null;
  kept: Counts;
  total: Counts;
  /** Groups left out because fewer than k cases stand behind them. */
  suppressed: number;
}

/** One pass over all segments of a version, or over parts: blocks are taken from a shared counter by whoever is free. */
export interface Task {
  id: number;
  version: string;
  operation:
    | { kind: 'kernel'; kernel: string; params: unknown }
    | { kind: 'parts'; work: string; parts: readonly unknown[] }
    | { kind: 'select'; filter: string; params: unknown; context: unknown; into: readonly Bits[] }
    | { kind: 'casesWith'; events: readonly Bits[]; into: readonly Bits[] };
  cases: readonly Bits[] | null;
  events: readonly Bits[] | null;
  classifier: string;
  calendar: CalendarRef | null;
  /** `[next block]` */
  counter: Int32Array;
  blocks: number;
  stop: Int32Array;
}

export type ToWorker =
  | { kind: 'init'; index: number; peers: readonly (MessagePort | null)[]; caches: CacheFolders }
  | { kind: 'drive'; job: number; request: Request; stop: Int32Array }
  | { kind: 'stop' }
  | { kind: 'memo'; ask: number; bits: readonly Bits[] | null }
  | { kind: 'sqlRows'; ask: number; file: string | null; fault: FaultData | null }
  | { kind: 'forget'; version: string };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'done'; job: number; outcome: Outcome }
  | { kind: 'failed'; job: number; fault: FaultData; stack: string | undefined }
  | { kind: 'progress'; job: number; share: number }
  | { kind: 'defect'; message: string; stack: string | undefined }
  | { kind: 'memoAsk'; ask: number; key: string }
  | { kind: 'memoKeep'; key: string; bits: readonly Bits[] }
  | {
      kind: 'sqlAsk';
      ask: number;
      job: number;
      version: string;
      text: string;
      values: readonly unknown[];
      keptEvents: string | null;
    };

export type ToPeer =
  | { kind: 'task'; task: Task; from: number }
  | { kind: 'block'; task: number; block: number; partial: unknown }
  | { kind: 'blockFailed'; task: number; fault: FaultData; stack: string | undefined };

/** Values of a stop flag. */
export const STOP = { none: 0, cancelled: 1, timeout: 2 } as const;

/** Most blocks of a task. Fixed, so that the order of merging does not depend on the number of threads. */
export const BLOCKS = 64;

/** First segment of block `b` of `blocks` over `segments`. */
export const blockStart = (b: number, blocks: number, segments: number): number => Math.floor((b * segments) / blocks);
