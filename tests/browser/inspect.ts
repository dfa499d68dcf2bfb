import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { settled, show, type Trouble } from './visitor.ts';

export const WIDTHS = [1440, 768, 360] as const;

/**
 * What sticks out of the page to the right: of the document, or of an element that would be cut off without a way to scroll to it. The
 * outermost is named.
 */
const SIDEWAYS = `(() => {
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  const cut = ['hidden', 'clip'].includes(getComputedStyle(root).overflowX) || ['hidden', 'clip'].includes(getComputedStyle(document.body).overflowX);
  if (over <= 0 && !cut) return [];
  const found = [];
  if (cut) found.push('html or body hides what sticks out');
  const scrolls = (e) => { for (let a = e.parentElement; a && a !== document.body; a = a.parentElement)
    if (getComputedStyle(a).overflowX !== 'visible') return true; return false; };
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (box.width > 0 && box.right > root.clientWidth + 1 && !scrolls(e)) {
      found.push(e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map((c) => '.' + c).join('') + ' by ' + Math.round(box.right - root.clientWidth) + ' px');
      if (found.length > 3) break;
    }
  }
  if (over > 0) found.unshift('the document is ' + over + ' px too wide');
  return found;
})()`;

/** Text that is cut off without a sign of it: no ellipsis, no scroll bar. */
const CUT_OFF = `(() => {
  const found = [];
  for (const e of document.body.querySelectorAll('main *, header *, nav *')) {
    const style = getComputedStyle(e);
    if (!['hidden', 'clip'].includes(style.overflowX) || style.textOverflow === 'ellipsis' || style.position === 'absolute') continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    if (e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
      found.push(e.tagName.toLowerCase() + [...e.classList].map((c) => '.' + c).join('') + ' "' + e.textContent.trim().slice(0, 40) + '"');
  }
  return found.slice(0, 4);
})()`;

const ONE_HEADING = `[...document.querySelectorAll('h1')].filter((h) => h.checkVisibility()).length`;

/** Faults of a page that depend on its width. */
export async function inspectLayout(page: Page, width: number, dark = false): Promise<Trouble[]> {
  await show(page, { width, dark });
  await settled(page);
  const sideways = await page.evaluate<string[]>(SIDEWAYS);
  const cutOff = await page.evaluate<string[]>(CUT_OFF);
  return [
    ...sideways.map((what) => `${width} px: sideways: ${what}`),
    ...cutOff.map((what) => `${width} px: cut off: ${what}`),
  ];
}

/** Faults of a page whatever its width: heading, title, language. */
export async function inspectFrame(page: Page): Promise<Trouble[]> {
  const troubles: Trouble[] = [];
  const headings = await page.evaluate<number>(ONE_HEADING);
  if (headings !== 1) troubles.push(`${headings} visible h1`);
  const title = await page.title();
  if (!/^\S.* · Adit$/.test(title)) troubles.push(`title is "${title}"`);
  if (!(await page.getAttribute('html', 'lang'))) troubles.push('no language');
  return troubles;
}

/** Which of axe's rules: all, or only those that depend on the colour scheme. */
export type Depth = 'all' | 'colours';
const COLOURS = ['color-contrast', 'link-in-text-block'];

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; html: string; failureSummary?: string }[];
}

/** Of these a page may hold a hundred, all made by one template: the rules look at the first ones. */
const REPEATED = '.api-docs .section ~ .section ~ .section ~ .section';

/** What axe finds, a line for each rule. Scroll position and scheme stay as they are. */
export async function inspectAccess(page: Page, depth: Depth = 'all'): Promise<Trouble[]> {
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    ...(depth === 'all'
      ? { rules: { 'target-size': { enabled: true } } }
      : { runOnly: { type: 'rule', values: COLOURS } }),
  };
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ exclude: [${JSON.stringify([REPEATED])}] }, ${JSON.stringify(options)}).then((r) => r.violations.map(({ id, help, nodes }) => ({ id, help,
      nodes: nodes.map(({ target, html, failureSummary }) => ({ target, html, failureSummary })) })))`,
  );
  return violations.map(({ id, help, nodes }) => {
    const [first] = nodes;
    const why =
      id === 'color-contrast' ? ` (${/contrast of [\d.]+ [^)]*\)/.exec(first?.failureSummary ?? '')?.[0]})` : '';
    return `axe ${id}: ${help}: ${nodes.length} × ${first?.target.join(' ')} ${first?.html.slice(0, 120)}${why}`;
  });
}
