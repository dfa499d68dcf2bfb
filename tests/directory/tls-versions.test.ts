import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upgrade } from '../../src/platform/egress/index.ts';
import { makeAuthority } from './authority.ts';
import { freePorts, untilOpen } from './ports.ts';

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const OPENSSL = Bun.which('openssl');
const folder = mkdtempSync(join(tmpdir(), 'adit-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that speaks this one version, and what each minimum of ours makes of it: the version, or null. */
async function spoken(version: string): Promise<(string | null)[]> {
  const authority = makeAuthority(folder);
  const { certFile, keyFile } = authority.sign('localhost', 'subjectAltName=DNS:localhost');
  const [port] = freePorts(1) as [number];
  const files = ['-cert', certFile, '-key', keyFile];
  const only = [`-${version.replace('v', '').replace('.', '_').toLowerCase()}`, '-cipher', 'ALL@SECLEVEL=0'];
  const server = Bun.spawn(['openssl', 's_server', '-accept', String(port), ...files, ...only, '-quiet'], {
    ...{ stdin: 'pipe', stdout: 'ignore', stderr: 'ignore' },
  });
  await untilOpen(port, () => (server.exitCode === null ? null : 'openssl s_server did not start'));
  const options = { serverName: 'localhost', ca: [readFileSync(authority.caFile, 'utf8')], client: null };
  const answers: (string | null)[] = [];
  for (const minVersion of VERSIONS) {
    const socket = connect({ host: '127.0.0.1', port });
    await new Promise((resolve) => socket.once('connect', resolve));
    try {
      const secured = await upgrade(socket, { ...options, minVersion }, AbortSignal.timeout(10_000));
      answers.push(secured.getProtocol());
      secured.destroy();
    } catch {
      answers.push(null);
    }
    socket.destroy();
  }
  server.kill();
  await server.exited;
  return answers;
}

test.skipIf(!OPENSSL)(
  `rule 3: min_version refuses what is older, and takes old servers where it is told to${OPENSSL ? '' : ' (needs openssl)'}`,
  async () => {
    expect(await spoken('TLSv1')).toEqual(['TLSv1', null, null, null]);
    expect(await spoken('TLSv1.1')).toEqual(['TLSv1.1', 'TLSv1.1', null, null]);
    expect(await spoken('TLSv1.2')).toEqual(['TLSv1.2', 'TLSv1.2', 'TLSv1.2', null]);
    expect(await spoken('TLSv1.3')).toEqual(['TLSv1.3', 'TLSv1.3', 'TLSv1.3', 'TLSv1.3']);
  },
  60_000,
);
