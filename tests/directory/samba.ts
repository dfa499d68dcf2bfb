import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from './authority.ts';
import { type RecordingProxy, startProxy } from './recording-proxy.ts';

const isThere = ['samba', 'samba-tool', 'unshare', 'ip'].every((name) =>
  Bun.which(name, { PATH: `${process.env.PATH}:/usr/sbin:/sbin` }),
);
const isRoot = process.getuid?.() === 0;

/** What the machine lacks for a domain controller; empty: nothing. */
export const sambaNeeds = !isRoot ? ' (needs root)' : isThere ? '' : ' (needs samba-ad-dc)';

export interface Samba {
  /** Ports on this machine that lead to those of the domain controller. */
  readonly port: number;
  readonly tlsPort: number;
  readonly catalogPort: number;
  readonly folder: string;
  end(): Promise<void>;
}

export const DOMAIN = 'DC=corp,DC=example';
export const ADMINISTRATOR = { dn: `CN=Administrator,CN=Users,${DOMAIN}`, password: 'Adm1n-Passw0rd' } as const;

/**
 * A real domain controller for CORP. Its ports cannot be chosen, so it lives in a network of its own; a small process there passes
 * on what is said to sockets of the file system.
 */
export async function startSamba(): Promise<Samba> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-samba-'));
  const authority = makeAuthority(folder);
  const { certFile, keyFile } = authority.sign('localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  writeFileSync(join(folder, 'password'), ADMINISTRATOR.password);
  const configuration = join(folder, 'dc/etc/smb.conf');
  const log = join(folder, 'samba.log');
  const files = { certFile, keyFile, caFile: authority.caFile };
  const script = [
    'set -e; ip link set lo up; hostname dc1',
    `samba-tool domain provision ${PROVISION.join(' ')} --adminpass='${ADMINISTRATOR.password}' --targetdir=${folder}/dc`,
    `cat ${folder}/global.conf >${folder}/smb.conf; sed 1,/global/d ${configuration} >>${folder}/smb.conf; mv ${folder}/smb.conf ${configuration}`,
    `"${process.execPath}" ${join(import.meta.dir, 'namespace-forwarder.ts')} ${folder} 389 636 3268 &`,
    `exec samba -F --no-process-group -M single -s ${configuration}`,
  ].join('\n');
  writeFileSync(join(folder, 'global.conf'), globalSection(folder, files));
  const child = Bun.spawn(['unshare', '--net', '--uts', '--pid', '--fork', '--kill-child', 'sh', '-c', script], {
    ...{ stdin: 'ignore', stdout: Bun.file(log), stderr: Bun.file(`${log}.err`) },
  });
  const whyNot = () =>
    child.exitCode === null ? null : `samba did not start: ${readFileSync(`${log}.err`, 'utf8').slice(-2000)}`;
  const proxies: RecordingProxy[] = [];
  for (const port of [389, 636, 3268]) {
    await untilAnswers(join(folder, `${port}.sock`), whyNot);
    proxies.push(await startProxy(join(folder, `${port}.sock`)));
  }
  const [plain, secure, catalog] = proxies as [RecordingProxy, RecordingProxy, RecordingProxy];
  return {
    ...{ port: plain.port, tlsPort: secure.port, catalogPort: catalog.port, folder },
    async end() {
      for (const proxy of proxies) await proxy.end();
      child.kill('SIGKILL');
      await child.exited;
      // What lived in the namespace dies a moment later, and may still write until then.
      for (; existsSync(folder); await Bun.sleep(50)) removeFolder(folder);
    },
  };
}

const PROVISION = [
  '--realm=CORP.EXAMPLE --domain=CORP --server-role=dc --dns-backend=NONE --host-name=dc1 --host-ip=127.0.0.1',
  "--option='interfaces=lo' --option='bind interfaces only=yes'",
];

const globalSection = (
  folder: string,
  files: { certFile: string; keyFile: string; caFile: string },
): string => `[global]
	server services = ldap, kdc, drepl, winbindd, ntp_signd
	tls enabled = yes
	tls keyfile = ${files.keyFile}
	tls certfile = ${files.certFile}
	tls cafile = ${files.caFile}
	pid directory = ${folder}/dc
	ncalrpc dir = ${folder}/dc/ncalrpc
	ntp signd socket directory = ${folder}/dc/ntp
	winbindd socket directory = ${folder}/dc/wb
	log file = ${folder}/samba.%m.log
`;

/** Waits until the port behind the socket takes connections: the forwarder ends those that it cannot pass on. */
async function untilAnswers(path: string, whyNot: () => string | null): Promise<void> {
  for (;;) {
    const reason = whyNot();
    if (reason !== null) throw new Error(reason);
    if (existsSync(path) && (await staysOpen(path))) return;
    await Bun.sleep(50);
  }
}

async function staysOpen(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  try {
    const socket = await Bun.connect({ unix: path, socket: { data() {}, close: () => resolve(false) } });
    setTimeout(() => {
      resolve(true);
      socket.end();
    }, 100);
  } catch {
    resolve(false);
  }
  return promise;
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOTEMPTY') throw error;
  }
}
