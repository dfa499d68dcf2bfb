import { AppError } from '#sdk';
import type { Log } from '../../platform/log/index.ts';

interface Reconnecting {
  readonly signal: AbortSignal;
  readonly log: Pick<Log, 'warn'>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Drops in a row, with nothing new read in between, after which the job itself is put off. */
const MOST_IN_VAIN = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Reads until it is read: where a connection was lost it goes on from the last checkpoint, as long as each attempt brings something.
 * @param read one attempt; it says by `moved` that something new is on the disk
 */
export async function reconnecting<T>(
  { signal, log, wait }: Reconnecting,
  read: (moved: () => void) => Promise<T>,
): Promise<T> {
  for (let inVain = 0; ; ) {
    try {
      return await read(() => {
        inVain = 0;
      });
    } catch (error) {
      inVain++;
      if (signal.aborted || !isLost(error) || inVain >= MOST_IN_VAIN) throw error;
      log.warn('extractions.connectionLost', { code: error.code, message: error.message, inVain });
      await wait(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (inVain - 1)), signal);
    }
  }
}

/** What another connection may not meet again. */
const isLost = (error: unknown): error is AppError =>
  error instanceof AppError && (error.fault === 'unavailable' || error.fault === 'timeout');
