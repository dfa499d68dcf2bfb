import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig, type FileEntryWithStats, type SFTPWrapper, type Stats, utils } from 'ssh2';
import {
  AppError,
  type ConnectorRun,
  calledOff,
  connectionLost,
  invalid,
  notThere,
  notUnderstood,
  queryRefused,
  signInRefused,
} from '#sdk';

export interface SftpSettings {
  readonly host: string;
  readonly port: number;
  readonly hostKey: string;
  readonly user: string;
  readonly password: string;
  readonly privateKey: string;
  readonly passphrase: string;
}

const READY_MS = 20_000;
const ALIVE_MS = 15_000;
/** Codes of SFTP. */
const [END_OF_FILE, NO_FILE, NO_RIGHT] = [1, 2, 3];

/** Signs in to a server whose key is the expected one: nothing is told to any other. */
export async function signedIn(settings: SftpSettings, run: ConnectorRun): Promise<SftpSession> {
  const server = `The SFTP server ${settings.host}:${settings.port}`;
  const keyed = keyOf(settings);
  const client = new Client();
  const stop = () => client.destroy();
  run.signal.addEventListener('abort', stop, { once: true });
  let shown = '';
  try {
    const sock = (await run.connect(settings.host, settings.port)) as Duplex;
    const config: ConnectConfig = {
      ...{
        sock: sock as never,
        username: settings.user,
        readyTimeout: READY_MS,
        keepaliveInterval: ALIVE_MS,
        ...keyed,
      },
      hostVerifier: (key: Buffer) => {
        shown = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
        return shown === settings.hostKey.replace(/=+$/, '');
      },
      ...(settings.password === '' ? {} : { password: settings.password, tryKeyboard: true }),
    };
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.on('error', reject).on('close', () => reject(new Error('the other side closed the connection')));
      // Servers that ask by dialogue ask for the password alone.
      client.on('keyboard-interactive', (_name, _words, _language, prompts, answer) =>
        answer(prompts.map(() => settings.password)),
      );
      client.on('ready', () => client.sftp((error, opened) => (error ? reject(error) : resolve(opened))));
      client.connect(config);
    });
    return new SftpSession(server, client, sftp, run.signal);
  } catch (error) {
    client.destroy();
    run.signal.removeEventListener('abort', stop);
    throw openingFault(error, { server, shown, expected: settings.hostKey, signal: run.signal });
  }
}

function keyOf({ privateKey, passphrase, password }: SftpSettings): Pick<ConnectConfig, 'privateKey' | 'passphrase'> {
  if (privateKey.trim() === '') {
    if (password === '') invalid('connector.noSecret', 'Give a password, a private key, or both.');
    return {};
  }
  const parsed = utils.parseKey(`${privateKey.trim()}\n`, passphrase);
  if (parsed instanceof Error)
    invalid(
      'connector.badKey',
      `The private key cannot be used: ${parsed.message}. Paste it whole, and its passphrase.`,
    );
  return { privateKey: `${privateKey.trim()}\n`, ...(passphrase === '' ? {} : { passphrase }) };
}

/** One connection, signed in. Its faults name the server. */
export class SftpSession implements AsyncDisposable {
  readonly server: string;
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #signal: AbortSignal;
  #isClosed = false;
  readonly #closed: Promise<void>;

  constructor(server: string, client: Client, sftp: SFTPWrapper, signal: AbortSignal) {
    this.server = server;
    this.#client = client;
    this.#sftp = sftp;
    this.#signal = signal;
    // What breaks later is told to whoever waits for an answer.
    client.on('error', () => {});
    this.#closed = new Promise((resolve) => {
      client.on('close', () => {
        this.#isClosed = true;
        resolve();
      });
    });
  }

  realPath(path: string): Promise<string> {
    return this.#asked(`folder "${path}"`, (done) => this.#sftp.realpath(path, done));
  }

  /** What is in a folder, in pieces as the server sends them. */
  async *entries(folder: string): AsyncGenerator<readonly FileEntryWithStats[]> {
    const what = `folder "${folder}"`;
    const handle = await this.#asked<Buffer>(what, (done) => this.#sftp.opendir(folder, done));
    try {
      for (;;) {
        const piece = await this.#asked<FileEntryWithStats[] | null>(what, (done) =>
          this.#sftp.readdir(handle, (error, list) =>
            codeOf(error) === END_OF_FILE ? done(undefined, null) : done(error, list),
          ),
        );
        if (!piece) return;
        yield piece;
      }
    } finally {
      this.#sftp.close(handle, () => {});
    }
  }

  openFile(path: string): Promise<Buffer> {
    return this.#asked(`file "${path}"`, (done) => this.#sftp.open(path, 'r', done));
  }

  stat(handle: Buffer, path: string): Promise<Stats> {
    return this.#asked(`file "${path}"`, (done) => this.#sftp.fstat(handle, done));
  }

  /** As many bytes as were asked for, fewer at the end of the file. */
  async read(handle: Buffer, path: string, at: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(length);
    let got = 0;
    while (got < length) {
      const count = await this.#asked<number>(`file "${path}"`, (done) =>
        this.#sftp.read(handle, bytes, got, length - got, at + got, (error, read) =>
          codeOf(error) === END_OF_FILE ? done(undefined, 0) : done(error, read),
        ),
      );
      if (count === 0) break;
      got += count;
    }
    return bytes.subarray(0, got);
  }

  close(handle: Buffer): void {
    this.#sftp.close(handle, () => {});
  }

  async [Symbol.asyncDispose]() {
    this.#client.end();
    await Promise.race([this.#closed, Bun.sleep(1000)]);
    this.#client.destroy();
  }

  async #asked<T>(
    what: string,
    ask: (done: (error: Error | undefined | null, answer: T) => void) => unknown,
  ): Promise<T> {
    if (this.#signal.aborted) throw calledOff(this.server, this.#signal);
    if (this.#isClosed) throw connectionLost(this.server, 'the server closed it');
    try {
      return await new Promise<T>((resolve, reject) =>
        ask((error, answer) => (error ? reject(error) : resolve(answer))),
      );
    } catch (error) {
      if (this.#signal.aborted) throw calledOff(this.server, this.#signal);
      const code = codeOf(error);
      if (code === NO_FILE) throw notThere(this.server, what);
      if (code === NO_RIGHT) throw queryRefused(this.server, `this account may not read the ${what}`, 'names');
      throw connectionLost(this.server, `${what}: ${(error as Error).message}`);
    }
  }
}

function openingFault(
  error: unknown,
  { server, shown, expected, signal }: { server: string; shown: string; expected: string; signal: AbortSignal },
): AppError {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError) return error;
  const { message, level } = error as Error & { level?: string };
  if (shown !== '' && expected === '')
    return new AppError(
      'invalid',
      'connector.unknownHost',
      `${server} shows the key ${shown}. Ask its administrator whether it is the one of the server, and if so enter it as the host key. Nothing was sent to it.`,
    );
  if (shown !== '' && shown !== expected.replace(/=+$/, ''))
    return new AppError(
      'invalid',
      'connector.otherHost',
      `${server} shows the key ${shown}, expected is ${expected}. Somebody may stand between: ask its administrator whether the key was changed. Nothing was sent to it.`,
    );
  if (level === 'client-authentication') return signInRefused(server, message);
  if (level === 'client-timeout')
    return new AppError('timeout', 'connector.timeout', `${server} does not answer in time.`);
  if (shown === '') return notUnderstood(server, message);
  return connectionLost(server, message);
}

const codeOf = (error: unknown): number | undefined => (error as { code?: number } | null | undefined)?.code;
