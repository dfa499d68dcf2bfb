import { afterEach, expect, test } from 'bun:test';
import type { Socket } from 'node:net';
import { AppError } from '#sdk';
import { CERTIFIED, EXAMPLE_AUTHORITY } from '../../../tests/example-authority.ts';
import { answer, doorTo, MAIL_PASSWORD, MailServer, RawPeer, relayAt } from '../../../tests/mail-house.ts';
import type { Relay } from './mail.ts';
import type { Message } from './message.ts';
import { deliver } from './relay.ts';

const NOTICE: Omit<Message, 'from' | 'site'> = {
  ...{ id: 'm-1', to: 'ann@corp.example', sentAtMs: Date.parse('2026-11-27T08:00:00Z'), locale: 'de' },
  subject: '“Käufe” ist geladen.',
  lines: [{ text: '“Käufe” <b>ist</b> geladen.', url: 'https://adit.corp.example/datasets/d?a=1&b="x"' }],
};
const LOGIN = { user: 'adit', password: MAIL_PASSWORD };

const open: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});
const mailServer = async (options?: ConstructorParameters<typeof MailServer>[0]) => {
  const server = await new MailServer(options).start();
  open.push(server);
  return server;
};
const rawPeer = async (behave: (socket: Socket) => void) => {
  const peer = await new RawPeer(behave).start();
  open.push(peer);
  return peer;
};
const send = (port: number, more: Partial<Relay> = {}, message = NOTICE, deadlineMs = 20_000) =>
  deliver({ relay: relayAt(port, more), egress: doorTo(port) }, message, { deadlineMs });

async function faultOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

test('by STARTTLS, signed in, with an authority of its own: plain text and HTML with the same words', async () => {
  const server = await mailServer({ authOptional: false });
  await send(server.port, { login: LOGIN });
  const [{ text, ...mail }] = server.got as [(typeof server.got)[0]];
  expect(mail).toEqual({ from: 'adit@corp.example', to: ['ann@corp.example'], secure: true, user: 'adit' });
  for (const line of [
    'From: Adit <adit@corp.example>',
    'To: ann@corp.example',
    'Message-ID: <m-1@corp.example>',
    'Date: Fri, 27 Nov 2026 08:00:00 +0000',
    'Auto-Submitted: auto-generated',
  ])
    expect(text).toContain(`${line}\r\n`);
  expect(text).toContain('Content-Type: text/plain; charset=utf-8');
  const html = text.split('Content-Type: text/html')[1];
  expect(html).toContain('&lt;b&gt;ist&lt;/b&gt;');
  expect(html).not.toContain('<b>');
});

test('by TLS from the first byte, and without TLS where that is said', async () => {
  const [secure, plain] = [await mailServer({ secure: true }), await mailServer({ disabledCommands: ['STARTTLS'] })];
  await send(secure.port, { tls: 'implicit' });
  await send(plain.port, { tls: 'none' });
  expect([secure.got[0]?.secure, plain.got[0]?.secure]).toEqual([true, false]);
});

test.each([
  ['a subject', { subject: 'Hi\r\nBcc: eve@evil.example\r\n\r\nbody' }],
  ['line separators', { subject: 'Hi\u2028Bcc: eve@evil.example\u0085Bcc: x@y.example' }],
  ['an id', { id: 'm\r\nBcc: eve@evil.example' }],
  ['a text', { lines: [{ text: '.\r\nRCPT TO:<eve@evil.example>\r\n.\r\n', url: null }] }],
])('nothing in %s becomes a header, a recipient or a command', async (_, part) => {
  const server = await mailServer({ disabledCommands: ['STARTTLS'] });
  await send(server.port, { tls: 'none' }, { ...NOTICE, ...part });
  expect(server.got.map(({ to }) => to)).toEqual([['ann@corp.example']]);
  const [head] = server.got[0]!.text.split('\r\n\r\n');
  expect(head).not.toMatch(/^Bcc:/im);
});

test.each(['ann@corp.example>\r\nRCPT TO:<eve@evil.example', 'ann@corp.example, eve@evil.example'])(
  'an address that is two reaches nobody else: %j',
  async (to) => {
    const server = await mailServer({ disabledCommands: ['STARTTLS'] });
    await faultOf(send(server.port, { tls: 'none' }, { ...NOTICE, to }));
    expect(server.got.flatMap((mail) => mail.to)).not.toContain('eve@evil.example');
  },
);

