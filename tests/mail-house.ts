import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { sql } from '#sdk';
import { egressDoor } from '../src/platform/egress/index.ts';
import type { Relay } from '../src/platform/mail/index.ts';
import { type Appliance, addUser, exampleAppliance } from './example-appliance.ts';
import { AUTHORITY, FIRST } from './example-certificates.ts';
import { exampleFoundations } from './example-foundations.ts';

export const MAIL_PASSWORD = 'a-long-secret-of-the-relay';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  /** As it came, headers first. */
  readonly text: string;
}

/** A real SMTP server on loopback, with the certificate of a private authority. */
export class MailServer {
  readonly got: ReceivedMail[] = [];
  /** What it says of a recipient; null: welcome. */
  recipient: (address: string) => Error | null = () => null;
  /** What it says once it has the message; null: taken. */
  taken: () => Error | null = () => null;
  port = 0;
  readonly #server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      ...{ ...FIRST, authOptional: true, disableReverseLookup: true, logger: false, ...options },
      onAuth: ({ username, password }, _, done) =>
        username === 'adit' && password === MAIL_PASSWORD
          ? done(null, { user: 'adit' })
          : done(Object.assign(new Error(`wrong: ${password}`), { responseCode: 535 })),
      onRcptTo: ({ address }, _, done) => done(this.recipient(address)),
      onData: (stream, session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const refusal = this.taken();
          const { mailFrom, rcptTo } = session.envelope;
          if (!refusal)
            this.got.push({
              ...{ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
              ...{ secure: session.secure, user: session.user as string | undefined },
              text: Buffer.concat(pieces).toString(),
            });
          done(refusal);
        });
      },
    });
    // What a client breaks off is the client's affair.
    this.#server.on('error', () => {});
  }

  async start(): Promise<this> {
    const listener = this.#server.listen(0, '127.0.0.1');
    await new Promise<void>((done) => listener.once('listening', done));
    this.port = (listener.address() as { port: number }).port;
    return this;
  }

  stop = (): Promise<void> => new Promise((done) => this.#server.close(done));
}

/** An answer of an SMTP server, to be given by `recipient` and `taken`. */
export const answer = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** A peer that does with a connection whatever a test says. */
export class RawPeer {
  port = 0;
  readonly heard: string[] = [];
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(behave: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.#open.add(socket);
      socket.on('error', () => {});
      socket.on('data', (bytes) => void this.heard.push(String(bytes)));
      behave(socket);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  stop(): void {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
  }
}

/** A relay on this machine, with STARTTLS and its authority unless said otherwise. */
export const relayAt = (port: number, more: Partial<Relay> = {}): Relay => ({
  ...{ host: 'localhost', port, tls: 'starttls', ca: [AUTHORITY], login: null },
  ...{ from: 'adit@corp.example', site: 'https://adit.corp.example', ...more },
});

export const doorTo = (port: number) =>
  egressDoor({
    ...{ settings: { allow: [`localhost:${port}`], ca: [], publicUrl: '' }, denied: () => {} },
    resolve: async () => ['127.0.0.1'],
  });

export const SITE = 'https://adit.corp.example';

/** An appliance that sends mail to this server. */
export const mailingAppliance = (port: number, env: Record<string, string> = {}): Promise<Appliance> =>
  exampleAppliance({
    foundations: exampleFoundations({
      ...{ ADIT__MAIL__HOST: 'localhost', ADIT__MAIL__PORT: String(port), ADIT__MAIL__TLS: 'none' },
      ...{ ADIT__MAIL__FROM: 'adit@corp.example', ADIT__SERVER__PUBLIC_URL: SITE, ...env },
    }),
  });

/** Somebody with an address. */
export async function addReachable(house: Appliance, login: string, address: string | null): Promise<string> {
  const id = await addUser(house, { login, tenant: house.home.tenant.id, role: 'analyst' });
  house.db.run(sql`update users set email = ${address} where tenant_id = ${house.home.tenant.id} and id = ${id}`);
  return id;
}

/** Runs the jobs that are due, to their ends; those that wait for a later time stay. */
export async function runDue({ db, clock, jobs, runner }: Appliance): Promise<void> {
  const isBusy = () =>
    db.get(sql`select 1 from jobs where state = 'running' or (state = 'ready' and run_at <= ${clock.now()})`) !== null;
  runner.start();
  while (isBusy())
    await new Promise<void>((changed) => {
      const unwatch = jobs.watch(() => {
        unwatch();
        changed();
      });
    });
  await runner.stop(0);
}

/** What a mail says in its plain text, with its subject before it. */
export function wordsOf({ text }: ReceivedMail): string {
  const subject = /^Subject: ((?:.|\r\n )*)/m.exec(text)?.[1] ?? '';
  const decoded = subject
    .replaceAll(/\?=\r\n =\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, word: string) => unquoted(word.replaceAll('_', ' ')));
  const plain = text
    .split('Content-Type: text/plain')[1]!
    .split('\r\n\r\n')
    .slice(1)
    .join('\n\n')
    .split('\r\n----_NmP')[0]!;
  return `${decoded}\n${unquoted(plain)}`;
}

const unquoted = (text: string): string =>
  Buffer.from(
    text
      .replaceAll('=\r\n', '')
      .replaceAll('\r\n', '\n')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
