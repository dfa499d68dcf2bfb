import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from '../example-certificate.ts';

/** Debian's nginx; null where it is not installed. */
export const NGINX: string | null = Bun.which('nginx', { PATH: `${process.env.PATH}:/usr/sbin` });

const DOCUMENT = resolve(import.meta.dir, '../../docs/network.md');
/** The block that the documentation shows: what people copy is what is tested. */
const SHOWN = /```nginx\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8'))![1]!;

/** A proxy before a server of ours. */
export interface FrontEnd {
  readonly port: number;
  readonly end: () => Promise<void>;
}

/** nginx as documented, on a free port, in front of a server on this machine. Other paths of the host belong to a neighbour. */
export async function startNginx(upstreamPort: number): Promise<FrontEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-nginx-'));
  const port = freePort();
  writeFileSync(join(folder, 'tools.crt'), EXAMPLE_CERTIFICATE);
  writeFileSync(join(folder, 'tools.key'), EXAMPLE_KEY);
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, upstreamPort));
  const child = Bun.spawn([NGINX!, '-p', folder, '-e', 'error.log', '-c', 'nginx.conf'], {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' },
  });
  await untilOpen(port, child, join(folder, 'error.log'));
  return {
    port,
    async end() {
      child.kill();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, upstreamPort: number): string {
  const block = SHOWN.replace('127.0.0.1:8080', `127.0.0.1:${upstreamPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('server_name tools.example.org', 'server_name localhost')
    .replaceAll('/etc/nginx/tls', folder)
    .replace(/\}\s*$/, "  location / { return 200 'the neighbour'; }\n}\n");
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const own = ['daemon off;', 'master_process off;', 'pid nginx.pid;', 'events {}'];
  return [...own, 'http {', 'access_log off;', ...temporary, block, '}'].join('\n');
}

/** A port that nobody has at this moment. */
export function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** @param log what the program says where it does not start */
export async function untilOpen(port: number, child: Bun.Subprocess, log: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the proxy did not start: ${readFileSync(log, 'utf8')}`);
    try {
      const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } });
      socket.end();
      return;
    } catch {
      await Bun.sleep(20);
    }
  }
}
