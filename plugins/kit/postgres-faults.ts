import { AppError, calledOff, connectionLost, endedByServer, notUnderstood, queryRefused, signInRefused } from '#sdk';

/** What the driver throws: an answer of the server has a state of five characters, anything else is of the network. */
interface Thrown {
  readonly code?: string;
  readonly message: string;
  readonly detail?: string;
}

/** Tables, columns, functions and schemas that are not there, or may not be read: names alone are quoted. */
const OF_NAMES = new Set(['42501', '42703', '42704', '42883', '42P01', '3F000']);

/** What happened, in the words of the contract. */
export function postgresFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code, message } = error as Thrown;
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return broken(message, code, server);
  // 28: the account, 3D000: the database; 57P: the server ends, 53: it has too little of something, 08: the connection.
  if (code.startsWith('28')) return signInRefused(server, message);
  if (/^(57P|53|08)/.test(code)) return connectionLost(server, message);
  if (code === '57014') return endedByServer(server, message, 'timeout');
  return queryRefused(server, message, OF_NAMES.has(code) ? 'names' : 'values');
}

function broken(message: string, code: string | undefined, server: string): AppError {
  const isNetwork = code !== undefined || /terminated|closed/i.test(message);
  return isNetwork ? connectionLost(server, message) : notUnderstood(server, message);
}
