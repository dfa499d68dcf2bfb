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

export const defineKernel = <P, A>(kernel: Kernel<P, A>): Kernel<P, A> => kernel;
