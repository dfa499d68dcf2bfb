import { hostname } from 'node:os';
import type { AuditMessage } from './message.ts';

/** "Log audit" of RFC 5424. */
const FACILITY = 13;
const SEVERITY = { alert: 1, warning: 4, notice: 5, informational: 6 } as const;
/** Of `sequenceId` in the standard element `meta`. */
const MAX_SEQUENCE = 2_147_483_647;

/** Printable ASCII without spaces, as a header field must be; `-` where nothing is left. */
const headerField = (text: string, most: number): string =>
  text.replaceAll(/[^\u0021-\u007e]/g, '').slice(0, most) || '-';

const HOST = headerField(hostname(), 255);

/**
 * A message by RFC 5424. `meta sequenceId` is the number of the row, so that the receiver sees a gap and recognises what comes twice.
 * @param text without line breaks
 */
export function syslogMessage(message: AuditMessage, text: string): string {
  const [atMs, severity, id, seq] = headOf(message);
  const time = new Date(atMs).toISOString();
  const data = `[meta sequenceId="${((seq - 1) % MAX_SEQUENCE) + 1}"]`;
  return `<${FACILITY * 8 + SEVERITY[severity]}>1 ${time} ${HOST} adit - ${headerField(id, 32)} ${data} ${text}`;
}

function headOf(message: AuditMessage): [number, keyof typeof SEVERITY, string, number] {
  if (message.kind === 'checkpoint') return [message.at, 'notice', 'audit.checkpoint', message.seq];
  if (message.kind === 'gap') return [message.at, 'alert', 'audit.gap', message.from];
  const { at, outcome, action, seq } = message.row;
  return [at, outcome === 'success' ? 'informational' : 'warning', action, seq];
}

/** By length (RFC 6587 3.4.1, RFC 5425): for TCP and TLS. */
export const countedFrame = (message: string): string => `${Buffer.byteLength(message)} ${message}`;
/** By line: for sockets of this machine. */
export const lineFrame = (message: string): string => `${message}\n`;
