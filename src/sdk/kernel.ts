import type { Segment, View } from './log.ts';

/**
 * A reduction over segments that runs on any thread. `partial` sees one segment; partials are merged in segment order on
 * the worker that drives the run. Both are pure. `P` and `A` must be structured-cloneable; large partials are typed arrays.
 */
export interface Kernel<P, A> {
  /** Unique in the registry; a private kernel is named `<calculator>.<part>`. */
  readonly id: string;
  partial(segment: Segment, view: View, params: P): A;
  /** `a` stands before `b` in segment order; `a` may be changed and returned. */
  merge(a: A, b: A): A;
}

/**
 * Work over parts of a whole that is not the log (the traces of a log to be aligned, say), each on whatever thread is free.
 * Pure; parts and answers must be structured-cloneable.
 */
export interface PartWork<P, A> {
  /** Unique in the registry: `<calculator or room>.<part>`. */
  readonly id: string;
  /** @param isStopped whether nobody waits for the answer any more; asked now and then by parts that may take long */
  run(part: P, isStopped: () => boolean): A;
}

export const definePartWork = <P, A>(work: PartWork<P, A>): PartWork<P, A> => work;

export const defineKernel = <P, A>(kernel: Kernel<P, A>): Kernel<P, A> => kernel;
