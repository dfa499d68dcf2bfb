import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from '../example-certificate.ts';
import { type FrontEnd, freePort, untilOpen } from './nginx.ts';

/** Debian's HAProxy; null where it is not installed. */
export const HAPROXY: string | null = Bun.which('haproxy', { PATH: `${process.env.PATH}:/usr/sbin` });

const DOCUMENT = resolve(import.meta.dir, '../../docs/network.md');
/** The block that the documentation shows: what people copy is what is tested. */
const SHOWN = /```haproxy\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8'))![1]!;

const OWN = `defaults
  timeout connect 5s
  timeout client 30s
`;

/** HAProxy as documented, on a free port, in front of a server on this machine; connections to it are shared by all clients. */
export async function startHaproxy(upstreamPort: number): Promise<FrontEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-haproxy-'));
  const port = freePort();
  writeFileSync(join(folder, 'tools.pem'), EXAMPLE_CERTIFICATE + EXAMPLE_KEY);
  const shown = SHOWN.replace('bind :443', `bind 127.0.0.1:${port}`)
    .replace('/etc/haproxy/tls', folder)
    .replace('127.0.0.1:8080', `127.0.0.1:${upstreamPort}`)
    .replace('backend adit\n', 'backend adit\n  http-reuse always\n');
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, `${OWN}${shown}`);
  const log = join(folder, 'error.log');
  const child = Bun.spawn([HAPROXY!, '-db', '-f', file], { stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) });
  await untilOpen(port, child, log);
  return {
    port,
    async end() {
      child.kill();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
