import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITY, FIRST, OVER, SECOND } from '../../../tests/example-certificates.ts';
import { testClock } from '../clock.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { CertificateKeeper } from './certificate-keeper.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [cert, key] = [join(folder, 'adit.crt'), join(folder, 'adit.key')];
function lay(pair: { cert: string; key: string }): void {
  writeFileSync(cert, pair.cert);
  writeFileSync(key, pair.key);
}
const FIRST_ONLY = FIRST.cert.replace(AUTHORITY.trim(), '').trim();

test('a certificate of a private authority is read with its chain', async () => {
  lay(FIRST);
  const { chain } = await readCertificate(cert, key);
  expect(chain.map(({ subject, issuer }) => [subject, issuer])).toEqual([
    ['CN=first.adit.example', 'CN=Adit test authority'],
    ['CN=Adit test authority', 'CN=Adit test authority'],
  ]);
  expect(chain[0]).toMatchObject({
    ...{ names: ['localhost', 'first.adit.example', '127.0.0.1'], key: 'ec prime256v1' },
    ...{ startsAtMs: Date.UTC(2026, 0, 1), endsAtMs: Date.UTC(2126, 0, 1) },
  });
});

test.each([
  ['no file', null, 'cannot be read (ENOENT)'],
  ['another key', { cert: FIRST.cert, key: SECOND.key }, 'does not belong to the first certificate'],
  ['no certificate', { cert: 'hello', key: FIRST.key }, 'holds no certificate in PEM'],
  ['a damaged certificate', { cert: FIRST.cert.replace('MII', 'QQQ'), key: FIRST.key }, 'is damaged'],
  ['no key', { cert: FIRST.cert, key: FIRST.cert }, 'holds no private key in PEM'],
  [
    'a chain in the wrong order',
    { cert: `${FIRST_ONLY}\n${SECOND.cert}`, key: FIRST.key },
    'did not sign certificate 1',
  ],
])('%s is named', async (_, pair, words) => {
  if (pair) lay(pair);
  else rmSync(cert);
  expect(readCertificate(cert, key)).rejects.toThrow(words);
});

function keeper(startMs?: number) {
  const lines: [string, string, unknown][] = [];
  const write = (level: string) => (event: string, fields?: object) => void lines.push([level, event, fields]);
  const log = { info: write('info'), warn: write('warn'), error: write('error') };
  const clock = testClock(startMs);
  const used: Certificate[] = [];
  const kept = new CertificateKeeper({ files: () => ({ cert, key }), clock, log });
  kept.follow((certificate) => void used.push(certificate));
  return { kept, clock, lines, names: () => used.map(({ chain }) => chain[0].subject) };
}

test('a new certificate is taken over once; a broken one keeps the old one, is told once, and may be put right', async () => {
  lay(FIRST);
  const { kept, lines, names } = keeper();
  await kept.open();
  await kept.look();
  expect([names(), lines]).toEqual([[], []]);
  writeFileSync(key, SECOND.key);
  await kept.look();
  await kept.look();
  expect([names(), kept.current?.chain[0].subject]).toEqual([[], 'CN=first.adit.example']);
  expect(lines).toEqual([
    ['error', 'tls.notReloaded', expect.objectContaining({ reason: expect.stringContaining('does not belong') })],
  ]);
  expect(JSON.stringify(lines)).not.toContain('PRIVATE KEY');
  lay(SECOND);
  await kept.look();
  await kept.look();
  expect([names(), kept.current?.chain[0].subject]).toEqual([['CN=second.adit.example'], 'CN=second.adit.example']);
  expect(lines.map(([, event]) => event)).toEqual(['tls.notReloaded', 'tls.reloaded']);
  lay(OVER);
  await kept.look();
  expect([names().length, lines.at(-1)]).toEqual([
    1,
    ['error', 'tls.notReloaded', expect.objectContaining({ reason: expect.stringContaining('ended at 2020-02-01') })],
  ]);
});

test('30 days before its end the log says so, once a day', async () => {
  lay(FIRST);
  const { kept, clock, lines } = keeper(Date.UTC(2125, 11, 1));
  await kept.open();
  expect(lines).toEqual([]);
  clock.set(Date.UTC(2125, 11, 10));
  await kept.look();
  await kept.look();
  clock.advance(86_400_000);
  await kept.look();
  expect(lines.map(([level, event, fields]) => [level, event, (fields as { days_left: number }).days_left])).toEqual([
    ['warn', 'tls.endsSoon', 22],
    ['warn', 'tls.endsSoon', 21],
  ]);
});

test('a certificate that is over at the start is used, and said: no service would be worse', async () => {
  lay(OVER);
  const { kept, lines } = keeper();
  expect((await kept.open())?.chain[0].subject).toBe('CN=over.adit.example');
  expect(lines.map(([, event]) => event)).toEqual(['tls.over']);
});
