import type { Clock } from '../../clock.ts';
import { type AuditMessage, cefMessage, jsonMessage, type MessageFormat } from './message.ts';
import type { AuditSink } from './sink.ts';
import { countedFrame, lineFrame, syslogMessage } from './syslog.ts';

/** An open connection to a receiver. */
export interface Wire {
  /** Resolves when the bytes are with the system. */
  write(text: string): Promise<void>;
  /** The other side is gone. */
  readonly broken: boolean;
  end(): void;
}

export interface SyslogSettings {
  readonly target: string;
  readonly format: MessageFormat;
  readonly version: string;
  /** By length, or by line. */
  readonly framing: 'counted' | 'line';
  readonly connect: () => Promise<Wire>;
  readonly clock: Clock;
}

/** What was handed over this long before a connection ended has arrived: some receivers close connections that rest. */
const SETTLED_MS = 30_000;

/** Sends RFC 5424 messages over one connection, which is opened when there is something to send and opened again when it broke. */
export function syslogSink({ target, format, version, framing, connect, clock }: SyslogSettings): AuditSink {
  let wire: Wire | null = null;
  let brokeOff = false;
  let handedOverAt = 0;
  const frame = framing === 'counted' ? countedFrame : lineFrame;
  const textOf = (m: AuditMessage) => (format === 'cef' ? cefMessage(m, version) : jsonMessage(m));
  const lose = () => {
    wire?.end();
    wire = null;
  };
  return {
    name: `syslog:${target}`,
    target,
    async send(messages) {
      wire ??= await connect();
      try {
        await wire.write(messages.map((m) => frame(syslogMessage(m, textOf(m)))).join(''));
        handedOverAt = clock.now();
      } catch (error) {
        brokeOff = true;
        lose();
        throw error;
      }
    },
    brokeOff() {
      if (wire?.broken) {
        brokeOff ||= clock.now() - handedOverAt < SETTLED_MS;
        lose();
      }
      const told = brokeOff;
      brokeOff = false;
      return told;
    },
    close: async () => lose(),
  };
}
