import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server as SshServer } from 'ssh2';
import { AppError, Value } from '#sdk';
import sftp from '../../plugins/connectors/sftp.ts';
import { faultOf } from '../egress-house.ts';
import { cuttingProxy, drippingPeer, garbagePeer } from './bad-peers.ts';
import { until } from './connection-cases.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { fileCases } from './file-cases.ts';
import { liveFiles } from './live-files.ts';
import { contentOf, listed } from './source-house.ts';
import { PASSPHRASE, SSH_USER, SSHD, type Sshd, sshdNeeds, startSshd } from './sshd.ts';

const runs = new RunHouse();
let server: Sshd;
beforeAll(async () => {
  await runs.start();
  if (!sshdNeeds) server = await startSshd();
});
afterAll(async () => {
  runs.stop();
  await server?.end();
});

type Params = Record<string, unknown>;
const open = (params: Params = {}, options: RunOptions = {}) => {
  const port = (params.port as number) ?? server.port;
  const settings = Value.Default(sftp.params, {
    ...{ host: PEER_NAME, port, hostKey: server?.fingerprint, user: SSH_USER, quietSeconds: 0 },
    ...('password' in params ? {} : { privateKey: server.keys.plain }),
    ...params,
  });
  if (!Value.Check(sftp.params, settings))
    throw new Error(String([...Value.Errors(sftp.params, settings)][0]?.message));
  return sftp.open(settings as never, runs.run({ ports: [port], ...options }));
};

let folder: string;
let number = 0;
const put = (path: string, text: string | Uint8Array = 'case,activity\n1,A\n') => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

fileCases({
  ...{ connector: sftp, peer: 'OpenSSH of Debian', needs: SSHD ? null : 'openssh-server', many: 10_000 },
  async start() {
    const own = await startSshd();
    const at = (path: string) => join(own.folder, path);
    return {
      settings: (folder) => ({
        ...{ host: PEER_NAME, port: own.port, hostKey: own.fingerprint, user: SSH_USER, folder, quietSeconds: 0 },
        ...{ privateKey: own.keys.plain },
      }),
      run: { ports: [own.port] },
      put(path, content) {
        mkdirSync(join(at(path), '..'), { recursive: true });
        writeFileSync(at(path), content);
      },
      remove: (path) => rmSync(at(path)),
      putMany(folder, count) {
        mkdirSync(at(folder));
        const names = Array.from({ length: count }, (_, i) => `${i}.csv\n`).join('');
        Bun.spawnSync(['xargs', 'touch'], { cwd: at(folder), stdin: Buffer.from(names) });
      },
      ...{ secret: own.keys.plain.slice(60, 100), end: own.end },
    };
  },
});

