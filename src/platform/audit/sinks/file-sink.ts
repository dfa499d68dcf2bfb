import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AuditMessage, cefMessage, jsonMessage, type MessageFormat } from './message.ts';
import type { AuditSink } from './sink.ts';

/**
 * Appends to a file, a message a line, and forces it to the disk. The file is opened for each batch, so that it may be moved away and
 * begins anew. After a crash the last batch may stand there twice.
 */
export const fileSink = (file: string, format: MessageFormat, version: string): AuditSink => ({
  name: `file:${file}`,
  target: file,
  async send(messages) {
    await mkdir(dirname(file), { recursive: true, mode: 0o750 });
    await appendDurably(file, messages.map((m) => lineOf(m, format, version)).join(''));
  },
  brokeOff: () => false,
  close: async () => {},
});

const lineOf = (message: AuditMessage, format: MessageFormat, version: string): string =>
  `${format === 'cef' ? cefMessage(message, version) : jsonMessage(message)}\n`;

/** A part of a text that reached the file before the disk refused is taken back: a line is there whole or not at all. */
export async function appendDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a', 0o640);
  try {
    const { size } = await handle.stat();
    try {
      await handle.writeFile(text);
      await handle.sync();
    } catch (error) {
      await handle.truncate(size).catch(() => {});
      throw error;
    }
  } finally {
    await handle.close();
  }
}
