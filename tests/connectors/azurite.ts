import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CERTIFIED } from '../example-authority.ts';

/** The account that every Azurite has; its key is in its manual. */
export const AZURE_ACCOUNT = 'devstoreaccount1';
export const AZURE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
export const AZURE_CONTAINER = 'exports';

const MAIN = resolve(import.meta.dir, '../../node_modules/azurite/dist/src/blob/main.js');

/** Microsoft's own emulator of Azure Storage; it verifies signatures. `tls`: by the certificate of the example authority. */
export async function startAzurite({ tls = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'adit-azurite-'));
  for (const [name, text] of Object.entries(CERTIFIED)) writeFileSync(join(folder, name), text);
  const options = [
    '--blobHost',
    '127.0.0.1',
    '--blobPort',
    '0',
    '--inMemoryPersistence',
    '--disableProductStyleUrl',
    '--disableTelemetry',
    '--silent',
  ];
  const secured = tls ? ['--cert', join(folder, 'cert'), '--key', join(folder, 'key')] : [];
  const child = Bun.spawn([process.execPath, MAIN, ...options, ...secured], {
    ...{ cwd: folder, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' },
  });
  const port = await portFrom(child.stdout);
  const origin = `http${tls ? 's' : ''}://127.0.0.1:${port}`;
  const write = async (key: string, body: string | Uint8Array | null, query = '') => {
    const path = `/${AZURE_ACCOUNT}/${AZURE_CONTAINER}${key === '' ? '' : `/${key.split('/').map(encodeURIComponent).join('/')}`}`;
    const method = body === null ? 'DELETE' : 'PUT';
    const length = body === null ? 0 : Buffer.byteLength(body);
    const own = {
      'x-ms-date': new Date().toUTCString(),
      'x-ms-version': '2021-12-02',
      ...(key && body !== null && { 'x-ms-blob-type': 'BlockBlob' }),
    };
    const lines = [
      ...[method, '', '', length === 0 ? '' : String(length), '', '', '', '', '', '', '', ''],
      ...Object.entries(own)
        .sort()
        .map((pair) => pair.join(':')),
      `/${AZURE_ACCOUNT}${path}`,
      ...query
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.replace('=', ':')),
    ];
    const signature = createHmac('sha256', Buffer.from(AZURE_KEY, 'base64')).update(lines.join('\n')).digest('base64');
    const response = await fetch(`${origin}${path}${query ? `?${query}` : ''}`, {
      ...{ method, headers: { ...own, authorization: `SharedKey ${AZURE_ACCOUNT}:${signature}` } },
      ...(body === null ? {} : { body }),
      ...(tls ? { tls: { rejectUnauthorized: false } } : {}),
    });
    if (!response.ok) throw new Error(`Azurite refused "${key}": ${response.status} ${await response.text()}`);
  };
  await write('', '', 'restype=container').catch((error) => {
    child.kill();
    throw error;
  });
  return {
    port,
    put: (key: string, body: string | Uint8Array) => write(key, body),
    remove: (key: string) => write(key, null),
    async end() {
      child.kill();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function portFrom(output: ReadableStream<Uint8Array>): Promise<number> {
  let said = '';
  for await (const piece of output) {
    said += new TextDecoder().decode(piece);
    const [, port] = /successfully listens on https?:\/\/[^:]+:(\d+)/.exec(said) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`Azurite does not start: ${said}`);
}

/** A shared access signature for the container: `permissions` as `rl`. */
export function sasOf(permissions: string, validMs = 3_600_000): string {
  const expiry = new Date(Date.now() + validMs).toISOString().replace(/\.\d+/, '');
  const version = '2021-12-02';
  const lines = [
    ...[
      permissions,
      '',
      expiry,
      `/blob/${AZURE_ACCOUNT}/${AZURE_CONTAINER}`,
      '',
      '',
      '',
      version,
      'c',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
    ],
  ];
  const sig = createHmac('sha256', Buffer.from(AZURE_KEY, 'base64')).update(lines.join('\n')).digest('base64');
  return String(new URLSearchParams({ sv: version, sr: 'c', sp: permissions, se: expiry, sig }));
}
