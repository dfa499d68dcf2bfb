import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/index.ts';
import type { Egress } from '../../egress/index.ts';
import { fileSink } from './file-sink.ts';
import type { AuditSink } from './sink.ts';
import { syslogSink } from './syslog-sink.ts';
import { openWire, readTarget } from './wire.ts';
import { witnessSink } from './witness-sink.ts';

/** The receivers that the configuration names; there is always a file of checkpoints. */
export function configuredSinks(
  { audit }: Config,
  { dataFolder, version, clock, egress }: { dataFolder: string; version: string; clock: Clock; egress: Egress },
): AuditSink[] {
  const sinks = [witnessSink(audit.checkpoint_file || join(dataFolder, 'audit-checkpoints.txt'))];
  if (audit.file.path) sinks.push(fileSink(audit.file.path, audit.file.format, version));
  const target = readTarget(audit.syslog.target);
  if (target)
    sinks.push(
      syslogSink({
        ...{ target: audit.syslog.target, format: audit.syslog.format, version, clock },
        framing: target.kind === 'unix' ? 'line' : 'counted',
        connect: () => openWire(target, egress.as({ purpose: 'receiver of the audit log' })),
      }),
    );
  return sinks;
}
