import { AppError } from '#sdk';

/** Why a group, or what tells two groups apart, is too small to be shown. */
export const tooFewCases = (k: number) =>
  new AppError(
    'forbidden',
    'run.tooFewCases',
    `Fewer than ${k} cases stand behind this result, so it is not shown. Widen the filters.`,
  );

export const tooAlike = (k: number) =>
  new AppError(
    'forbidden',
    'run.tooAlike',
    `The two selections differ in fewer than ${k} cases, so that comparing them would show single cases. Choose others.`,
  );
