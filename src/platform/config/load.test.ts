import { afterAll, describe, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError, FaultDetail } from '#sdk';
import { configOrigins, loadConfig, secretValues } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'adit.toml');
const load = (text: string, env: Record<string, string> = {}) => {
  writeFileSync(file, text);
  return loadConfig({ file, env, cwd: folder });
};
const fault = (text: string, env: Record<string, string> = {}): AppError => {
  try {
    load(text, env);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the configuration was taken');
};
const first = (text: string, env: Record<string, string> = {}) => fault(text, env).details[0] as FaultDetail;

test('an unknown key is named with file, line, column and the nearest spelling', () => {
  const found = first('# head\n[server]\nbind = "127.0.0.1"\n  prot = 80\n');
  expect(found).toEqual({
    pointer: '/server/prot',
    line: 4,
    column: 3,
    message: `${file}:4:3: There is no setting "server.prot". Did you mean "server.port"?`,
  });
});

test.each([
  ['[srever]\nport = 1', 1, 2, 'Did you mean "server"?'],
  ['level = "info"', 1, 1, 'Did you mean "log.level"?'],
  ['server = 3', 1, 10, '"server" is a section: write [server]'],
  ['[server]\nport = "80"', 2, 8, 'must be a whole number from 0 to 65535, not "80"'],
  ['server.port = 65536', 1, 15, 'not 65536'],
  ['server = { port = 1.5 }', 1, 19, 'not 1.5'],
  ['[log]\nlevel = "loud"', 2, 9, 'one of "debug", "info", "warn", "error", not "loud"'],
  ['[server]\ntrusted_proxies = ["10.0.0.0/8",\n  7]', 3, 3, 'a list of texts like 10.0.0.0/8'],
  ['[plugins.allow]\ngood = "xyz"', 2, 8, '64 hexadecimal digits'],
  ['[server]\nallow_plain_http = 1', 2, 20, 'true or false, not 1'],
  ['[jobs]\npoll_seconds = 99999999999999999999', 2, 16, 'whole number'],
  ['__proto__ = 1', 1, 1, 'There is no setting "__proto__"'],
  ['[server]\nport = 1\nport = 2', 3, 1, '"port" is set a second time'],
  ['[log]\n[server]\n[log]', 3, 2, '"log" is set a second time'],
  ['[server]\nbind = "x', 2, 10, 'Unterminated string'],
  ['a = 01', 1, 5, 'Leading zeros'],
])('%j is refused at %d:%d', (text, line, column, message) => {
  const found = first(text as string);
  expect([found.line, found.column]).toEqual([line, column]);
  expect(found.message).toContain(message as string);
});

test('every problem is listed, in the order of the file', () => {
  const { message, details } = fault('[log]\nlevl = 1\n[server]\nport = -1\nbnd = 2\n', { ADIT__SERVER__PROT: '1' });
  expect(message).toBe('The configuration has 4 problems:');
  expect(details.map((d) => d.line)).toEqual([2, 4, 5, undefined]);
  expect(details[3]?.message).toBe(
    'environment ADIT__SERVER__PROT: This variable names no setting. Did you mean ADIT__SERVER__PORT?',
  );
});

test('a file that is missing, or no text, is named', () => {
  expect(() => loadConfig({ file: join(folder, 'none.toml') })).toThrow('There is no configuration file');
  writeFileSync(file, new Uint8Array([0x61, 0xff, 0xfe]));
  expect(() => loadConfig({ file })).toThrow('is not UTF-8 text');
});

test('a byte order mark and Windows line ends are taken', () => {
  expect(load('\uFEFF[server]\r\nport = 9000\r\n').config.server.port).toBe(9000);
});

describe('environment', () => {
  test('overrides the file; lists by JSON or by index', () => {
    const { config } = load('[server]\nport = 1\ntrusted_proxies = ["10.0.0.1"]', {
      ADIT__SERVER__PORT: '9000',
      ADIT__SERVER__ALLOW_PLAIN_HTTP: 'true',
      ADIT__SERVER__TRUSTED_PROXIES__1: '10.0.0.2',
      ADIT__DATA__REGIONS: '{"eu":"eu"}',
      ADIT__SERVER__PUBLIC_URL: 'https://adit.example.org',
      OTHER: 'x',
    });
    expect(config.server).toMatchObject({ port: 9000, allow_plain_http: true, public_url: 'https://adit.example.org' });
    expect(config.server.trusted_proxies).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(config.data.regions).toEqual({ eu: join(folder, 'eu') });
    const whole = load('', { ADIT__SERVER__TRUSTED_PROXIES: '["10.0.0.0/8"]' });
    expect(whole.config.server.trusted_proxies).toEqual(['10.0.0.0/8']);
  });

  test.each([
    ['ADIT__SERVER__PORT', '80x', 'must be a whole number'],
    ['ADIT__SERVER__PORT', '', 'must be a whole number'],
    ['ADIT__SERVER__PORT', '0x50', 'must be a whole number'],
    ['ADIT__SERVER__ALLOW_PLAIN_HTTP', 'yes', 'must be true or false'],
    ['ADIT__SERVER__TRUSTED_PROXIES', '10.0.0.0/8', 'must be JSON'],
    ['ADIT__SERVER__TRUSTED_PROXIES__3', '10.0.0.0/8', 'the next index is 0'],
    ['ADIT__SERVER', '{}', 'names no setting'],
    ['ADIT__SERVER__PORT__X', '1', 'names no setting'],
    ['ADIT__SRVER__PORT', '1', 'Did you mean ADIT__SERVER__PORT?'],
  ])('%s=%j is refused', (name, value, message) => {
    const found = first('', { [name]: value });
    expect(found.message).toStartWith(`environment ${name}: `);
    expect(found.message).toContain(message);
  });
});

describe('secrets', () => {
  const canary = ['canary-$', '{HOME}-"é\\n'].join('');
  const keyFile = join(folder, 'key.txt');

  test('by file, as they stand, without interpolation', () => {
    writeFileSync(keyFile, `${canary}\n`, { mode: 0o600 });
    const loaded = load('[secrets]\nkey_file = "key.txt"');
    expect(loaded.config.secrets.key).toBe(canary);
    expect(loaded.warnings).toEqual([]);
    expect(load('', { ADIT__SECRETS__KEY__FILE: keyFile }).config.secrets.key).toBe(canary);
    expect(load('', { ADIT__SECRETS__KEY_FILE: keyFile }).config.secrets.key).toBe(canary);
    expect(load('[secrets]\nkey = "from the file"', { ADIT__SECRETS__KEY__FILE: keyFile }).config.secrets.key).toBe(
      canary,
    );
    expect(secretValues(loaded)).toEqual([canary]);
  });

  test('a file that others can read is warned about', () => {
    writeFileSync(keyFile, canary);
    chmodSync(keyFile, 0o644);
    expect(load('[secrets]\nkey_file = "key.txt"').warnings[0]).toContain('can be read by every user');
  });

  test('a missing file, and both forms at once, are refused where they stand', () => {
    expect(first('[secrets]\nkey_file = "nowhere"')).toMatchObject({ line: 2, column: 12 });
    expect(first('[secrets]\nkey = "a"\nkey_file = "nowhere"').message).toContain('set twice');
  });

  test('are masked wherever settings are shown, also in faults', () => {
    const loaded = load(`[secrets]\nkey = 'hidden-value'`);
    expect(JSON.stringify(configOrigins(loaded))).not.toContain('hidden-value');
    expect(fault('[secrets]\nkey = 424242').details[0]?.message).not.toContain('424242');
  });
});

test('each effective value tells where it came from', () => {
  const origins = configOrigins(load('[server]\n port = 1\n[log]\nlevel = "warn"', { ADIT__LOG__LEVEL: 'debug' }));
  const of = (name: string) => origins.find((o) => o.name === name);
  expect(of('server.port')).toEqual({ name: 'server.port', value: 1, origin: `${file}:2:9` });
  expect(of('log.level')).toEqual({ name: 'log.level', value: 'debug', origin: 'environment ADIT__LOG__LEVEL' });
  expect(of('server.bind')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
});

test('relative paths stand on the folder of the file', () => {
  writeFileSync(file, '[data]\nfolder = "d"');
  const { config } = loadConfig({ file, env: { ADIT__LOG__FILE: 'a.log' }, cwd: '/' });
  expect([config.data.folder, config.log.file, config.cache.folder]).toEqual([join(folder, 'd'), '/a.log', '']);
});

test.each([
  ['[server]\nbind = "0.0.0.0"', 2, 'would serve other machines without TLS'],
  ['[server.tls]\ncert_file = "c.pem"', 2, 'needs "server.tls.key_file" too'],
  ['[session]\nidle_minutes = 700', 2, 'longer than'],
])('%j does not fit together', (text, line, message) => {
  expect(first(text as string)).toMatchObject({ line, message: expect.stringContaining(message as string) });
});
