import { AppError } from '#sdk';

/** Between two steps of work that knows no signals. */
export function demandWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'connector.cancelled', 'The reading was called off.');
}
