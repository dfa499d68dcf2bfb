import type { Descriptor } from './descriptor.ts';
import type { Log } from './log.ts';
import type { Run } from './run.ts';
import type { Static, TObject } from './schema.ts';
import type { Step } from './step.ts';

/** A query that anyone can run again and that gives the figure it stands behind. */
export interface Evidence {
  calculator: string;
  params: unknown;
  steps: readonly Step[];
  /** JSON pointer into the calculator's result. */
  pointer: string;
  value: number;
}

export interface Factor {
  statement: string;
  weight: number;
  evidence: readonly [Evidence, ...Evidence[]];
}

export interface Explanation {
  statement: string;
  factors: readonly Factor[];
  caveats: readonly [string, ...string[]];
}

export interface Explainer<P extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'explainer';
  /** The queries it can answer, in plain words. */
  readonly answers: readonly string[];
  explain(log: Log, params: Static<P>, run: Run): Promise<Explanation>;
}

export const defineExplainer = <P extends TObject>(explainer: Omit<Explainer<P>, 'kind'>): Explainer<P> => ({
  kind: 'explainer',
  ...explainer,
});
