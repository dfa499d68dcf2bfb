/** What a connector is let do, over real sockets and a real folder. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EgressHouse, faultOf } from '../../../tests/egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../../../tests/example-authority.ts';
import { connectorRun } from './connector-run.ts';

const house = new EgressHouse();
let folder: string;
beforeAll(async () => {
  await house.start();
  house.names.answer('erp.corp.example', ['127.0.0.1']);
  folder = mkdtempSync(join(tmpdir(), 'adit-run-'));
});
afterAll(() => {
  house.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Options {
  ca?: string[];
  allow?: string[];
  folders?: string[];
  programs?: Record<string, string>;
  signal?: AbortSignal;
}

function runOf({ ca = [], folders = [], programs = {}, signal, allow }: Options = {}) {
  const { egress, denials } = house.door({ ca, ...(allow && { allow }) });
  const access = {
    ...{ folders, programs, egress: { settings: { allow: [], ca, publicUrl: '' }, ownPorts: [] } },
  };
  const connectMs = 5000;
  return {
    run: connectorRun({
      ...{ door: egress, access, connectMs, scratch: folder },
      signal: signal ?? new AbortController().signal,
    }),
    denials,
  };
}

describe('connections', () => {
  test('a driver that connects by itself gets what was checked, name and address apart', async () => {
    const { run } = runOf();
    expect(await run.pin('erp.corp.example', house.secure)).toEqual({
      ...{ host: 'erp.corp.example', address: '127.0.0.1', port: house.secure },
    });
  });

  test.each([
    ['169.254.169.254', 80, 'egress.specialAddress'],
    ['metadata.corp.example', 0, 'egress.specialAddress'],
    ['127.0.0.1', 22, 'egress.specialAddress'],
    ['[::1]', 22, 'egress.specialAddress'],
    ['0x7f000001', 22, 'egress.badHost'],
    ['127.1', 22, 'egress.badHost'],
    ['[::ffff:127.0.0.1]', 22, 'egress.specialAddress'],
    ['localhost.', 22, 'egress.badHost'],
  ])('no way of connecting reaches %s', async (host, port, code) => {
    house.names.answer('metadata.corp.example', ['169.254.169.254']);
    const { run, denials } = runOf();
    const to = port || house.plain;
    const ways = [
      run.pin(host, to),
      run.connect(host, to),
      run.connectTls(host, to),
      run.fetch(`http://${host}:${to}/`),
    ];
    for (const way of ways) expect(await faultOf(way)).toEndWith(code);
    expect(denials).toHaveLength(4);
  });

  test('a name that changes its mind is refused when it is asked for again', async () => {
    house.names.answer('turns.corp.example', ['127.0.0.1'], ['169.254.169.254']);
    const { run } = runOf();
    (await run.connect('turns.corp.example', house.plain)).destroy();
    expect(await faultOf(run.connect('turns.corp.example', house.plain))).toBe('forbidden egress.specialAddress');
  });

  test('TLS: an authority of the connection is believed beside those of the configuration', async () => {
    const own = { ca: [EXAMPLE_AUTHORITY] };
    for (const [configured, options] of [
      [[EXAMPLE_AUTHORITY], {}],
      [[], own],
      [[EXAMPLE_AUTHORITY], { ca: [] }],
    ] as const) {
      const { run } = runOf({ ca: [...configured] });
      (await run.connectTls('erp.corp.example', house.secure, options)).destroy();
      expect((await run.fetch(`https://erp.corp.example:${house.secure}/`, {}, options)).status).toBe(201);
    }
    const { run } = runOf();
    expect(await faultOf(run.connectTls('erp.corp.example', house.secure))).toBe('unavailable egress.tls');
    expect(await faultOf(run.fetch(`https://erp.corp.example:${house.secure}/`))).toBe('unavailable egress.tls');
    expect(run.ca.length).toBeGreaterThan(10);
  });

  test('TLS over a connection that spoke before it is verified in the same way', async () => {
    const gate = createServer((client) => {
      client.once('data', () => {
        client.write('GO\n');
        const inner = connectTcp(house.secure, '127.0.0.1');
        client.pipe(inner).pipe(client);
        for (const socket of [client, inner]) socket.on('error', () => {});
      });
    });
    const port = await house.listen(gate);
    const spoken = async (ca: string[], serverName?: string) => {
      const { run } = runOf({ allow: [`127.0.0.1:${port}`], ca });
      const plain = await run.connect('127.0.0.1', port);
      plain.write('STARTTLS\n');
      expect(String(await new Promise((got) => plain.once('data', got)))).toBe('GO\n');
      const secured = await run.secure(plain, '127.0.0.1', serverName ? { serverName } : {});
      secured.write('GET / HTTP/1.1\r\nhost: erp.corp.example\r\nconnection: close\r\n\r\n');
      const answer = String(await new Promise((got) => secured.once('data', got)));
      secured.destroy();
      return answer.split('\r\n')[0];
    };
    expect(await spoken([EXAMPLE_AUTHORITY], 'erp.corp.example')).toBe('HTTP/1.1 201 Created');
    expect(await faultOf(spoken([], 'erp.corp.example'))).toBe('unavailable egress.tls');
    // The certificate is for names below corp.example, not for this address.
    expect(await faultOf(spoken([EXAMPLE_AUTHORITY]))).toBe('unavailable egress.tls');
  });

  test('what was called off connects no more', async () => {
    const stop = new AbortController();
    const { run } = runOf({ signal: stop.signal });
    const slow = await run.fetch(`http://127.0.0.1:${house.plain}/slow`);
    const rest = slow.text();
    stop.abort();
    expect(await faultOf(rest)).toBe('cancelled egress.cancelled');
    expect(await faultOf(run.connect('127.0.0.1', house.plain))).toBe('cancelled egress.cancelled');
  });
});

describe('files', () => {
  beforeAll(() => {
    for (const name of ['open', 'open/in', 'open-not', 'closed']) mkdirSync(join(folder, name));
    for (const name of ['open/a.csv', 'open/in/b.csv', 'open-not/c.csv', 'closed/d.csv'])
      writeFileSync(join(folder, name), name);
    symlinkSync(join(folder, 'closed'), join(folder, 'open', 'out'));
    symlinkSync(join(folder, 'closed', 'd.csv'), join(folder, 'open', 'd.csv'));
    symlinkSync(join(folder, 'open', 'in'), join(folder, 'open', 'within'));
    symlinkSync(join(folder, 'open'), join(folder, 'by-link'));
  });

  const inside = (path: string, folders = [join(folder, 'open')]) => runOf({ folders }).run.folder(path);

  test.each(['open', 'open/a.csv', 'open/in/b.csv', 'open/../open/a.csv'])('%s may be read', async (path) => {
    expect(await inside(join(folder, path))).toBe(join(folder, path));
  });

  test('links are followed to where they lead', async () => {
    expect(await inside(join(folder, 'open/within/b.csv'))).toBe(join(folder, 'open/in/b.csv'));
    expect(await inside(join(folder, 'by-link/a.csv'), [join(folder, 'by-link')])).toBe(join(folder, 'open/a.csv'));
  });

  test.each([
    ['closed/d.csv', 'forbidden connector.closedPath'],
    ['open/out', 'forbidden connector.closedPath'],
    ['open/out/d.csv', 'forbidden connector.closedPath'],
    ['open/d.csv', 'forbidden connector.closedPath'],
    ['open-not/c.csv', 'forbidden connector.closedPath'],
    ['open/../closed/d.csv', 'forbidden connector.closedPath'],
    ['closed/nothing.csv', 'forbidden connector.closedPath'],
    ['open/out/nothing.csv', 'invalid connector.noPath'],
    ['open/nothing.csv', 'invalid connector.noPath'],
  ])('%s: %s', async (path, fault) => {
    expect(await faultOf(inside(`${folder}/${path}`))).toBe(fault);
  });

  test.each(['', 'open/a.csv', '../etc/passwd', 'file:///etc/passwd', '/etc/passwd\0.csv'])(
    '%j is no path',
    async (path) => expect(await faultOf(inside(path))).toBe('invalid connector.badPath'),
  );

  test('nothing is open where nothing was opened; the root opens all', async () => {
    expect(await faultOf(inside('/etc/passwd', []))).toBe('forbidden connector.closedPath');
    expect(await inside('/etc/passwd', ['/'])).toBe('/etc/passwd');
  });

  test('programs by their name alone', () => {
    const { run } = runOf({ programs: { source: '/opt/source' } });
    expect(run.program('source')).toBe('/opt/source');
    for (const name of ['/opt/source', 'constructor', '../source'])
      expect(() => run.program(name)).toThrow('is not open to connections');
  });
});
