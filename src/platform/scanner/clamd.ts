import { connect, type Socket } from 'node:net';
import type { Egress } from '../egress/index.ts';
import { fileBytes } from '../file-bytes.ts';
import { type Scanner, signatureOf, type Verdict } from './scanner.ts';

const MAX_ANSWER_BYTES = 4096;

/**
 * ClamAV's daemon, by its command INSTREAM: chunks with their length before them, a chunk of none at the end. It needs no rights on our
 * files and may run elsewhere. A file over its `StreamMaxLength` is an error to it, hence refused.
 */
export function clamdScanner(target: string, timeLimitMs: number, egress: Pick<Egress, 'connect'>): Scanner {
  return {
    name: 'ClamAV',
    async scan(path) {
      const socket = await open(target, timeLimitMs, egress);
      const late = setTimeout(() => socket.destroy(new Error(`no answer in ${timeLimitMs / 1000} s`)), timeLimitMs);
      try {
        const answer = answerOf(socket);
        // It may answer before it has heard all, and hang up: then the answer counts, not that the rest was not taken.
        await send(socket, path).catch(async (error) => {
          if ((await answer.catch(() => '')) === '') throw error;
        });
        return verdictOf(await answer);
      } finally {
        clearTimeout(late);
        socket.destroy();
      }
    },
  };
}

async function open(target: string, timeoutMs: number, egress: Pick<Egress, 'connect'>): Promise<Socket> {
  if (!target.startsWith('unix:')) {
    const { hostname, port } = new URL(target);
    return egress.connect(hostname.replaceAll(/[[\]]/g, ''), Number(port), { timeoutMs });
  }
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ path: target.slice('unix:'.length) });
  socket.once('connect', () => resolve(socket)).once('error', reject);
  return promise;
}

async function send(socket: Socket, path: string): Promise<void> {
  await write(socket, 'zINSTREAM\0');
  for await (const chunk of fileBytes(path)) {
    await write(socket, lengthOf(chunk.length));
    await write(socket, chunk);
  }
  await write(socket, lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
}

const write = (socket: Socket, bytes: Uint8Array | string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.destroyed) reject(new Error('the scanner hung up'));
    const gone = () => reject(new Error('the scanner hung up'));
    socket.once('close', gone);
    socket.write(bytes, (error) => {
      socket.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });

/** All that it says until it hangs up; it closes the connection behind its answer. */
function answerOf(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  let fault: Error | null = null;
  socket.on('data', (bytes) => {
    said = (said + bytes.toString('latin1')).slice(0, MAX_ANSWER_BYTES);
    if (said.includes('\0')) resolve(said);
  });
  socket.on('error', (error) => {
    fault = error;
  });
  socket.on('close', () => (said === '' && fault ? reject(fault) : resolve(said)));
  promise.catch(() => undefined); // It is asked for only after all was sent.
  return promise;
}

function verdictOf(answer: string): Verdict {
  const text = answer.replaceAll('\0', '').trim();
  if (/^stream: OK$/.test(text)) return { infected: false };
  const [, signature] = /^stream: (.+) FOUND$/.exec(text) ?? [];
  if (signature) return { infected: true, signature: signatureOf(signature) };
  throw new Error(`clamd said: ${signatureOf(text || 'nothing')}`);
}
