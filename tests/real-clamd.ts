import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLAMD = '/usr/sbin/clamd';
export const withoutClamd = !existsSync(CLAMD);
if (withoutClamd) console.warn('SKIPPED: Debian’s clamd is not here (needs clamav-daemon).');

/** The string of eicar.org that every scanner takes for malware; in two halves, so that this file is not taken for it. */
export const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`;

/** Debian's clamd at a socket of its own, with one signature made by hand: nothing is fetched. Takes streams of 2 MiB. */
export async function realClamd() {
  const folder = mkdtempSync(join(tmpdir(), 'adit-clamd-'));
  const socket = join(folder, 'clamd.ctl');
  const database = join(folder, 'database');
  mkdirSync(database);
  // Extended signature: name, any kind of file, any offset, the bytes.
  writeFileSync(
    join(database, 'own.ndb'),
    `Eicar.Test:0:*:${Buffer.from('EICAR-STANDARD-ANTIVIRUS-TEST-FILE').toString('hex')}\n`,
  );
  const config = join(folder, 'clamd.conf');
  const settings = {
    LocalSocket: socket,
    DatabaseDirectory: database,
    Foreground: 'yes',
    StreamMaxLength: '2M',
    MaxThreads: '2',
  };
  writeFileSync(
    config,
    Object.entries(settings)
      .map((pair) => `${pair.join(' ')}\n`)
      .join(''),
  );
  const daemon = Bun.spawn([CLAMD, '--config-file', config], { stdout: 'ignore', stderr: 'ignore' });
  const deadline = performance.now() + 30_000;
  while (!existsSync(socket)) {
    if (daemon.exitCode !== null || performance.now() > deadline) throw new Error('clamd does not start');
    await Bun.sleep(20);
  }
  return {
    target: `unix:${socket}`,
    async end() {
      daemon.kill();
      await daemon.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
