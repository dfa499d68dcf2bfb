/** What is made out of the data of a region lies below its storage root, from the first byte on: seen at the system calls. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STRACE = Bun.which('strace');
/** Every call that makes, changes or removes a name; openings for reading alone are left out below. */
const CALLS =
  'openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,truncate';
/** What the system itself offers to write to; nothing is kept there. */
const OF_THE_SYSTEM = /^\/(proc|sys|dev)\//;

const folder = mkdtempSync(join(tmpdir(), 'adit-regions-'));
const [root, marks, trace] = [join(folder, 'eu'), join(folder, 'marks'), join(folder, 'trace')];
let written: string[] = [];

beforeAll(async () => {
  if (!STRACE) return;
  for (const path of [root, marks]) mkdirSync(path);
  const work = join(import.meta.dir, 'region-work.ts');
  const tracer = [STRACE, '-f', '-qq', '-s', '1000', '-o', trace, '-e', `trace=${CALLS}`];
  const child = Bun.spawn([...tracer, process.execPath, work, root, marks], { stdout: 'pipe', stderr: 'pipe' });
  const [said, failed] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) !== 0) throw new Error(`the work failed: ${said} ${failed}`);
  written = pathsBetweenMarks(readFileSync(trace, 'utf8').split('\n'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Paths that were written to between the two marks. One that is relative stands below a folder that was opened by its whole path. */
function pathsBetweenMarks(lines: readonly string[]): string[] {
  const [begin, end] = ['begin', 'end'].map((mark) => lines.findIndex((line) => line.includes(join(marks, mark))));
  const writing = lines
    .slice(begin! + 1, end)
    .filter((line) => !/\bopen(at)?\(/.test(line) || /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(line));
  const paths = writing.flatMap((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, path]) => path!));
  return [...new Set(paths)].filter((path) => path.startsWith('/') && !OF_THE_SYSTEM.test(path));
}

test.skipIf(!STRACE)(`nothing is written outside the root${STRACE ? '' : ' (needs strace)'}`, () => {
  expect(written.filter((path) => !path.startsWith(`${root}/`))).toEqual([]);
});

test.skipIf(!STRACE)(
  `uploads, raw files, staging, versions, caches and exports were among it${STRACE ? '' : ' (needs strace)'}`,
  () => {
    for (const part of [
      /\/uploads\/[^/]+$/,
      /\/uploads\/\.tmp-preview-/,
      /\/raw\/[^/]+$/,
      /\/versions\/\.tmp-[^/]*-spill$/,
      /\/versions\/[^/]+\/?$/,
      /\/cache\/clock\//,
      /\/cache\/sql\/rows-/,
      /\/cache\/exports\//,
    ])
      expect([part, written.some((path) => part.test(path))]).toEqual([part, true]);
  },
);
