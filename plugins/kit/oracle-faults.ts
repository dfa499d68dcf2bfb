import { AppError, calledOff, connectionLost, endedByServer, notUnderstood, queryRefused, signInRefused } from '#sdk';

/** ORA-01017 and its kin: a name, a secret, an account that is locked or expired, a missing right to sign in. */
const SIGN_IN = new Set([1005, 1017, 1045, 28_000, 28_001, 28_002, 28_003]);
/** A service that is not there, or does not want us just now; and connections that broke. */
const NO_SERVICE = new Set(['NJS-518', 'NJS-517', 'NJS-511', 'ORA-12514', 'ORA-12505', 'ORA-12516', 'ORA-12520']);
const PASSING = /^ORA-(00018|00020|00060|00054|01555|04021|08103|12516|12518|12519|12520|30006)\b/;

/** What happened, in the words of the contract. */
export function oracleFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const message = (error.message.split('\n')[0] ?? '').trim();
  const [code = ''] = /^(ORA|NJS|DPI)-\d+/.exec(message) ?? [];
  if (code.startsWith('ORA') && SIGN_IN.has(Number(code.slice(4)))) return signInRefused(server, message);
  if (NO_SERVICE.has(code)) return new AppError('unavailable', 'connector.noService', `${server}: ${message}.`);
  if (code === 'NJS-123') return new AppError('timeout', 'connector.timeout', `${server} did not answer in time.`);
  if (PASSING.test(message)) return endedByServer(server, message, 'later');
  if (/^NJS-(5\d\d|003|018|040)$/.test(code)) return connectionLost(server, message);
  return code.startsWith('ORA') ? queryRefused(server, message) : notUnderstood(server, message);
}
