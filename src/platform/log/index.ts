export { fileSink, type Sink, streamSink } from './file-sink.ts';
export type { Level, LogRecord } from './line.ts';
export { createLog, type Log, openLog, type RootLog } from './log.ts';
export { redactor } from './redact.ts';