describe.skipIf(sshdNeeds !== '')(`OpenSSH${sshdNeeds}`, () => {
  beforeEach(() => {
    folder = join(server.folder, `in${number++}`);
    mkdirSync(folder);
  });
  const here = () => ({ folder: folder.split('/').at(-1)! });
  const paths = async (params: Params = {}) => {
    await using source = await open({ ...here(), ...params });
    return (await listed(source)).map(({ path }) => path);
  };

  test('files by their names, in the order of their paths; links and what is hidden stay', async () => {
    const yes = ['A.CSV', 'b.csv', 'c.csv.gz', 'it\'s "x" \\ $(y).csv', 'Ünïcode ☃.csv', 'line\nbreak.csv'];
    for (const name of [...yes, '.hidden.csv', 'b.csv.filepart', 'b.bin']) put(name);
    for (const path of ['a-b/x.csv', 'a/x.csv', 'a/y/z.csv', '.git/x.csv']) put(path);
    symlinkSync('/etc/passwd', join(folder, 'passwd.csv'));
    symlinkSync('/etc', join(folder, 'etc'));
    Bun.spawnSync(['mkfifo', join(folder, 'pipe.csv')]);
    expect(await paths()).toEqual(yes.toSorted());
    expect(await paths({ subfolders: true })).toEqual([...yes, 'a-b/x.csv', 'a/x.csv', 'a/y/z.csv'].toSorted());
    expect(await paths({ subfolders: true, pattern: 'a/**' })).toEqual(['a/x.csv', 'a/y/z.csv']);
    await using source = await open(here());
    for (const file of await listed(source)) expect(String(await contentOf(source, file))).toBe('case,activity\n1,A\n');
  });

  test('a file that is written to is left; one that is changed, cut or gone while it is read is a fault', async () => {
    put('a.csv', new Uint8Array(3_000_000));
    expect(await paths({ quietSeconds: 3600 })).toEqual([]);
    await using source = await open(here());
    const [file] = await listed(source);
    const reading = async (change: () => void) => {
      for await (const _ of source.open(file!, 0)) change();
    };
    const path = join(folder, 'a.csv');
    expect(await faultOf(reading(() => utimesSync(path, 1, 1)))).toBe('conflict connector.changed');
    put('a.csv', 'short');
    utimesSync(path, file!.modifiedMs! / 1000, file!.modifiedMs! / 1000);
    expect(await faultOf(contentOf(source, file!))).toBe('conflict connector.changed');
    rmSync(path);
    expect(await faultOf(contentOf(source, file!))).toBe('invalid connector.notThere');
    await using nowhere = await open({ folder: 'nowhere' });
    expect(await faultOf(listed(nowhere))).toBe('invalid connector.notThere');
  });

  test('keys: plain, with a passphrase, RSA; others are refused', async () => {
    for (const given of [{ privateKey: server.keys.sealed, passphrase: PASSPHRASE }, { privateKey: server.keys.rsa }]) {
      await using source = await open({ ...here(), ...given });
      expect((await source.check()).server).toBe(`The SFTP server ${PEER_NAME}:${server.port}, ${folder}/`);
    }
    expect(await faultOf(open({ privateKey: server.keys.stranger }))).toBe('invalid connector.signIn');
    expect(await faultOf(open({ user: 'nobody-else' }))).toBe('invalid connector.signIn');
    for (const given of [
      { privateKey: server.keys.sealed },
      { privateKey: server.keys.sealed, passphrase: 'wrong' },
      { privateKey: 'nonsense' },
    ])
      expect(await faultOf(open(given))).toBe('invalid connector.badKey');
    expect(await faultOf(open({ privateKey: '' }))).toBe('invalid connector.noSecret');
  });

  test('a server whose key nobody confirmed is told nothing; its fingerprint is said', async () => {
    const unknown = await open({ hostKey: '' }).catch((error: AppError) => error);
    expect(unknown).toMatchObject({
      code: 'connector.unknownHost',
      message: expect.stringContaining(server.fingerprint),
    });
    const other = await open({ hostKey: `SHA256:${'A'.repeat(43)}` }).catch((error: AppError) => error);
    expect(other).toMatchObject({ code: 'connector.otherHost', message: expect.stringContaining(server.fingerprint) });
  });

  test('what the account may not read', async () => {
    put('a.csv');
    await using source = await open(here());
    const [file] = await listed(source);
    chmodSync(join(folder, 'a.csv'), 0);
    // Root reads everything.
    const fault = process.getuid!() === 0 ? 'nothing was thrown' : 'invalid connector.refused';
    expect(await faultOf(contentOf(source, file!))).toBe(fault);
  });

  test('cut off in the middle: a fault, and the rest can be read; cancelled: nothing is left at the server', async () => {
    const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);
    put('big.csv', bytes);
    const proxy = await cuttingProxy(server.port, 1_000_000);
    const cut = await open({ ...here(), port: proxy.port });
    const [file] = await listed(cut);
    const pieces: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of cut.open(file!, 0)) pieces.push(piece);
    };
    expect(await faultOf(reading())).toBe('unavailable connector.lost');
    await cut[Symbol.asyncDispose]();
    await proxy.end();
    const got = Buffer.concat(pieces);
    expect(got.length).toBeGreaterThan(0);
    await using source = await open(here());
    expect(Buffer.concat([got, await contentOf(source, file!, got.length)]).equals(bytes)).toBe(true);

    const stop = new AbortController();
    const cancelled = await open(here(), { signal: stop.signal });
    const fault = faultOf(
      (async () => {
        for await (const _ of cancelled.open(file!, 0)) stop.abort();
      })(),
    );
    expect(await fault).toBe('cancelled connector.cancelled');
    await source[Symbol.asyncDispose]();
    await until(() => server.serving() === 0);
  });

  test('a server that is not there, is not listed, sends garbage, or one byte a second', async () => {
    const garbage = await garbagePeer();
    expect(await faultOf(open({ port: garbage.port }))).toMatch(/^unavailable connector\.(garbled|lost)$/);
    expect(await faultOf(open({ port: garbage.port }, { ports: [] }))).toBe('forbidden egress.notListed');
    await garbage.end();
    expect(await faultOf(open({ port: garbage.port }))).toBe('unavailable egress.cannotConnect');
    const drip = await drippingPeer();
    const waits = new AbortController();
    const failed = faultOf(open({ port: drip.port }, { signal: waits.signal }));
    await until(() => drip.open() > 0);
    waits.abort(new DOMException('too long', 'TimeoutError'));
    expect(await failed).toBe('timeout connector.timeout');
    await drip.end();
  });
});

