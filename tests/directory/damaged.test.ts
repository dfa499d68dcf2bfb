import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { configured, kept, opened } from './configured.ts';
import { BIND_OK, damaged, ENTRY, hex, PAGE, randomNumbers } from './damaged-answers.ts';
import { signal, uncounted } from './openldap-house.ts';

const COUNT = Number(process.env.ADIT_TEST_MALFORMED ?? 2000) / 20;
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);

/** A server that says these bytes to whatever is said to it. */
let says: () => Buffer = () => Buffer.alloc(0);
let server: Bun.TCPSocketListener<undefined>;
beforeAll(() => {
  server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket) {
        socket.write(says());
      },
      error() {},
    },
  });
});
afterAll(() => server.stop(true));

const open = () =>
  opened(
    configured({
      ...{ urls: [`ldap://127.0.0.1:${server.port}`], tls: 'none', operation_timeout_seconds: 0.05 },
      ...{ mode: 'direct', bind_name: 'uid={login},dc=x', connect_timeout_seconds: 1, group_strategy: 'memberof' },
    }),
    kept().log,
  );

/** What came of it: a fault of ours, or nobody let in. */
async function outcome(): Promise<string> {
  try {
    const proof = await open().prove('ann', 'secret', signal, uncounted);
    return typeof proof === 'string' ? proof : 'let in';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

test(`${COUNT} sign-ins at a server whose answers are damaged (seed ${SEED}): nobody is let in, nothing hangs, nothing else is thrown`, async () => {
  const random = randomNumbers(SEED);
  for (let i = 0; i < COUNT; i++) {
    const bytes = damaged(random);
    says = () => bytes;
    expect(
      [
        'directory.unavailable',
        'directory.incomplete',
        'directory.failed',
        'directory.misconfigured',
        'directory.refusedUs',
        'refused',
        'not-found',
      ],
      `damage ${i} of seed ${SEED}: ${bytes.toString('hex')}`,
    ).toContain(await outcome());
  }
}, 120_000);

/** Ann as the answer to the second request, and the end of that search. */
const PERSON = hex(
  '30370201026432040c7569643d616e6e2c64633d783022300c040375696431050403616e6e30120409656e7472795555494431050403752d31 300c02010265070a010004000400',
);

const inTurn =
  (...answers: Buffer[]) =>
  () =>
    answers.shift() ?? Buffer.alloc(0);

test('rule 6: the server of these tests lets in who is answered rightly', async () => {
  says = inTurn(BIND_OK, PERSON);
  expect(await outcome()).toBe('let in');
});

test.each([
  ['an answer to a bind without a code', hex('3005 020101 6100')],
  ['an entry where the end of a bind belongs', ENTRY],
  ['the end of a search where that of a bind belongs', hex('300c 020101 6507 0a0100 0400 0400')],
  ['an answer to another request', PAGE],
  ['a page of the web', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
  ['nothing', Buffer.alloc(0)],
  ['the notice that it hangs up', hex('300c 020100 7807 0a0134 0400 0400')],
  ['an answer, and one that nobody asked for', Buffer.concat([BIND_OK, BIND_OK])],
])('%s is an outage, not a sign-in', async (_, bytes) => {
  // Were it taken for success, the rest would let the person in.
  says = inTurn(bytes, PERSON);
  expect(await outcome()).toBe('directory.unavailable');
});

test('more entries than were asked for are not taken', async () => {
  let said = 0;
  says = () => (said++ === 0 ? BIND_OK : Buffer.concat(Array.from({ length: 5000 }, () => ENTRY)));
  expect(await outcome()).toBe('directory.unavailable');
});

test('rule 3: what is said in the clear between StartTLS and TLS ends the connection', async () => {
  const startTlsOk = hex('300c 020101 7807 0a0100 0400 0400');
  says = () => Buffer.concat([startTlsOk, hex('300c 020102 6107 0a0100 0400 0400')]);
  const log = kept();
  const urls = [`ldap://127.0.0.1:${server.port}`];
  const settings = {
    urls,
    tls: 'starttls',
    mode: 'direct',
    bind_name: 'uid={login},dc=x',
    connect_timeout_seconds: 1,
  } as const;
  await expect(opened(configured(settings), log.log).prove('ann', 'secret', signal, uncounted)).rejects.toThrow(
    'does not answer',
  );
  expect(log.text()).toContain('an answer to no question');
});

test('rule 3: a server that refuses StartTLS gets no password', async () => {
  const heard: Buffer[] = [];
  const refusing = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket, chunk) {
        heard.push(Buffer.from(chunk));
        socket.write(hex('300c 020101 7807 0a0102 0400 0400'));
      },
    },
  });
  const urls = [`ldap://127.0.0.1:${refusing.port}`];
  const log = kept();
  const settings = { urls, tls: 'starttls', mode: 'direct', bind_name: 'uid={login},dc=x' } as const;
  await expect(opened(configured(settings), log.log).prove('ann', 'secret', signal, uncounted)).rejects.toThrow(
    'does not answer',
  );
  expect(log.text()).toContain('it refuses StartTLS (result code 2)');
  expect(Buffer.concat(heard).includes('secret')).toBe(false);
  refusing.stop(true);
});
