import { AppError, calledOff, connectionLost, endedByServer, notUnderstood, queryRefused, signInRefused } from '#sdk';

/** What hdb throws: a number of the server, or a word of the driver or of the network. */
interface Thrown {
  readonly code?: number | string;
  readonly message: string;
}

/** Authentication failed, a password that must be changed, a user that is locked or not valid now. */
const SIGN_IN = new Set([10, 332, 414, 415, 416, 663]);
/** Deadlocks, waits for locks, cancelled statements, too little memory. */
const PASSING = new Set([4, 129, 131, 133, 139, 146, 613]);

/** What happened, in the words of the contract. */
export function hanaFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code, message } = error as Thrown;
  if (typeof code === 'number') {
    if (SIGN_IN.has(code)) return signInRefused(server, message);
    if (PASSING.has(code)) return endedByServer(server, message, 'later');
    return queryRefused(server, `${message} (${code})`);
  }
  if (code === 'EHDBTIMEOUT') return new AppError('timeout', 'connector.timeout', `${server} did not answer in time.`);
  return code === undefined || code === 'EHDBINIT' ? notUnderstood(server, message) : connectionLost(server, message);
}
