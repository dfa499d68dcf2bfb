import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, workFolder } from './built.ts';

const minuteMs = 60_000;
const work = workFolder('server');
const adit = join(work.path, 'adit');
const env = { HOME: work.path, ADIT__SERVER__PORT: '0' };
const mapsDuckDb = (pid: number) => readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libduckdb.so');

/** Reads what a program prints until the pattern is there; fails when it ends before. */
async function printed(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<RegExpExecArray> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    const found = pattern.exec(text);
    if (found) return found;
  }
  throw new Error(`The program ended without printing ${pattern}:\n${text}`);
}

beforeAll(() => build(adit), minuteMs);
afterAll(() => work[Symbol.dispose]());

test(
  'the server answers, has not loaded DuckDB, and ends cleanly',
  async () => {
    await using server = Bun.spawn([adit, 'serve', '--data', join(work.path, 'data')], {
      env,
      stdout: 'pipe',
      stderr: 'ignore',
    });
    const [, url] = await printed(server.stdout, /serves (http:\/\/127\.0\.0\.1:\d+)/);
    for (const path of ['/livez', '/readyz']) expect((await fetch(`${url}${path}`)).status).toBe(200);
    expect(mapsDuckDb(server.pid)).toBe(false);
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  },
  minuteMs,
);

test(
  'its child has loaded DuckDB: the look at the mapped files is sharp',
  async () => {
    await using child = Bun.spawn([adit, 'sql-host'], { env, stdin: 'pipe', stdout: 'pipe', stderr: 'ignore' });
    const settings = { folders: [], tempFolder: join(work.path, 'temp'), threads: 1, memoryBytes: 1e8 };
    child.stdin.write(`${JSON.stringify(settings)}\n`);
    const wrong = {
      id: 1,
      version: join(work.path, 'nowhere'),
      text: 'select',
      values: [],
      keptEvents: null,
      into: '',
    };
    child.stdin.write(`${JSON.stringify(wrong)}\n`);
    await child.stdin.flush();
    await printed(child.stdout, /"error"/);
    expect(mapsDuckDb(child.pid)).toBe(true);
    child.stdin.end();
    expect(await child.exited).toBe(0);
  },
  minuteMs,
);
