/** `bun run check`: every gate in order, with the time each took; stops at the first that is red. */
import { delimiter, dirname } from 'node:path';

// The scripts of package.json say `bun`: it is this one, also when it is not on PATH.
process.env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;

const gates = ['types', 'lint', 'rooms', 'dead', 'test'] as const;

for (const gate of gates) {
  const startedMs = performance.now();
  const run = Bun.spawnSync([process.execPath, 'run', '--silent', gate], { stdout: 'inherit', stderr: 'inherit' });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${run.exitCode === 0 ? '✓' : '✗'} ${gate} ${seconds} s`);
  if (run.exitCode !== 0) process.exit(1);
}
