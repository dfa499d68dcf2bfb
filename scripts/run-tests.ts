/**
 * `bun run test [paths…]`: runs `bun test`, then counts from its JUnit report and prints `N passed, N failed`, and what
 * was skipped and why. A test that needs something the machine lacks is skipped under a name that ends in
 * "(needs PACKAGE)"; with CI=true every skip fails. TEST_SUMMARY_FILE takes the counts as JSON.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Case {
  name: string;
  file: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** What was said of one that failed, and where. */
  reason: string;
  seconds: number;
}

/** Folders and files whose time is told. */
const MOST_TOLD = 12;

const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#10;', '\n')
    .replaceAll('&amp;', '&');
const attribute = (attributes: string, name: string): string =>
  decode(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');

/** The text of a failure, or its message where it has no text. */
function reasonIn(body: string): string {
  const [, attributes = '', text = ''] = /<(?:failure|error)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/)/.exec(body) ?? [];
  return (decode(text) || attribute(attributes, 'message')).trim();
}

/** Test cases of a JUnit report as `bun test` writes it. */
function casesOf(report: string): Case[] {
  return [...report.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, attributes, body]) => ({
    name: attribute(attributes!, 'name'),
    file: attribute(attributes!, 'file'),
    outcome: /<(failure|error)\b/.test(body ?? '') ? 'failed' : /<skipped\b/.test(body ?? '') ? 'skipped' : 'passed',
    reason: reasonIn(body ?? ''),
    seconds: Number(attribute(attributes!, 'time')),
  }));
}

/** Seconds by a part of the path, longest first. Set-ups of files are not in them. */
function longest(tests: readonly Case[], partOf: (file: string) => string): [part: string, seconds: number][] {
  const seconds = new Map<string, number>();
  for (const test of tests) seconds.set(partOf(test.file), (seconds.get(partOf(test.file)) ?? 0) + test.seconds);
  return [...seconds].sort(([, a], [, b]) => b - a).slice(0, MOST_TOLD);
}

/** What the skipped tests need, with how many need it. */
function needsOf(skipped: readonly Case[]): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { name } of skipped) {
    const need = /\(needs ([^)]+)\)$/.exec(name)?.[1] ?? 'a reason: the name does not say';
    needs.set(need, (needs.get(need) ?? 0) + 1);
  }
  return needs;
}

const folder = mkdtempSync(join(tmpdir(), 'adit-tests-'));
const report = join(folder, 'junit.xml');
const run = Bun.spawnSync(
  // A busy machine is no fault: the limit is for tests that hang.
  [
    ...[process.execPath, 'test', '--timeout=60000', '--only-failures'],
    ...['--reporter=junit', `--reporter-outfile=${report}`],
    ...process.argv.slice(2),
  ],
  { stdout: 'inherit', stderr: 'inherit' },
);
let cases: Case[] = [];
try {
  cases = casesOf(readFileSync(report, 'utf8'));
} catch (error) {
  console.error(`bun test wrote no report: ${error}`);
}
rmSync(folder, { recursive: true });

const folderOf = (file: string) =>
  file
    .split('/')
    .slice(0, file.startsWith('src/') ? 3 : 2)
    .join('/');
for (const [what, partOf] of [
  ['folder', folderOf],
  ['file', (file: string) => file],
] as const)
  for (const [part, seconds] of longest(cases, partOf)) console.log(`[${what} ${part}: ${Math.round(seconds)} s]`);
const of = (outcome: Case['outcome']): Case[] => cases.filter((test) => test.outcome === outcome);
const [passed, failed, skipped] = [of('passed'), of('failed'), of('skipped')];
for (const { file, name, reason } of failed) {
  console.log(`failed: ${file}: ${name}`);
  console.log(reason.slice(0, 2_000).replaceAll(/^/gm, '  '));
}
for (const [need, count] of needsOf(skipped)) console.log(`skipped: ${count} need ${need}`);
if (skipped.length > 0) console.log('As root, ./scripts/test.sh installs what is missing from Debian and runs them.');
// A file that cannot be loaded fails the run without a failed case.
const broken = run.exitCode !== 0 && failed.length === 0 ? 1 : 0;
if (broken) console.log('failed: a test file could not be run (see above)');
const failures = failed.length + broken;
const { TEST_SUMMARY_FILE, CI } = process.env;
if (TEST_SUMMARY_FILE)
  writeFileSync(
    TEST_SUMMARY_FILE,
    JSON.stringify({ passed: passed.length, failed: failures, skipped: skipped.length }),
  );
if (skipped.length > 0 && CI === 'true') console.log('CI=true: a skipped test is a failure');
console.log(`${passed.length} passed, ${failures} failed`);
process.exit(failures > 0 || cases.length === 0 || (skipped.length > 0 && CI === 'true') ? 1 : 0);
