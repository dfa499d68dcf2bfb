import type { Descriptor } from './descriptor.ts';
import type { Kernel, PartWork } from './kernel.ts';
import type { Log } from './log.ts';
import type { Run } from './run.ts';
import type { Static, TObject } from './schema.ts';

/** Computes a result over a view. `compute` runs on a worker; heavy work belongs into kernels. */
export interface Calculator<P extends TObject = TObject, R extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'calculator';
  /** Marks its case-support fields with `CaseSupport()`. */
  readonly result: R;
  /** Name of a template in views/results. */
  readonly view: string;
  /** Kernels that belong to this calculator alone; shared ones live in mining/kernels. */
  // biome-ignore lint/suspicious/noExplicitAny: a registry of kernels of any parameter
  readonly kernels?: readonly Kernel<any, any>[];
  /** What `run.share` is asked to do. */
  // biome-ignore lint/suspicious/noExplicitAny: a registry of works of any part
  readonly works?: readonly PartWork<any, any>[];
  compute(log: Log, params: Static<P>, run: Run): Promise<Static<R>>;
}

export const defineCalculator = <P extends TObject, R extends TObject>(
  calculator: Omit<Calculator<P, R>, 'kind'>,
): Calculator<P, R> => ({ kind: 'calculator', ...calculator });
