import { type Clock, systemClock } from '../clock.ts';
import { fileSink, type Sink, streamSink } from './file-sink.ts';
import { jsonLine, LEVELS, type Level, type LogRecord, textLine } from './line.ts';
import { redactor } from './redact.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Writes what happened: a stable `room.whatHappened`, and fields. Never a sentence with values inside it. */
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
  /** A log whose lines all carry these fields as well: `request_id`, `job_id`. */
  child(fields: Fields): Log;
  /** A log whose own lines (`debug` aside) are told to somebody as well, cleaned of secrets and without the fields of its parents. */
  heardBy(listener: (line: LogRecord) => void): Log;
}

/** The log that the process owns. */
export interface RootLog extends Log {
  setLevel(level: Level): void;
  /** From now on this value is blanked wherever it stands. */
  hide(secret: string): void;
  reopen(): void;
  close(): void;
}

export interface LogOptions {
  level?: Level;
  format?: 'json' | 'text';
  sink: Sink;
  clock?: Clock;
  /** Values that must never be written. */
  secrets?: Iterable<string>;
}

export function createLog(options: LogOptions): RootLog {
  const { sink, clock = systemClock } = options;
  const toLine = options.format === 'text' ? textLine : jsonLine;
  const redact = redactor(options.secrets);
  let least = LEVELS.indexOf(options.level ?? 'info');
  const write = (level: Level, event: string, fields: Fields) => {
    if (LEVELS.indexOf(level) < least) return;
    const time = new Date(clock.now()).toISOString();
    sink.write(toLine({ time, level, event, fields: redact.clean(fields) as Fields }));
  };
  const recordOf = (level: Level, event: string, fields: Fields): LogRecord => ({
    ...{ time: new Date(clock.now()).toISOString(), level, event, fields: redact.clean(fields) as Fields },
  });
  return {
    ...logWith({ write, recordOf }, {}),
    setLevel(level) {
      least = LEVELS.indexOf(level);
    },
    hide: (secret) => redact.register(secret),
    reopen: () => sink.reopen(),
    close: () => sink.close(),
  };
}

interface Lines {
  write(level: Level, event: string, fields: Fields): void;
  recordOf(level: Level, event: string, fields: Fields): LogRecord;
}

function logWith(lines: Lines, context: Fields, listener?: (line: LogRecord) => void): Log {
  const at = (level: Level) => (event: string, fields?: Fields) => {
    lines.write(level, event, { ...context, ...fields });
    if (level !== 'debug') listener?.(lines.recordOf(level, event, fields ?? {}));
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => logWith(lines, { ...context, ...fields }, listener),
    heardBy: (heard) => logWith(lines, context, heard),
  };
}

/** As the section `log` of the configuration says; without a file to standard error. */
export function openLog(
  config: { level: Level; format: 'json' | 'text'; file: string; rotate_bytes: number; keep: number },
  options: { stderr?: (text: string) => void; secrets?: Iterable<string>; clock?: Clock } = {},
): RootLog {
  const stderr = options.stderr ?? ((text: string) => void process.stderr.write(text));
  const sink = config.file
    ? fileSink(config.file, { rotateBytes: config.rotate_bytes, keep: config.keep, fallback: stderr })
    : streamSink(stderr);
  return createLog({ ...options, level: config.level, format: config.format, sink });
}
