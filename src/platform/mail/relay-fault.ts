import { AppError } from '#sdk';
import type { Relay } from './mail.ts';

/** What the SMTP client says of a failure. */
interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/**
 * What went wrong at the relay, and whether another attempt may help: what it refuses for good (5xx) is `invalid`, everything else may
 * pass. A name or password that it does not take says nothing of the message: it waits until somebody puts that right.
 */
export function relayFault(thrown: unknown, { host, port, login }: Pick<Relay, 'host' | 'port' | 'login'>): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = thrown as SmtpError;
  const relay = `The relay ${host}:${port}`;
  const said = tame(error.response ?? error.message ?? 'unknown', login?.password);
  const { code = '', responseCode = 0, command = '' } = error;
  // What a relay answers to a password may hold it: only its number is told.
  if (code === 'EAUTH' || code === 'ENOAUTH' || command.startsWith('AUTH') || WANTS_SIGN_IN.includes(responseCode))
    return passing(
      'mail.cannotSignIn',
      `${relay} does not let us in (${responseCode || code}). Check "mail.user", "mail.password" and "mail.tls".`,
    );
  if (code === 'ETLS' || (responseCode === 0 && /certificate|altname|TLS|SSL/i.test(`${code} ${error.message}`)))
    return passing(
      'mail.tls',
      `There is no trusted TLS connection to ${host}:${port} (${said}). Check "mail.tls", the name in its certificate, and "mail.ca_file".`,
    );
  if (responseCode >= 500 && /^(MAIL|RCPT|DATA|API)/.test(command)) return refused(relay, error, said);
  if (responseCode > 0) return passing('mail.notNow', `${relay} does not take mail now (${said}).`);
  return passing('mail.broken', `The conversation with ${host}:${port} failed (${said}).`);
}

/** Says that it wants a name and password, or TLS, or others than these (RFC 4954, RFC 3207). */
const WANTS_SIGN_IN: readonly number[] = [530, 534, 535, 538];

/** 550, 551 and 553 to a recipient mean that there is no such mailbox, unless the enhanced code (RFC 3463) says something else. */
function refused(relay: string, { response = '', responseCode = 0, command = '' }: SmtpError, said: string): AppError {
  const [, subject] = /\b5\.(\d{1,3})\.\d{1,3}\b/.exec(response) ?? [];
  const isNoMailbox =
    subject === undefined ? command.startsWith('RCPT') && [550, 551, 553].includes(responseCode) : subject === '1';
  return isNoMailbox
    ? new AppError('invalid', 'mail.noSuchAddress', `${relay} says that there is no such address (${said}).`)
    : new AppError('invalid', 'mail.refused', `${relay} refuses the message for good (${said}).`);
}

const passing = (code: string, message: string): AppError => new AppError('unavailable', code, message);

/** One short line of what the relay says, without our password, should it say that. */
const tame = (text: string, password = ''): string =>
  (password === '' ? text : text.replaceAll(password, '…')).replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300);
