import { join } from 'node:path';
import type { BrowserBench } from '../../tests/browser/bench.ts';
import { inspectAccess, inspectFrame, inspectLayout } from '../../tests/browser/inspect.ts';
import { settled, show, type Trouble } from '../../tests/browser/visitor.ts';
import type { Visit } from '../../tests/browser/visits.ts';

export interface LookOptions {
  readonly log: string;
  readonly folder: string;
  readonly widths: readonly number[];
  readonly schemes: readonly string[];
  readonly full: boolean;
  readonly axe: boolean;
}

export interface Looked {
  readonly log: string;
  readonly visit: Visit;
  readonly troubles: readonly Trouble[];
}

/** What drawings and charts take after the page is there, before a picture is made. */
const DRAWN_MS = 600;

/** Name of a page's pictures, without width and scheme. */
export const pictureName = (page: string): string =>
  page.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'home';

/** Makes the pictures of a page, and says what is wrong at each width and in each scheme. */
export async function lookAt(bench: BrowserBench, visit: Visit, options: LookOptions): Promise<Looked> {
  const found = new Set<Trouble>();
  const someone = await bench.arrive(visit.signedIn ? {} : { cookies: new Map() });
  try {
    for (const width of options.widths)
      for (const scheme of options.schemes) {
        const dark = scheme === 'dark';
        // Opened anew at each width: what a page draws for a phone may differ from what it becomes on a window that shrinks.
        const { page, status, troubles } = await someone.open(visit.path, { width, dark }, visit.status);
        await Bun.sleep(DRAWN_MS);
        await settled(page);
        const file = join(options.folder, `${pictureName(visit.name)}-${width}-${scheme}.png`);
        await page.screenshot({ path: file, fullPage: options.full });
        if (status !== visit.status) found.add(`status ${status}`);
        for (const trouble of await inspectFrame(page)) found.add(trouble);
        for (const trouble of await inspectLayout(page, width, dark)) found.add(trouble);
        for (const trouble of troubles) found.add(trouble);
        if (options.axe) {
          await show(page, { width, dark });
          for (const trouble of await inspectAccess(page)) found.add(`${width} px ${scheme}: ${trouble}`);
        }
        await page.close();
      }
  } catch (error) {
    found.add(`could not be looked at: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  } finally {
    await someone.leave();
  }
  return { log: options.log, visit, troubles: [...found] };
}
