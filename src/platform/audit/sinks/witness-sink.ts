import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendDurably } from './file-sink.ts';
import type { AuditSink } from './sink.ts';

/** Takes the checkpoints alone, a line each: the witness that `adit audit verify --witness` is given. */
export const witnessSink = (file: string): AuditSink => ({
  name: `witness:${file}`,
  target: file,
  async send(messages) {
    const lines = messages.flatMap((m) => (m.kind === 'checkpoint' ? [`${m.line}\n`] : []));
    if (lines.length === 0) return;
    await mkdir(dirname(file), { recursive: true, mode: 0o750 });
    await appendDurably(file, lines.join(''));
  },
  brokeOff: () => false,
  close: async () => {},
});
