import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPermissive, shippedPackages } from '../release/packages.ts';
import { noticesFile } from './notices.ts';
import { projectRoot } from './project.ts';

const { path, text } = noticesFile(projectRoot);
const notices: { name: string; version: string; licence: string; browser: boolean; text: string }[] = JSON.parse(text);

test('the committed list of notices is the one of the installed packages', () => {
  expect(readFileSync(join(projectRoot, path), 'utf8')).toBe(text);
});

test('every package that ships is named with its version and a permissive licence', () => {
  const named = notices.map(({ name, version }) => `${name}@${version}`);
  for (const { name, version } of shippedPackages(projectRoot))
    if (!/-(x64|arm64)/.test(name)) expect(named).toContain(`${name}@${version}`);
  expect(notices.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  expect(named).toEqual([...new Set(named)]);
});

test('what the browser gets is marked, with what it brings along', () => {
  const browser = notices.filter((notice) => notice.browser).map(({ name }) => name);
  for (const name of [
    '@alpinejs/csp',
    '@vue/reactivity',
    'cytoscape',
    'echarts',
    'zrender',
    'htmx.org',
    'lucide-static',
  ])
    expect(browser).toContain(name);
  expect(browser).not.toContain('elysia');
});
