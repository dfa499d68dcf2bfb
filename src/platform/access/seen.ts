import { AppError } from '#sdk';

/** What somebody may see; null: it is not there for them. */
export function seenOrNull<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'not_found' || error.fault === 'forbidden')) return null;
    throw error;
  }
}
