import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EICAR, realClamd, withoutClamd } from '../../../tests/real-clamd.ts';
import { scannersOf } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-scanner-'));
const clean = join(folder, 'clean.csv');
const bad = join(folder, 'a file; with $(odd) "name".csv');
writeFileSync(clean, `case,activity,time\n${'1,a,2026-01-01\n'.repeat(50_000)}`);
writeFileSync(bad, EICAR);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SETTINGS = { clamd: '', command: [], cleanExitCodes: [0], infectedExitCodes: [1], timeLimitMs: 60_000 };
const never = { connect: () => Promise.reject(new Error('not over the network')) };
const scannerOf = (more: object) => scannersOf({ ...SETTINGS, ...more }, never as never)[0]!;

test('none is asked where none is set up; each that is named is asked', () => {
  expect(scannersOf(SETTINGS, never as never)).toEqual([]);
  const both = scannersOf({ ...SETTINGS, clamd: 'unix:/x', command: ['/opt/bin/look', '{file}'] }, never as never);
  expect(both.map(({ name }) => name)).toEqual(['ClamAV', 'look']);
});

describe('a program', () => {
  const program = (...command: string[]) => scannerOf({ command });
  test('gets the path as one argument, whatever is in it; no shell reads it', async () => {
    const verdict = await program('/usr/bin/grep', '-l', 'EICAR-STANDARD', '{file}').scan(clean);
    expect(verdict).toMatchObject({ infected: true }); // grep finds nothing: its code is 1
    expect(await program('/usr/bin/grep', '-q', 'EICAR-STANDARD', '{file}').scan(bad)).toEqual({ infected: false });
  });
  test('says what it found; where the file lies is not told on, nor what would colour a page', async () => {
    const says = (line: string) => program('/bin/sh', '-c', `printf '${line}' "$1"; exit 1`, 'sh', '{file}').scan(bad);
    expect(await says('%s: Eicar-Test FOUND\\n')).toEqual({ infected: true, signature: 'Eicar-Test' });
    expect(await says('%s \\033[31mbad')).toEqual({ infected: true, signature: '[31mbad' });
    expect(await says('')).toEqual({ infected: true, signature: 'unnamed' });
  });
  test.each([
    ['another exit code', ['/bin/sh', '-c', 'exit 2', '{file}']],
    ['a signal', ['/bin/sh', '-c', 'kill -SEGV $$', '{file}']],
    ['a program that is not there', ['/nowhere/scan', '{file}']],
  ])('%s is no verdict', async (_, command) => {
    await expect(program(...command).scan(clean)).rejects.toThrow();
  });
  test('one that does not end is ended, and gave no verdict', async () => {
    const waits = scannerOf({ command: ['/bin/sh', '-c', 'exec sleep 600', '{file}'], timeLimitMs: 50 });
    await expect(waits.scan(clean)).rejects.toThrow('SIGKILL');
  });
  test('codes mean what the settings say', async () => {
    const two = { command: ['/bin/sh', '-c', 'exit 13', '{file}'], cleanExitCodes: [0, 13] };
    expect(await scannerOf(two).scan(clean)).toEqual({ infected: false });
    await expect(scannerOf({ ...two, cleanExitCodes: [13], infectedExitCodes: [13] }).scan(clean)).resolves.toEqual({
      infected: false,
    });
  });
  test('one that talks without end fills no memory', async () => {
    const chatty = ['/bin/sh', '-c', 'head -c 50000000 /dev/zero | tr "\\0" x; exit 1', '{file}'];
    const verdict = await program(...chatty).scan(clean);
    expect(verdict).toEqual({ infected: true, signature: 'x'.repeat(200) });
  });
});

describe('clamd, a FAKE of it', () => {
  /** Answers with these bytes after so many; null: as soon as the stream has ended. */
  const fake = async (answer: string | null, after: number | null, ask: (target: string) => Promise<unknown>) => {
    const path = join(folder, `fake-${Math.floor(performance.now() * 1e6)}.sock`);
    let got = 0;
    const server = Bun.listen({
      unix: path,
      socket: {
        data(socket, bytes) {
          got += bytes.length;
          const ended = bytes.subarray(-4).equals(Buffer.alloc(4));
          if (after === null ? !ended : got < after) return;
          if (answer === null) socket.end();
          else socket.end(answer);
        },
      },
    });
    try {
      return await ask(`unix:${path}`);
    } finally {
      server.stop(true);
    }
  };
  const scan = (file: string) => (clamd: string) => scannerOf({ clamd, timeLimitMs: 5000 }).scan(file);
  test('OK, FOUND, and everything else', async () => {
    expect(await fake('stream: OK\0', null, scan(clean))).toEqual({ infected: false });
    expect(await fake('stream: Win.X-1 FOUND\0', null, scan(clean))).toEqual({ infected: true, signature: 'Win.X-1' });
    for (const odd of ['stream: OK? ERROR\0', 'OK\0', 'stream: OK FOUND OK\0', '', 'UNKNOWN COMMAND\0'])
      await expect(fake(odd, null, scan(clean))).rejects.toThrow(/clamd said|hung up|EPIPE/);
  });
  test('an answer before the end of the file counts; hanging up without one is no verdict', async () => {
    const tooLong = 'INSTREAM size limit exceeded. ERROR\0';
    await expect(fake(tooLong, 1000, scan(clean))).rejects.toThrow(/size limit|hung up|EPIPE/);
    await expect(fake(null, 1000, scan(clean))).rejects.toThrow(/clamd said|hung up|EPIPE/);
  });
  test('nobody there is no verdict', async () => {
    await expect(scan(clean)('unix:/nowhere/clamd.ctl')).rejects.toThrow();
  });
  test('one that is silent is not waited for', async () => {
    const silent = fake('', Number.POSITIVE_INFINITY, (clamd) => scannerOf({ clamd, timeLimitMs: 100 }).scan(clean));
    await expect(silent).rejects.toThrow(/no answer|hung up/);
  });
});

describe.skipIf(withoutClamd)(`clamd${withoutClamd ? ' (needs clamav-daemon)' : ''}`, () => {
  let clamd: Awaited<ReturnType<typeof realClamd>>;
  beforeAll(async () => {
    clamd = await realClamd();
  }, 60_000);
  afterAll(() => clamd?.end());
  test('finds the test string, in a file and behind others, and lets others pass', async () => {
    const scanner = scannerOf({ clamd: clamd.target });
    expect(await scanner.scan(clean)).toEqual({ infected: false });
    expect(await scanner.scan(bad)).toEqual({ infected: true, signature: 'Eicar.Test.UNOFFICIAL' });
  });
  test('a file over its limit is not taken for clean', async () => {
    const long = join(folder, 'long.csv');
    writeFileSync(long, Buffer.alloc(3 * 1_048_576, 'x'));
    await expect(scannerOf({ clamd: clamd.target }).scan(long)).rejects.toThrow(/size limit|hung up|EPIPE/);
  });
  test('when it has ended there is no verdict', async () => {
    await clamd.end();
    expect(existsSync(clamd.target.slice('unix:'.length))).toBe(false);
    await expect(scannerOf({ clamd: clamd.target }).scan(clean)).rejects.toThrow();
  });
});
