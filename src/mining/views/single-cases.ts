import { AppError, type Run } from '#sdk';

/** Refuses to show single cases where a result may only show groups of `run.k` cases and more. */
export function needSingleCases(run: Run): void {
  if (run.k <= 1) return;
  throw new AppError(
    'forbidden',
    'view.groupsOnly',
    `Single cases are not shown here: results must stand for at least ${run.k} cases each.`,
  );
}
