import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where lines go. */
export interface Sink {
  write(line: string): void;
  /** Opens the file anew, after someone else moved it (SIGUSR1). */
  reopen(): void;
  close(): void;
}

export const streamSink = (write: (text: string) => void): Sink => ({ write, reopen() {}, close() {} });

/**
 * Appends to a file; before a line would take it above `rotateBytes` the file becomes `<file>.1`, the older ones move up,
 * and what is beyond `keep` is deleted. When the disk refuses (full, say), the line goes to `fallback` instead, so that it
 * is not lost without a trace and the server lives on.
 */
export function fileSink(
  file: string,
  options: { rotateBytes: number; keep: number; fallback: (text: string) => void },
): Sink {
  const { rotateBytes, keep, fallback } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
  let fd = open(file);
  let bytes = fstatSync(fd).size;
  const reopen = () => {
    // First open, then close: were the old number free while opening fails, it could come back as another file.
    const next = open(file);
    closeSync(fd);
    fd = next;
    bytes = fstatSync(fd).size;
  };
  return {
    write(line) {
      const data = Buffer.from(line);
      try {
        if (bytes > 0 && bytes + data.length > rotateBytes) {
          putAside(file, keep);
          reopen();
        }
        writeSync(fd, data);
        bytes += data.length;
      } catch (error) {
        fallback(`log file "${file}": ${(error as Error).message}; the line was: ${line}`);
      }
    },
    reopen,
    close: () => closeSync(fd),
  };
}

const open = (file: string): number => openSync(file, 'a', 0o640);

function putAside(file: string, keep: number): void {
  if (keep === 0) {
    rmSync(file, { force: true });
    return;
  }
  rmSync(`${file}.${keep}`, { force: true });
  for (let i = keep - 1; i >= 1; i--) moveIfThere(`${file}.${i}`, `${file}.${i + 1}`);
  renameSync(file, `${file}.1`);
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
}
