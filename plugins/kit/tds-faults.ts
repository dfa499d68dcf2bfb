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

/** What tedious throws: `number` of a message of the server, `code` of its own; the cause may lie below. */
interface Thrown {
  readonly code?: string;
  readonly number?: number;
  readonly class?: number;
  readonly message: string;
  readonly cause?: unknown;
}

/** Accounts and databases that are not there, locked or expired: messages 18450 to 18489, and a few besides. */
const isSignIn = ({ code, number = 0 }: Thrown): boolean =>
  code === 'ELOGIN' || (number >= 18_450 && number <= 18_489) || [4060, 4064, 916].includes(number);

/** A deadlock, a lock that was waited for too long, a server that has too little of something just now. */
const PASSING = new Set([1205, 1222, 701, 1204, 8645, 40_197, 40_501, 40_613, 49_918, 49_919, 49_920]);

/** What happened, in the words of the contract. */
export function tdsFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  const found = chainOf(error);
  const ours = found.find((each) => each instanceof AppError);
  if (ours) return ours;
  const tls = found.map((each) => (each as Thrown).code ?? '').find((code) => TLS.test(code));
  if (tls) return untrusted(server, tls, (found.at(-1) as Thrown).message);
  const thrown = error as Thrown;
  if (thrown.code === 'EENCRYPT') return tlsRefused(server);
  if (isSignIn(thrown)) return signInRefused(server, thrown.message);
  if (thrown.number !== undefined) return refused(thrown, server);
  if (thrown.code === 'ETIMEOUT')
    return new AppError('timeout', 'connector.timeout', `${server} did not answer in time.`);
  return thrown.code === undefined ? notUnderstood(server, thrown.message) : connectionLost(server, thrown.message);
}

function refused({ number, class: severity = 0, message }: Thrown, server: string): AppError {
  if (PASSING.has(number!)) return endedByServer(server, message, 'later');
  return severity >= 20 ? connectionLost(server, message) : queryRefused(server, `${message} (${number})`);
}

const TLS = /^(ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_)/;

function untrusted(server: string, code: string, said: string): AppError {
  const why = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `its certificate is for another name (${said})` : code;
  return new AppError(
    'unavailable',
    'egress.tls',
    `There is no trusted TLS connection to ${server}: ${why}. Put the certificate of a private authority into the settings, and the name that the certificate carries.`,
  );
}

function chainOf(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let each = error; each instanceof Error && found.length < 8; each = each.cause) found.push(each);
  return found;
}
