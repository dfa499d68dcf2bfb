/** `adit user`: the same whether a server holds the data folder or not; no password passes by the command line. */
import { afterAll, expect, test } from 'bun:test';
import { AditBench, documentOf, problemOf } from '../adit-bench.ts';
import { csrfOf, HttpClient, listening } from '../http-client.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const WORDS = 'an orchard full of quiet bees';
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const user = (...args: string[]) => bench.adit(['user', ...args, '--data', bench.data]);
const answer = async (...args: string[]) => documentOf(await user(...args, '--json'));
const codeOf = async (...args: string[]) => {
  const ran = await user(...args, '--json');
  return [ran.code, problemOf(ran).code];
};

downAndUp(bench, (state, server) => {
  const login = `ann-${state}`;
  test(
    'add, list, reset-password, disable, enable',
    async () => {
      const added = await answer('add', login.toUpperCase(), '--name', 'Ann Berg');
      const summary = { login, name: 'Ann Berg', roles: ['analyst'], status: 'active', hasPassword: false };
      expect(added.user).toMatchObject(summary);
      const site = server()?.url ?? 'http://127.0.0.1:8080';
      expect(added.link.url).toMatch(new RegExp(`^${site}/welcome/[\\w-]{43}$`));
      const minutes = (added.link.expiresAtMs - Date.now()) / 60_000;
      expect([minutes > 23 * 60, minutes <= 24 * 60]).toEqual([true, true]);
      expect(await answer('list')).toContainEqual({ ...summary, lastSignInAtMs: null });
      const again = await user('reset-password', login);
      expect([again.code, again.err]).toEqual([0, '']);
      expect(again.out).toMatch(/Pass this link on \(good once, within 24 hours\):\nhttp\S+\/welcome\/[\w-]{43}\n$/);
      expect((await user('disable', login)).out).toBe(`${login} is signed out and cannot sign in.\n`);
      expect(await codeOf('reset-password', login)).toEqual([4, 'user.disabled']);
      expect((await user('enable', login)).out).toBe(`${login} can sign in again.\n`);
      expect((await user('list')).out).toMatch(
        new RegExp(`^${login} +Ann Berg +analyst +has chosen no password +never$`, 'm'),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'invite, invitations, withdraw, unlock, reset-second-factor',
    async () => {
      const guest = `guest-${state}`;
      const { user: added, link } = await answer('invite', guest, '--email', 'guest@example.org', '--role', 'viewer');
      expect([added.login, added.roles]).toEqual([guest, ['viewer']]);
      const next = await answer('invite', guest);
      expect(next.link.url).not.toBe(link.url);
      const open = (await answer('invitations')).filter((one: { login: string }) => one.login === guest);
      expect(open).toMatchObject([{ login: guest, email: 'guest@example.org', issuedBy: 'system/operator' }]);
      expect((await user('invitations')).out).toMatch(
        new RegExp(`^${guest} +${guest} +guest@example.org +system/operator`, 'm'),
      );
      expect((await user('withdraw', guest)).out).toBe(`The link of ${guest} opens nothing any more.\n`);
      expect(await codeOf('withdraw', guest)).toEqual([1, 'invitation.notFound']);
      expect((await user('unlock', guest)).out).toBe(`${guest} may try again at once.\n`);
      expect(await codeOf('reset-second-factor', guest)).toEqual([4, 'user.noSecondFactor']);
    },
    TIMEOUT_MS,
  );

  test(
    'what cannot be done says so',
    async () => {
      expect(await codeOf('add', login)).toEqual([4, 'user.loginTaken']);
      expect(await codeOf('add', 'a b')).toEqual([1, 'sign-in.badLogin']);
      expect(await codeOf('add', 'ben', '--role', 'god')).toEqual([2, 'cli.unknownRole']);
      expect(await codeOf('disable', 'nobody')).toEqual([1, 'user.unknown']);
    },
    TIMEOUT_MS,
  );
});

test(
  'the links of a running server work: a new set-up link voids the printed one, and a reset ends what is open',
  async () => {
    const server = await bench.serve();
    const printed = /http\S+\/setup\/\S+/.exec(server.printed())![0];
    const { url } = await answer('setup-link');
    const status = async (link: string) => (await fetch(link)).status;
    expect([await status(printed), await status(url)]).toEqual([404, 200]);
    const browser = new HttpClient(listening(server.url));
    const token = url.split('/').at(-1);
    const setUp = await browser.post('/api/v1/auth/setup', { token, login: 'root', password: WORDS });
    expect(setUp.status).toBe(201);
    expect(await codeOf('setup-link')).toEqual([4, 'user.haveAdministrator']);
    await browser.post('/api/v1/auth/login', { login: 'root', password: WORDS });
    expect((await browser.get('/api/v1/auth/me')).status).toBe(200);

    expect(await codeOf('disable', 'root')).toEqual([4, 'user.lastAdministrator']);
    const reset = await answer('reset-password', 'root');
    const person = new HttpClient(listening(server.url));
    const page = await person.get(new URL(reset.url).pathname);
    const csrf = csrfOf(page.text);
    const fresh = 'several quiet words of another kind';
    const fields = { csrf, token: reset.url.split('/').at(-1), password: fresh, again: fresh };
    expect((await person.send('/welcome', { method: 'POST', body: new URLSearchParams(fields) })).status).toBe(303);
    expect((await browser.get('/api/v1/auth/me')).status).toBe(401);
    const signIn = (password: string) => person.post('/api/v1/auth/login', { login: 'root', password });
    expect([(await signIn(WORDS)).status, (await signIn(fresh)).status]).toEqual([401, 200]);

    const { err, out } = await server.stop();
    for (const secret of [WORDS, fresh, token, fields.token]) expect(err + out).not.toContain(secret);
    const list = await answer('list');
    expect(list.find((one: { login: string }) => one.login === 'root')).toMatchObject({ hasPassword: true });
  },
  TIMEOUT_MS,
);
