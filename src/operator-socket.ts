import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type FaultData } from '#sdk';
import type { Appliance } from './assemble.ts';
import { textLines } from './engine/child-process.ts';
import { type OperatorCommand, type OperatorLine, operate } from './operator.ts';

type SocketLine = OperatorLine | { fault: FaultData };

/** Where a running server takes the operator's commands: in the data folder, for its owner alone (mode 0600). */
export const socketPath = (dataFolder: string): string => join(dataFolder, 'admin.sock');

/** Longest path a socket of this kind can have. */
const MAX_PATH = 107;

export interface OperatorSocket {
  /** From now on new commands are refused; those under way go on. */
  drain(): void;
  /** Tells those who still wait that the server is stopping, and closes. */
  stop(): Promise<void>;
}

/** Opens the socket (`site`: where people reach the server); null where the data folder's path is too long for one (the log says so). */
export function openOperatorSocket(appliance: Appliance, site: string): OperatorSocket | null {
  const path = socketPath(appliance.dataFolder);
  if (Buffer.byteLength(path) > MAX_PATH) {
    appliance.log.warn('operator.noSocket', { reason: `the path of ${path} is longer than ${MAX_PATH} bytes` });
    return null;
  }
  rmSync(path, { force: true });
  const running = new Set<Running>();
  let stopping = false;
  const server = Bun.serve({
    unix: path,
    ...PATIENT,
    async fetch(request) {
      const command = (await request.json()) as OperatorCommand;
      const run: Running = { stop: new AbortController(), ended: Promise.resolve() };
      if (stopping) run.stop.abort(STOPPING);
      request.signal.addEventListener('abort', () => run.stop.abort());
      running.add(run);
      const body = answer(appliance, command, { run, site }, () => running.delete(run));
      return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
    },
  });
  chmodSync(path, 0o600);
  return {
    drain() {
      stopping = true;
    },
    async stop() {
      for (const run of running) run.stop.abort(STOPPING);
      const late = setTimeout(() => void server.stop(true), LAST_WORDS_MS);
      await Promise.all([...running].map((run) => run.ended));
      clearTimeout(late);
      await server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

/** Keeping a large file says nothing for longer than the ten seconds of the default; Bun's types know this for ports alone. */
const PATIENT = { idleTimeout: 0 } as object;

/** One command under way. Its signal is aborted without a reason of ours when the one who asked is gone. */
interface Running {
  stop: AbortController;
  ended: Promise<void>;
}

const LAST_WORDS_MS = 2000;
const STOPPING = new AppError(
  'unavailable',
  'operator.serverGone',
  'The server is stopping. What it had begun goes on when it starts again.',
);

function answer(
  appliance: Appliance,
  command: OperatorCommand,
  { run, site }: { run: Running; site: string },
  over: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const { signal } = run.stop;
  const gone = () => signal.aborted && signal.reason !== STOPPING;
  return new ReadableStream({
    start(stream) {
      const say = (line: SocketLine) => {
        if (!gone()) stream.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      run.ended = (async () => {
        try {
          say({ progress: 0 }); // the one who asked learns that it is heard
          if (signal.aborted) throw signal.reason;
          await operate(appliance, command, say, signal, site);
        } catch (error) {
          const fault = error instanceof AppError ? error : defectOf(appliance, error);
          say({ fault: fault.toData() });
        }
        if (!gone()) stream.close();
        over();
      })();
    },
    cancel: () => run.stop.abort(),
  });
}

function defectOf({ log }: Appliance, error: unknown): AppError {
  log.error('operator.defect', { error: String((error as Error)?.stack ?? error) });
  return new AppError('internal', 'operator.defect', 'A defect stopped this command; the log of the server says more.');
}

/** Asks the server that holds the data folder. */
export async function askServer(
  dataFolder: string,
  command: OperatorCommand,
  say: (line: OperatorLine) => void,
  signal: AbortSignal,
): Promise<void> {
  let response: Response;
  try {
    response = await fetch('http://adit/', {
      method: 'POST',
      body: JSON.stringify(command),
      unix: socketPath(dataFolder),
      signal,
    });
  } catch {
    if (signal.aborted) throw lost(signal);
    throw new AppError(
      'unavailable',
      'operator.noServer',
      `A process holds the data folder ${dataFolder}, but it does not answer. Try again in a moment.`,
    );
  }
  let answered = false;
  try {
    for await (const line of textLines(response.body!)) {
      const message = JSON.parse(line) as SocketLine;
      if ('fault' in message) throw AppError.fromData(message.fault);
      answered = 'result' in message;
      say(message);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw lost(signal);
  }
  if (!answered) throw lost(signal);
}

const lost = (signal: AbortSignal): AppError =>
  signal.aborted
    ? new AppError('cancelled', 'operator.cancelled', 'The command was cancelled; the server was told.')
    : new AppError(
        'unavailable',
        'operator.serverGone',
        'The server ended before it had answered. What it had begun goes on when it starts again.',
      );
