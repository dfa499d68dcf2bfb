import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildId } from './build-id.ts';

test('every source decides the build, tests do not', () => {
  const root = mkdtempSync(join(tmpdir(), 'adit-build-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  try {
    for (const path of ['src/a/b.ts', 'views/x.eta', 'public/x.css', 'package.json', 'bun.lock']) write(path, '1');
    const first = buildId(root, 'linux-x64');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(buildId(root, 'linux-x64')).toBe(first);
    write('src/a/b.test.ts', '1');
    expect(buildId(root, 'linux-x64')).toBe(first);
    const seen = new Set([first, buildId(root, 'linux-arm64')]);
    for (const path of ['src/a/b.ts', 'views/x.eta', 'public/x.css', 'package.json', 'bun.lock', 'src/new.ts']) {
      write(path, '2');
      seen.add(buildId(root, 'linux-x64'));
    }
    expect(seen.size).toBe(8);
  } finally {
    rmSync(root, { recursive: true });
  }
});
