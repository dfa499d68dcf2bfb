import { expect } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { browserTest } from './chromium.ts';

browserTest('bun run look makes the pictures that were asked for, and a report', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-look-'));
  try {
    const script = resolve(import.meta.dir, '../../scripts/look.ts');
    const args = [folder, '--paths', '/about,/nowhere', '--widths', '1440,360', '--schemes', 'dark', '--no-axe'];
    const child = Bun.spawn([process.execPath, script, ...args], { stdout: 'pipe', stderr: 'pipe' });
    const out = await new Response(child.stdout).text();
    expect(await child.exited, await new Response(child.stderr).text()).toBe(0);
    expect(readdirSync(join(folder, 'receipt')).sort()).toEqual([
      ...['about-1440-dark.png', 'about-360-dark.png', 'nowhere-1440-dark.png', 'nowhere-360-dark.png'],
    ]);
    const report = readFileSync(join(folder, 'report.md'), 'utf8');
    expect(report).toContain('| receipt | /about | about | nothing |');
    expect(report).toContain('status 404');
    expect(out).toContain('2 pages, 1 with something found');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
