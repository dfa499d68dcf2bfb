import { expect, test } from 'bun:test';
import { PARENT } from './child-process.ts';
import { endOrphans } from './orphans.ts';

const hasNamespaces =
  Bun.which('unshare') !== null && Bun.spawnSync(['unshare', '--pid', '--fork', 'true']).exitCode === 0;

/** Looks like a child of this program that was told another parent than it has; there when this resolves. */
async function strayChild(within: readonly string[] = []) {
  const script = `exec sh -c 'echo here; sleep 60; : "$0"' trial-host; :`;
  const environment = { ...process.env, [PARENT]: '1' };
  const child = Bun.spawn([...within, 'sh', '-c', script], { detached: true, env: environment, stdout: 'pipe' });
  await child.stdout.getReader().read();
  return child;
}

test('a child whose parent is gone is ended', async () => {
  const child = await strayChild();
  await endOrphans();
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
});

test.skipIf(!hasNamespaces)(
  `one of a container is left alone: its numbers of processes mean others${hasNamespaces ? '' : ' (needs unshare)'}`,
  async () => {
    const child = await strayChild(['unshare', '--pid', '--fork', 'setsid', '--wait']);
    await endOrphans();
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    process.kill(-child.pid, 'SIGKILL');
    await child.exited;
  },
);
