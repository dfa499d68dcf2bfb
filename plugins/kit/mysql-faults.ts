import {
  AppError,
  calledOff,
  connectionLost,
  endedByServer,
  notUnderstood,
  queryRefused,
  signInRefused,
  tlsRefused,
} from '#sdk';

/** What the driver throws: an answer of the server has a number, anything else is of the network or the protocol. */
interface Thrown {
  readonly errno?: number;
  readonly code?: string;
  readonly message: string;
}

/** Wrong name or password, no way of signing in that both know, a password that has to be changed. */
const SIGN_IN = new Set([1045, 1251, 1698, 1820, 1862, 3118, 4151]);
/** Too many connections, shutting down, killed, too little memory. */
const LOST = new Set([1040, 1041, 1053, 1077, 1203, 1226, 1927, 3169]);
/** The limit for one statement: MariaDB, MySQL. */
const TOO_LONG = new Set([1969, 3024]);

/** Databases, tables and columns that are not there, or may not be read: names alone are quoted. */
const OF_NAMES = new Set([1044, 1049, 1054, 1109, 1142, 1143, 1146]);

/** What happened, in the words of the contract. */
export function mysqlFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { errno, code, message } = error as Thrown;
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return tlsRefused(server);
  if (typeof errno === 'number' && errno >= 1000) {
    if (SIGN_IN.has(errno)) return signInRefused(server, message);
    if (LOST.has(errno)) return connectionLost(server, message);
    if (TOO_LONG.has(errno)) return endedByServer(server, message, 'timeout');
    return queryRefused(server, message, OF_NAMES.has(errno) ? 'names' : 'values');
  }
  if (/^(AUTH_SWITCH|MYSQL_CLEAR_PASSWORD)/.test(code ?? '')) return signInRefused(server, message);
  return /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST)$/.test(code ?? '')
    ? connectionLost(server, message)
    : notUnderstood(server, message);
}
