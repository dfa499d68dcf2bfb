import type { Bits } from './bits.ts';
import type { Kernel, PartWork } from './kernel.ts';
import type { Step } from './step.ts';

/** What a computation may ask of its host. */
export interface Run {
  /** Runs a kernel over every segment of the current view on all workers and merges in segment order. */
  reduce<P, A>(kernel: Kernel<P, A>, params: P): Promise<A>;
  /** Does each part on a worker that is free; gives the answers in the order of the parts. */
  share<P, A>(work: PartWork<P, A>, parts: readonly P[]): Promise<A[]>;
  /** The cases of the current view that further steps keep, a bit set per segment (bits outside the view mean nothing). */
  select(steps: readonly Step[]): Promise<readonly Bits[]>;
  readonly signal: AbortSignal;
  /** Milliseconds left when the run began. */
  readonly deadlineMs: number;
  /** Share done, 0 … 1. */
  progress(share: number): void;
  /** The host's clock, rounded; mining knows no other. Milliseconds since the epoch. */
  readonly asOf: number;
  /** Zone for days, weekdays and buckets. */
  readonly zone: string;
  /** Smallest group a result may show; 0: all. */
  readonly k: number;
}
