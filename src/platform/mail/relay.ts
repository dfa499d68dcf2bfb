import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { AppError } from '#sdk';
import { type Egress, verifying } from '../egress/index.ts';
import type { Relay } from './mail.ts';
import { composed, type Message } from './message.ts';
import { relayFault } from './relay-fault.ts';

/** For everything, so that a peer that sends a byte now and then holds nobody up. */
const DEADLINE_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_MS = 30_000;
const GOODBYE_MS = 1000;
/** More than a greeting and a list of extensions ever needs. */
const MAX_RESPONSE_BYTES = 65_536;

export interface DeliveryLimits {
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
}

/**
 * Hands one message to the relay, over a connection that the door opened and checked. Resolves when the relay has taken it. Faults:
 * `invalid` where it will never take it, `unavailable` and `timeout` where it may later, `forbidden` where the door stays shut.
 */
export async function deliver(
  { relay, egress }: { relay: Relay; egress: Egress },
  message: Omit<Message, 'from' | 'site'>,
  { signal, deadlineMs = DEADLINE_MS }: DeliveryLimits = {},
): Promise<void> {
  const { from, site } = relay;
  const bytes = await composed({ ...message, from, site });
  const late = AbortSignal.timeout(deadlineMs);
  const limit = signal ? AbortSignal.any([signal, late]) : late;
  const ca = [...egress.ca(), ...relay.ca];
  const socket = await open(relay, egress.as({ purpose: 'mail relay' }), ca, limit);
  const connection = connectionOver(socket, relay, ca);
  try {
    await conversed(connection, relay, { envelope: { from, to: [message.to] }, bytes }, limit);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw late.aborted ? tooLate(relay) : relayFault(error, relay);
  } finally {
    connection.close();
    socket.destroy();
  }
}

function open({ host, port, tls }: Relay, door: Egress, ca: readonly string[], signal: AbortSignal): Promise<Socket> {
  const options = { signal, timeoutMs: CONNECT_TIMEOUT_MS };
  return tls === 'implicit' ? door.connectTls(host, port, { ...options, ca }) : door.connect(host, port, options);
}

const connectionOver = (socket: Socket, { host, port, tls }: Relay, ca: readonly string[]): SMTPConnection =>
  new SMTPConnection({
    ...{ host, port, connection: socket, secure: tls === 'implicit', secured: tls === 'implicit' },
    // Where STARTTLS is demanded a relay that does not offer it, or fails at it, gets nothing at all.
    ...{ requireTLS: tls === 'starttls', ignoreTLS: tls === 'none', opportunisticTLS: false },
    tls: verifying({ serverName: host, ca, client: null, minVersion: 'TLSv1.2' }),
    ...{ greetingTimeout: SILENCE_MS, socketTimeout: SILENCE_MS, maxResponseSize: MAX_RESPONSE_BYTES, logger: false },
  });

interface Parcel {
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly bytes: Buffer;
}

/** Greeting, TLS, sign-in, message: in this order, or not at all. */
async function conversed(
  connection: SMTPConnection,
  { login }: Relay,
  { envelope, bytes }: Parcel,
  signal: AbortSignal,
): Promise<void> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  connection.on('error', broken.reject);
  connection.on('end', () => broken.reject(new Error('the relay closed the connection')));
  const onAbort = () => broken.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const step = (work: (done: (error?: Error | null) => void) => void) =>
    Promise.race([
      broken.promise,
      new Promise<void>((resolve, reject) => work((error) => (error ? reject(error) : resolve()))),
    ]);
  try {
    await step((done) => connection.connect(done));
    if (login) await step((done) => connection.login({ user: login.user, pass: login.password }, done));
    await step((done) => connection.send(envelope, bytes, done));
    connection.quit();
    await farewell(connection);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The message is taken by now: how the relay ends changes nothing, and is not waited for long. */
const farewell = (connection: SMTPConnection): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, GOODBYE_MS);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const tooLate = ({ host, port }: Relay): AppError =>
  new AppError('timeout', 'mail.timeout', `The relay ${host}:${port} did not take the message in time.`);
