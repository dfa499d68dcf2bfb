import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '#sdk';
import { lockDataFolder } from './lock.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'adit-lock-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

const fault = (run: () => unknown): AppError => {
  try {
    run();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing was thrown');
};

/** A process that takes the lock, starts a child that outlives it, and waits. */
async function holderOf(path: string) {
  const child = Bun.spawn(
    [
      process.execPath,
      '-e',
      `const { lockDataFolder } = await import(${JSON.stringify(join(import.meta.dir, 'lock.ts'))});
       lockDataFolder(${JSON.stringify(path)}, { purpose: 'adit serve' });
       const grandchild = Bun.spawn(['sleep', '30'], { stdio: ['ignore', 'ignore', 'ignore'] });
       console.log(grandchild.pid);
       setInterval(() => {}, 1000);`,
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  );
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return { child, grandchildPid: Number(new TextDecoder().decode(value)) };
}

test('a second server is refused with the folder and the pid; kill -9 frees the folder at once', async () => {
  const path = folder();
  const { child, grandchildPid } = await holderOf(path);
  try {
    const refused = fault(() => lockDataFolder(path));
    expect(refused.fault).toBe('conflict');
    expect(refused.code).toBe('platform.dataFolderInUse');
    expect(refused.message).toContain(path);
    expect(refused.message).toContain(`process ${child.pid} (adit serve`);
    child.kill('SIGKILL');
    await child.exited;
    // A child of the killed server still runs; it must not have inherited the lock.
    process.kill(grandchildPid, 0);
    lockDataFolder(path).release();
  } finally {
    child.kill('SIGKILL');
    process.kill(grandchildPid, 'SIGKILL');
  }
});

test('refused within the same process too, until released', () => {
  const path = folder();
  const lock = lockDataFolder(path);
  expect(fault(() => lockDataFolder(path)).code).toBe('platform.dataFolderInUse');
  lock.release();
  lock.release();
  lockDataFolder(path).release();
});
