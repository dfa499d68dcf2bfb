import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script of this folder as a program that runs without an environment; its path, below `folder`. */
export function programOf(folder: string, script: string): string {
  const program = join(folder, 'source');
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dir, script)}" "$@"\n`;
  writeFileSync(program, command, { mode: 0o755 });
  return program;
}
