import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dir, '../..');

/** What opens a connection, or asks a name server, without the door. */
const OPENS =
  /(?<!\.|async |function )\bfetch\(|\bBun\.(connect|udpSocket|dns)\b|new (WebSocket|EventSource)\b|from 'node:(tls|https?|http2|dgram|dns|dns\/promises)'|import \{[^}]*\b(connect|createConnection|(?<!type )Socket)\b[^}]*\} from 'node:net'/;

/** Sockets of the file system: the command line talks to the server, the audit log goes to a receiver of this machine, uploads to its scanner. */
const ELSEWHERE = ['src/operator-socket.ts', 'src/platform/audit/sinks/wire.ts', 'src/platform/scanner/clamd.ts'];

/** Says what a connector may ask its host for, and opens nothing. */
const DECLARES = 'src/sdk/connector.ts';

test('connections leave by src/platform/egress alone', () => {
  const files = [...new Bun.Glob('{src,plugins}/**/*.ts').scanSync(root)].filter((file) => !/\.test\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(500);
  const openers = files.filter((file) => OPENS.test(readFileSync(resolve(root, file), 'utf8')));
  const outside = openers.filter((file) => !file.startsWith('src/platform/egress/') && file !== DECLARES);
  expect(outside.sort()).toEqual(ELSEWHERE);
  expect(openers.length).toBeGreaterThan(outside.length);
});

test.each([
  "await fetch('https://x')",
  "import { connect } from 'node:net'",
  "import { isIP, Socket } from 'node:net'",
  "import tls, { connect } from 'node:tls'",
  "import { lookup } from 'node:dns/promises'",
  'new WebSocket(url)',
  'Bun.connect({})',
])('%j is found', (line) => expect(line).toMatch(OPENS));

test.each([
  'egress.fetch(url)',
  'async fetch(request) {',
  "import { isIP } from 'node:net'",
  "import type { Socket } from 'node:net'",
])('%j is let be', (line) => expect(line).not.toMatch(OPENS));
