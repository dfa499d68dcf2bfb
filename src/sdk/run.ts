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
  /**
   * A run over what other steps keep of all that the actor may see, whatever this view keeps: to compare two selections.
   * Refused where it keeps fewer than k cases, or where fewer than k cases tell it apart from this view.
   * @param steps of a parameter that the descriptor names in `steps`, so that their clocks count in the cache key
   * @param pointer where they stand, for faults: `/params/against`
   */
  over(steps: readonly Step[], pointer: string): Promise<Run>;
  /** Readings of the view's clock, as `view.time` has them for events: the instants themselves, or working time. */
  clock(instants: Float64Array): Float64Array;
  readonly signal: AbortSignal;
  /** Milliseconds left when the run began. */
  readonly deadlineMs: number;
  /** Share done, 0 … 1. */
  progress(share: number): void;
  /** The host's clock, rounded; mining knows no other. Milliseconds since the epoch. */
  readonly asOf: number;
  /** Zone for days, weekdays and buckets. */
  readonly zone: string;
  /**
   * A value that a condition names and the column does not have is met by nothing, instead of being refused as a slip of the pen: so in
   * row policies, under which values come and go.
   */
  readonly allowsUnknownValues?: true;
  /** Smallest group a result may show; 0: all. */
  readonly k: number;
}
