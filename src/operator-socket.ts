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

/** Opens the socket; null where the data folder's path is too long for one (the log says so). */
export function openOperatorSocket(appliance: Appliance): { stop(): void } | null {
  const path = socketPath(appliance.dataFolder);
  if (Buffer.byteLength(path) > MAX_PATH) {
    appliance.log.warn('operator.noSocket', { reason: `the path of ${path} is longer than ${MAX_PATH} bytes` });
    return null;
  }
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    async fetch(request) {
      const command = (await request.json()) as OperatorCommand;
      return new Response(answer(appliance, command, request.signal), {
        headers: { 'content-type': 'application/x-ndjson' },
      });
    },
  });
  chmodSync(path, 0o600);
  return {
    stop() {
      server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

function answer(appliance: Appliance, command: OperatorCommand, gone: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(stream) {
      const say = (line: SocketLine) => {
        if (!gone.aborted) stream.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      try {
        await operate(appliance, command, say, gone);
      } catch (error) {
        const fault = error instanceof AppError ? error : defectOf(appliance, error);
        say({ fault: fault.toData() });
      }
      if (!gone.aborted) stream.close();
    },
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
    throw new AppError(
      'unavailable',
      'operator.noServer',
      `A process holds the data folder ${dataFolder}, but it does not answer. Try again in a moment.`,
    );
  }
  for await (const line of textLines(response.body!)) {
    const message = JSON.parse(line) as SocketLine;
    if ('fault' in message) throw AppError.fromData(message.fault);
    say(message);
  }
}