describe.skipIf(sshdNeeds !== '')(
  `passwords, at the server of ssh2: sshd would want accounts of this machine${sshdNeeds}`,
  () => {
    const PASSWORD = 'Pä$$ "word"';
    let port: number;
    let peer: SshServer;
    const tried: string[] = [];
    beforeAll(async () => {
      const hostKey = Bun.spawnSync(['cat', join(server.folder, '../host')]).stdout;
      peer = new SshServer({ hostKeys: [hostKey] }, (client) => {
        client.on('error', () => {});
        client.on('authentication', (context) => {
          tried.push(context.method);
          if (context.method === 'password' && context.username === 'pass' && context.password === PASSWORD)
            context.accept();
          else if (context.method === 'keyboard-interactive' && context.username === 'asked')
            context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
              answer === PASSWORD ? context.accept() : context.reject(),
            );
          else context.reject(context.username === 'asked' ? ['keyboard-interactive'] : ['password']);
        });
        client.on('ready', () =>
          client.on('session', (accept) =>
            accept().on('sftp', (acceptSftp) => {
              const files = acceptSftp();
              files.on('REALPATH', (id) => files.name(id, [{ filename: '/in', longname: '', attrs: {} as never }]));
              // Listing is refused: permission denied.
              files.on('OPENDIR', (id) => files.status(id, 3));
            }),
          ),
        );
      });
      await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
      port = (peer.address() as AddressInfo).port;
    });
    afterAll(() => void peer?.close());

    test.each(['pass', 'asked'])('the account "%s" signs in; a wrong password does not', async (user) => {
      await using source = await open({ port, user, password: PASSWORD });
      expect(await faultOf(source.check())).toBe('invalid connector.refused');
      const wrong = await open({ port, user, password: 'wrong-word' }).catch((error: AppError) => error);
      expect(wrong).toBeInstanceOf(AppError);
      expect((wrong as AppError).code).toBe('connector.signIn');
      expect(JSON.stringify((wrong as AppError).toData())).not.toContain('wrong-word');
    });

    test('no password goes to a server of another key', async () => {
      tried.length = 0;
      const hostKey = `SHA256:${'A'.repeat(43)}`;
      expect(await faultOf(open({ port, user: 'pass', password: PASSWORD, hostKey }))).toBe(
        'invalid connector.otherHost',
      );
      expect(tried).toEqual([]);
    });
  },
);

liveFiles(sftp);
