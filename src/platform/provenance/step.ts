/** What is done to data on its way from a file to a version, and afterwards. */
export const STEPS = [
  'transform',
  'receive',
  'read',
  'load',
  'enrich',
  'erase',
  'restore',
  'export',
  'remove-file',
] as const;
export type Step = (typeof STEPS)[number];

/** Something that goes into a step or comes out of it, named by its content. */
export interface Thing {
  /** `rows`: what was read of a file, before it became a log; they are not kept, and their hash is of what makes them. */
  readonly kind: 'file' | 'rows' | 'version';
  readonly hash: string;
  /** Of a published version. */
  readonly number?: number;
}

/** One step, as whoever did it tells it. */
export interface StepDone {
  readonly step: Step;
  readonly inputs: readonly Thing[];
  /** Neither secrets nor values of the data: figures, names of columns, hashes. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null where the outcome has left the appliance or is gone. */
  readonly output: Thing | null;
}

/** A step with its circumstances. */
export interface RecordedStep extends StepDone {
  readonly id: string;
  /** Rises by one within a dataset. */
  readonly number: number;
  readonly user: string | null;
  /** Name of the user; null: the appliance, or an account that is gone. */
  readonly by: string | null;
  readonly job: string | null;
  /** Of the program that did it. */
  readonly build: string;
  readonly atMs: number;
}