test('STARTTLS that is demanded and not offered, refused or broken gets nothing: no name, no password, no message', async () => {
  const silent = await mailServer({ disabledCommands: ['STARTTLS'] });
  expect((await faultOf(send(silent.port, { login: LOGIN }))).fault).toBe('unavailable');
  expect(silent.got).toEqual([]);
  for (const reply of ['454 not now\r\n', '220 go\r\nthis is no TLS at all\r\n']) {
    const peer = await rawPeer((socket) => {
      socket.write('220 relay\r\n');
      socket.on('data', (bytes) => {
        if (String(bytes).startsWith('EHLO')) socket.write('250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n');
        if (String(bytes).startsWith('STARTTLS')) socket.write(reply);
      });
    });
    const fault = await faultOf(send(peer.port, { login: LOGIN }, NOTICE, 3000));
    expect(['unavailable', 'timeout']).toContain(fault.fault);
    expect(peer.heard.join('')).not.toMatch(/AUTH|MAIL FROM/);
    expect(peer.heard.join('')).not.toContain(Buffer.from(MAIL_PASSWORD).toString('base64'));
  }
});

test.each(['starttls', 'implicit'] as const)(
  '%s: a certificate of another name, or of a stranger, is refused',
  async (tls) => {
    const secure = tls === 'implicit';
    const other = await mailServer({ ...CERTIFIED, secure });
    const named = await faultOf(send(other.port, { tls, ca: [EXAMPLE_AUTHORITY], login: LOGIN }));
    const server = await mailServer({ secure });
    const strange = await faultOf(send(server.port, { tls, ca: [], login: LOGIN }));
    expect([named.fault, strange.fault]).toEqual(['unavailable', 'unavailable']);
    expect(named.message).toMatch(/certificate|altname/i);
    expect([...other.got, ...server.got]).toEqual([]);
  },
);

test('a password that is not taken waits for somebody, and is said nowhere', async () => {
  const server = await mailServer({ authOptional: false });
  const password = 'not-the-right-secret';
  const fault = await faultOf(send(server.port, { login: { user: 'adit', password } }));
  expect([fault.fault, fault.code]).toEqual(['unavailable', 'mail.cannotSignIn']);
  expect(JSON.stringify([fault.message, fault.details, fault.cause])).not.toContain(password);
});

test.each([
  [451, 'later', 'unavailable', 'mail.notNow'],
  [452, '4.2.2 full', 'unavailable', 'mail.notNow'],
  [550, 'no such user here', 'invalid', 'mail.noSuchAddress'],
  [550, '5.1.1 no such user', 'invalid', 'mail.noSuchAddress'],
  [550, '5.7.1 relaying denied', 'invalid', 'mail.refused'],
  [552, '5.2.2 mailbox full', 'invalid', 'mail.refused'],
  [530, '5.7.0 authentication required', 'unavailable', 'mail.cannotSignIn'],
  [554, '5.7.1 no TLS, no mail', 'invalid', 'mail.refused'],
])('a recipient is answered %d %s: %s, %s', async (code, text, fault, name) => {
  const server = await mailServer();
  server.recipient = () => answer(code, text);
  const found = await faultOf(send(server.port));
  expect([found.fault, found.code]).toEqual([fault, name] as never);
});

test.each([
  [451, 'unavailable'],
  [554, 'invalid'],
])('a whole message is answered %d: %s', async (code, fault) => {
  const server = await mailServer();
  server.taken = () => answer(code, 'so it is');
  expect((await faultOf(send(server.port))).fault).toBe(fault as never);
});

const greets = (socket: Socket, on: Record<string, () => void>) => {
  socket.write('220 relay\r\n');
  socket.on('data', (bytes) => {
    const word = String(bytes).slice(0, 4).toUpperCase();
    if (on[word]) on[word]();
    else socket.write(word === 'DATA' ? '354 go\r\n' : '250 ok\r\n');
  });
};

test.each<[string, (socket: Socket) => void]>([
  ['never says a word', () => {}],
  ['hangs after its greeting', (socket) => void socket.write('220 relay\r\n')],
  ['closes at once', (socket) => void socket.end()],
  [
    'drops the connection in the middle of DATA',
    (socket) => greets(socket, { DATA: () => void socket.write('354 go\r\n', () => socket.destroy()) }),
  ],
  ['speaks something else', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['sends bytes that mean nothing', (socket) => void socket.write(Buffer.alloc(2000, 0xff))],
  [
    'sends a line without an end',
    (socket) => {
      const more = () => void socket.write('2'.repeat(65_536), (error) => error ?? setTimeout(more, 1));
      more();
    },
  ],
  [
    'sends a byte now and then',
    (socket) => {
      const timer = setInterval(() => socket.write('2'), 50);
      socket.on('close', () => clearInterval(timer));
    },
  ],
])('a peer that %s holds nobody up', async (_, behave) => {
  const peer = await rawPeer(behave);
  const fault = await faultOf(send(peer.port, { tls: 'none' }, NOTICE, 1500));
  expect(['unavailable', 'timeout']).toContain(fault.fault);
});

test('what the door does not let through is not connected to', async () => {
  const server = await mailServer();
  const work = deliver({ relay: relayAt(server.port), egress: doorTo(1) }, NOTICE);
  expect((await faultOf(work)).fault).toBe('forbidden');
});
