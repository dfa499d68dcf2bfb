import { expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TarEntry, tarOf } from './tar.ts';

const entry = (path: string, text: string, executable = false): TarEntry => ({
  path,
  content: new TextEncoder().encode(text),
  executable,
});
const at = 1_700_000_000;

test('the order of the entries does not matter; the time does', () => {
  const [a, b] = [entry('x/a', '1'), entry('x/b', '2')];
  expect(tarOf([a, b], at)).toEqual(tarOf([b, a], at));
  expect(tarOf([a, b], at)).not.toEqual(tarOf([a, b], at + 1));
});

test("the system's own tar unpacks it: content, modes, times, long paths", () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-tar-'));
  const deep = `${'folder-with-a-long-name/'.repeat(6)}file`;
  try {
    writeFileSync(
      join(folder, 'a.tar'),
      tarOf([entry('p/run', 'x'.repeat(1025), true), entry(deep, 'deep'), entry('p/empty', '')], at),
    );
    const { exitCode, stderr } = Bun.spawnSync(['tar', 'xpf', 'a.tar'], { cwd: folder });
    expect({ exitCode, said: stderr.toString() }).toEqual({ exitCode: 0, said: '' });
    expect(readFileSync(join(folder, 'p/run'), 'utf8')).toBe('x'.repeat(1025));
    expect(statSync(join(folder, 'p/run')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'p/empty')).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, 'p/run')).mtimeMs).toBe(at * 1000);
    expect(readFileSync(join(folder, deep), 'utf8')).toBe('deep');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['ü', 'f'.repeat(101), `${'d/'.repeat(100)}${'f'.repeat(80)}`])(
  'a path that does not fit is refused: %#',
  (path) => {
    expect(() => tarOf([entry(path, '')], at)).toThrow('does not fit into a tar header');
  },
);
