import type { AuditMessage } from './message.ts';

/** Where the audit log is sent to as well. */
export interface AuditSink {
  /** Names its place in the chain; another receiver needs another name. */
  readonly name: string;
  /** For people: `tls://siem.example:6514`. */
  readonly target: string;
  /** Resolves when the messages are handed over; throws when they were not, and they are sent again. */
  send(messages: readonly AuditMessage[]): Promise<void>;
  /** True once after a connection broke behind messages that were handed over: the last of them may not have arrived. */
  brokeOff(): boolean;
  close(): Promise<void>;
}
