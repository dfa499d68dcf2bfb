import { AppError, type Run } from '#sdk';

/** Whether a result may show single cases. */
export const showsSingleCases = (run: Run): boolean => run.k <= 1;

/** Refuses to show single cases where a result may only show groups of `run.k` cases and more. */
export function needSingleCases(run: Run): void {
  if (showsSingleCases(run)) return;
  throw new AppError(
    'forbidden',
    'view.groupsOnly',
    `Single cases are not shown here: results must stand for at least ${run.k} cases each.`,
  );
}
