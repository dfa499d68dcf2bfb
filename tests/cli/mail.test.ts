/** `adit mail test`: a mail by the relay that is configured, without a server. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AditBench, problemOf } from '../adit-bench.ts';
import { AUTHORITY } from '../example-certificates.ts';
import { answer, MAIL_PASSWORD, MailServer } from '../mail-house.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
const server = new MailServer({ authOptional: false });
beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  await bench[Symbol.asyncDispose]();
});

const configured = (more = '', password = MAIL_PASSWORD) => {
  bench.file('ca.pem', AUTHORITY);
  bench.file('relay.password', password);
  return bench.file(
    'mail.toml',
    `[server]
public_url = "https://adit.corp.example"
[mail]
host = "localhost"
port = ${server.port}
from = "adit@corp.example"
ca_file = "ca.pem"
user = "adit"
password_file = "relay.password"
${more}`,
  );
};
const trial = (file: string, ...more: string[]) =>
  bench.adit(['mail', 'test', 'ann@corp.example', '--config', file, ...more]);

test(
  'hands a mail over by STARTTLS, signed in, and says so',
  async () => {
    const ran = await trial(configured(), '--json');
    expect([ran.code, JSON.parse(ran.out)]).toMatchObject([
      0,
      { relay: `localhost:${server.port}`, tls: 'starttls', signedIn: true, address: 'ann@corp.example' },
    ]);
    expect(server.got.map(({ to, secure, user }) => [to, secure, user])).toEqual([
      [['ann@corp.example'], true, 'adit'],
    ]);
  },
  TIMEOUT_MS,
);

test(
  'says what is wrong, and never the password',
  async () => {
    const wrong = await trial(configured('', 'of-yesterday'), '--json');
    expect([wrong.code, problemOf(wrong).code]).toEqual([3, 'mail.cannotSignIn']);
    expect(wrong.out + wrong.err).not.toContain('of-yesterday');
    server.recipient = () => answer(550, '5.1.1 no such user');
    const nobody = await trial(configured(), '--json');
    expect([nobody.code, problemOf(nobody).code]).toEqual([1, 'mail.noSuchAddress']);
    const none = await trial(bench.file('none.toml', ''), '--json');
    expect(problemOf(none).code).toBe('mail.notConfigured');
    expect((await bench.adit(['mail', 'test', 'nobody', '--config', configured()])).code).not.toBe(0);
  },
  TIMEOUT_MS,
);

test(
  'settings that do not fit together are said before anything runs',
  async () => {
    const file = bench.file(
      'wrong.toml',
      '[mail]\nhost = "relay.corp.example"\ntls = "none"\nuser = "adit"\npassword = "x"\n',
    );
    const { code, err } = await bench.adit(['check-config', '--config', file]);
    expect(code).toBe(1);
    for (const said of ['needs "mail.from"', 'needs "server.public_url"', 'cross the network readable'])
      expect(err).toContain(said);
  },
  TIMEOUT_MS,
);
