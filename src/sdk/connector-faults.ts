import { AppError } from './fault.ts';
import { saying } from './quoted.ts';

/*
 * What goes wrong with a source, in one wording for all of them. `said`: what the server says, told because it helps;
 * the host takes every secret out of it. It may quote values of rows: those are for who may see them ({@link saying}).
 */

/** What stands in quotes in the words of a server: values of rows, or names of tables, columns and files alone, which are told to all. */
export type Quotes = 'values' | 'names';

const repeated = (said: string, quotes: Quotes, fault: (said: string) => AppError): AppError =>
  quotes === 'names' ? fault(said) : saying(said, fault);

/** The server does not take who we say we are. Trying again changes nothing. */
export const signInRefused = (server: string, said: string): AppError =>
  new AppError(
    'invalid',
    'connector.signIn',
    `${server} refuses the sign-in: ${said}. Correct the name and the secret.`,
  );

/** The server was there, and then the connection was gone: a load goes on from its last batch. */
export const connectionLost = (server: string, said: string, quotes: Quotes = 'values'): AppError =>
  repeated(
    said,
    quotes,
    (said) => new AppError('unavailable', 'connector.lost', `The connection to ${server} was lost: ${said}.`),
  );

/** What answers speaks something else, or was cut off in the middle. */
export const notUnderstood = (server: string, said: string): AppError =>
  saying(
    said,
    (said) =>
      new AppError(
        'unavailable',
        'connector.garbled',
        `${server} answers what cannot be understood: ${said}. Is it the right port?`,
      ),
  );

/** The server refuses what was asked: a right that is missing, a wrong query. */
export const queryRefused = (server: string, said: string, quotes: Quotes = 'values'): AppError =>
  repeated(
    said,
    quotes,
    (said) => new AppError('invalid', 'connector.refused', `${server} refuses what was asked: ${said}.`),
  );

/** The server ended what it was at: for a limit of its own, or because somebody there did. */
export const endedByServer = (server: string, said: string, again: 'timeout' | 'later'): AppError =>
  saying(said, (said) =>
    again === 'timeout'
      ? new AppError('timeout', 'connector.timeout', `${server} ended the statement: ${said}.`)
      : new AppError('unavailable', 'connector.ended', `${server} ended the statement: ${said}. Try again.`),
  );

/** A table, file or column that was chosen is not there. */
export const notThere = (server: string, what: string): AppError =>
  new AppError('invalid', 'connector.notThere', `${server} has no ${what}. Choose again.`);

/** A file became another one while it was read: what was taken of it is of no use. */
export const fileChanged = (server: string, path: string): AppError =>
  new AppError(
    'conflict',
    'connector.changed',
    `"${path}" of ${server} was changed while it was read. Read it again once nobody writes to it.`,
  );

/** The server has no TLS, and the settings demand it: nothing was sent. */
export const tlsRefused = (server: string): AppError =>
  new AppError(
    'unavailable',
    'connector.noTls',
    `${server} does not speak TLS, so nothing was sent. Switch it on at the server, or set TLS to "off" if others on the way may read along.`,
  );

/** Nobody waits for the answer any more, or it took too long. */
export function calledOff(server: string, { reason }: AbortSignal): AppError {
  if (reason instanceof AppError) return reason;
  return (reason as Error | undefined)?.name === 'TimeoutError'
    ? new AppError('timeout', 'connector.timeout', `${server} did not answer in time.`)
    : new AppError('cancelled', 'connector.cancelled', `What was asked of ${server} was called off.`);
}
