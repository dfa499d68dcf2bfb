import type { Log, Run } from '#sdk';
import { alignView, type Comparison, compareView } from '../conformance/check-view.ts';
import type { Aligned } from '../conformance/measures.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import { NOT_CHECKED } from './rule-template.ts';

/** What judging by a model needs: the traces of the view and how far each is from the model. Crosses threads. */
export interface ModelContext {
  readonly table: VariantTable;
  /** Of each trace: log moves and visible model moves of an optimal alignment, at least; `NOT_CHECKED` where it may be 0 or not. */
  readonly deviations: Int32Array;
}

/** Compares every trace of the view with a model. @param p as in `ModelParams` */
export async function compareWithModel(
  log: Log,
  p: { model: string; noise: number; statesPerTrace: number },
  run: Run,
): Promise<{ compared: Comparison; aligned: Aligned[]; context: ModelContext }> {
  const compared = await compareView(log, p, run);
  const aligned = await alignView(compared, run, p.statesPerTrace);
  return { compared, aligned, context: { table: compared.table, deviations: Int32Array.from(aligned, deviationsOf) } };
}

/** Deviations of a trace that are sure; `NOT_CHECKED` where the search ended before it was known whether there is any. */
export const deviationsOf = ({ alignment: { lowerBound, optimal } }: Aligned): number =>
  lowerBound > 0 || optimal ? lowerBound : NOT_CHECKED;
