import { afterEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { testClock } from '../clock.ts';
import { createLog, fileSink, openLog, streamSink } from './index.ts';

const folders: string[] = [];
const newFile = () => {
  const made = mkdtempSync(join(tmpdir(), 'adit-log-'));
  folders.push(made);
  return join(made, 'adit.log');
};
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

function watched(options: { format?: 'json' | 'text'; secrets?: string[] } = {}) {
  const lines: string[] = [];
  const clock = testClock(Date.UTC(2026, 10, 21, 8));
  const log = createLog({ ...options, clock, sink: streamSink((text) => void lines.push(text)) });
  return { log, lines };
}

test('one JSON object a line: time, level, event, fields, and those of the child', () => {
  const { log, lines } = watched();
  log
    .child({ request_id: 'r1' })
    .child({ job_id: 'j1' })
    .info('import.done', { rows: 3, at: new Date(0) });
  expect(lines).toEqual([
    '{"time":"2026-11-21T08:00:00.000Z","level":"info","event":"import.done","request_id":"r1","job_id":"j1","rows":3,"at":"1970-01-01T00:00:00.000Z"}\n',
  ]);
});

test('levels, changed while running', () => {
  const { log, lines } = watched();
  log.debug('a.b');
  log.setLevel('debug');
  log.debug('a.c');
  log.setLevel('error');
  log.warn('a.d');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['a.c']);
});

test('a fault is told with its code and stack', () => {
  const { log, lines } = watched();
  log.error('job.failed', { error: new AppError('invalid', 'csv.noCase', 'No case column.') });
  expect(JSON.parse(lines[0] as string).error).toMatchObject({
    fault: 'invalid',
    code: 'csv.noCase',
    message: 'No case column.',
  });
});

const CANARY = 'c4n4ry/+ß"value';
const HOSTILE = 'line1\nline2\r\u001b[31mred\u0085\u2028\u202eevil\u007f';

test.each(['json', 'text'] as const)('no secret in any place of a %s line', (format) => {
  const { log, lines } = watched({ format, secrets: [CANARY] });
  const named = {
    password: CANARY,
    Authorization: `Bearer x`,
    apiKey: 'k-1',
    'set-cookie': ['sid-9'],
    nested: { client_secret: 'n-7', csrf: 5 },
  };
  log.info('a.b', { named, url: `https://u:${encodeURIComponent(CANARY)}@h/`, list: [`x${CANARY}y`], [CANARY]: 1 });
  log.info('a.b', {
    header: `Basic ${Buffer.from(CANARY).toString('base64')}`,
    error: new Error(`failed with ${CANARY}`),
  });
  log.info('a.b', { map: new Map([['token', 'm-3']]), deep: { a: { b: { c: CANARY } } } });
  log.hide('later-canary');
  log.child({ note: 'has later-canary' }).warn('a.b');
  const all = lines.join('');
  for (const secret of ['c4n4ry', 'YzRuNHJ5', 'Bearer x', 'k-1', 'sid-9', 'n-7', 'm-3', 'later-canary', 'csrf":5'])
    expect(all).not.toContain(secret);
  expect(all).toContain('[redacted]');
});

test.each(['json', 'text'] as const)('no field can break or colour a %s line', (format) => {
  const { log, lines } = watched({ format });
  log.info(`event${HOSTILE}`, { [HOSTILE]: HOSTILE, time: 'never', level: 'fake', event: 'posed' });
  expect(lines.length).toBe(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect((lines[0] as string).slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  if (format === 'json')
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'info', field_level: 'fake', field_time: 'never' });
});

test('values of rows are in no line: neither those of findings, nor what a fault keeps for who sees all', () => {
  const { log, lines } = watched();
  const details = [{ line: 3, value: 'Jane', message: 'is no number' }];
  log.error('a.failed', { error: new AppError('invalid', 'import.badRow', 'Line 3: is no number.', details) });
  const said = [{ pointer: '/steps/0', message: '"Jane" is no number' }];
  log.error('b.failed', {
    error: new AppError('invalid', 'x.y', 'Row 3: "…" is no number.', said, 'Row 3: "Jane" is no number.'),
  });
  expect(lines.join('')).not.toContain('Jane');
  expect(JSON.parse(lines[0]!).error.details).toEqual([{ line: 3, message: 'is no number' }]);
  expect(JSON.parse(lines[1]!).error.message).toBe('Row 3: "…" is no number.');
});

test('what is too deep, too long, circular or no data is cut, not fatal', () => {
  const { log, lines } = watched();
  const circle: Record<string, unknown> = { big: 10n ** 20n, nan: Number.NaN, bytes: new Uint8Array(9), f: () => 0 };
  circle.self = circle;
  log.info('a.b', { circle, long: 'x'.repeat(20_000), many: Array.from({ length: 5000 }, (_, i) => i) });
  const line = JSON.parse(lines[0] as string);
  expect(line.circle).toMatchObject({ big: '100000000000000000000', nan: 'NaN', bytes: '[9 bytes]' });
  expect(line.long).toEndWith('… (20000 characters)');
  expect(line.many.length).toBe(100);
});

test('the file is put aside at its size; only so many are kept; no line is lost or cut', () => {
  const file = newFile();
  const sink = fileSink(file, { rotateBytes: 100, keep: 2, fallback: () => expect.unreachable() });
  // Ten bytes a line: ten lines a file. Of 45 lines the last two full files and the begun one remain: 20 … 44.
  for (let i = 0; i < 45; i++) sink.write(`line ${String(i).padStart(4, '0')}\n`);
  sink.close();
  expect(readdirSync(join(file, '..')).toSorted()).toEqual(['adit.log', 'adit.log.1', 'adit.log.2']);
  const kept = ['.2', '.1', ''].flatMap((end) =>
    readFileSync(file + end, 'utf8')
      .trim()
      .split('\n'),
  );
  expect(kept).toEqual(Array.from({ length: 25 }, (_, i) => `line ${String(i + 20).padStart(4, '0')}`));
  expect(statSync(file).mode & 0o007).toBe(0);
});

test('appends after a restart, and opens anew when the file was moved', () => {
  const file = newFile();
  const config = { level: 'info', format: 'json', file, rotate_bytes: 10_000, keep: 1 } as const;
  openLog(config).info('a.first');
  const log = openLog(config);
  log.info('a.second');
  renameSync(file, `${file}.moved`);
  log.reopen();
  log.info('a.third');
  expect(readFileSync(`${file}.moved`, 'utf8').split('\n').length).toBe(3);
  expect(readFileSync(file, 'utf8')).toContain('a.third');
});

test('a disk that refuses sends the line to standard error', () => {
  const lines: string[] = [];
  const sink = fileSink('/dev/full', { rotateBytes: 10_000, keep: 0, fallback: (text) => void lines.push(text) });
  sink.write('lost?\n');
  expect(lines.join('')).toContain('ENOSPC');
  expect(lines.join('')).toContain('lost?');
  expect(existsSync('/dev/full')).toBe(true);
});
