import type { Static, TObject } from './schema.ts';
import type { Step } from './step.ts';

/** What every plug-in says of itself, once. Validation, form, OpenAPI, manual page and types come from it. */
export interface Descriptor<P extends TObject = TObject, E = unknown> {
  /** Final: saved analyses refer to it. Equals the file's name. */
  readonly id: string;
  /** Raised when the same input may give another result; part of every cache key. */
  readonly version: number;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** Group on the page, as in the catalogue. */
  readonly category: string;
  readonly params: P;
  /** The unit to which `run.asOf` is rounded when the result depends on the clock; absent or null: it does not, and `asOf` is NaN. */
  clock?(params: Static<P>): 'minute' | 'hour' | 'day' | null;
  /** Filter steps that stand inside the parameters: what they look at, this looks at. */
  steps?(params: Static<P>): readonly Step[];
  /** At least one; each is executed as a test on the textbook log (docs/example-log.md). */
  readonly examples: readonly Example<Static<P>, E>[];
}

export interface Example<P, E> {
  readonly title: string;
  readonly params: Partial<P>;
  /** What must come out: a filter's kept counts, or a part of a calculator's result. */
  readonly expect: E;
}

export type Kind =
  | 'filter'
  | 'calculator'
  | 'enrichment'
  | 'log-edit'
  | 'transform'
  | 'connector'
  | 'explainer'
  | 'model-provider';
