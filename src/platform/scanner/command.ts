import { basename } from 'node:path';
import { type Scanner, signatureOf } from './scanner.ts';

interface CommandSettings {
  readonly command: readonly string[];
  readonly cleanExitCodes: readonly number[];
  readonly infectedExitCodes: readonly number[];
  readonly timeLimitMs: number;
}

/** What a scanner says is read to its end, and so much of it kept. */
const KEPT_CHARS = 65_536;

/** A program that looks at a file and says by its exit code what it found. It gets a list of arguments, and no shell. */
export function commandScanner(settings: CommandSettings): Scanner {
  const { command, cleanExitCodes, infectedExitCodes, timeLimitMs } = settings;
  return {
    name: basename(command[0]!),
    async scan(path) {
      const child = Bun.spawn(
        command.map((word) => word.replaceAll('{file}', () => path)),
        {
          ...{ stdin: 'ignore', stdout: 'pipe', stderr: 'ignore', timeout: timeLimitMs, killSignal: 'SIGKILL' },
          env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8' },
        },
      );
      const said = await kept(child.stdout);
      await child.exited;
      if (child.signalCode) throw new Error(`it was ended by ${child.signalCode}, mostly because it took too long`);
      if (cleanExitCodes.includes(child.exitCode!)) return { infected: false };
      if (!infectedExitCodes.includes(child.exitCode!)) throw new Error(`it ended with the code ${child.exitCode}`);
      return { infected: true, signature: signatureIn(said, path) };
    },
  };
}

async function kept(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of stream) if (text.length < KEPT_CHARS) text += decoder.decode(bytes, { stream: true });
  return text.slice(0, KEPT_CHARS);
}

/** Most say `<path>: <what> FOUND`; of the others, the first line. Where our files lie is nobody's business. */
function signatureIn(said: string, path: string): string {
  const lines = said.replaceAll(path, '').split('\n');
  const found = lines.map((line) => /^:? ?(.+) FOUND$/.exec(line.trim())?.[1]).find(Boolean);
  return signatureOf(found ?? lines.find((line) => line.trim() !== '') ?? '');
}
