import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** One thing that is wrong with a page, in words. */
export type Trouble = string;

const HEIGHT = 900;
const NARROW = { width: 360, height: 740 };
const sizeOf = (width: number) => (width <= NARROW.width ? { ...NARROW, width } : { width, height: HEIGHT });

/** A page that is open, with what went wrong since it was opened. */
export interface OpenPage {
  readonly page: Page;
  readonly status: number;
  /** Errors on the console, reports of the Content Security Policy, requests to other hosts or without success. */
  readonly troubles: readonly Trouble[];
  /** Addresses of all scripts that were loaded. */
  readonly scripts: ReadonlySet<string>;
}

export interface VisitorOptions {
  readonly javascript?: boolean;
  /** Cookies of a session; without them nobody is signed in. */
  readonly cookies?: ReadonlyMap<string, string>;
  /** Motion as people see it; without, pages show their end state at once. */
  readonly motion?: boolean;
  readonly zone?: string;
}

/** Reports of the policy reach the console as errors of their own. */
const TELL_POLICY = `document.addEventListener('securitypolicyviolation', (e) =>
  console.error('CSP: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber + ' ' + e.sample))`;

/** One person with one browser: cookies and storage of its own. */
export class Visitor {
  /** Origin of the server, and the path below which it lives. */
  readonly base: string;
  readonly context: BrowserContext;
  readonly #scripts: boolean;

  private constructor(base: string, context: BrowserContext, scripts: boolean) {
    this.base = base;
    this.context = context;
    this.#scripts = scripts;
  }

  static async arrive(browser: Browser, base: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { javascript = true, cookies = new Map(), motion = false, zone = 'Europe/Berlin' } = options;
    const context = await browser.newContext({
      // Servers of tests have certificates that sign themselves.
      ignoreHTTPSErrors: true,
      ...{ baseURL: base, javaScriptEnabled: javascript, viewport: sizeOf(1440), locale: 'en-GB', timezoneId: zone },
      ...{ reducedMotion: motion ? 'no-preference' : 'reduce', acceptDownloads: true },
    });
    // Nothing takes as long; where something hangs, the test says where.
    context.setDefaultTimeout(30_000);
    if (javascript) await context.addInitScript(TELL_POLICY);
    await context.addCookies(
      [...cookies].map(([name, value]) => ({
        name,
        value,
        url: base,
        httpOnly: true,
        secure: base.startsWith('https'),
      })),
    );
    return new Visitor(base, context, javascript);
  }

  /** A new tab at an address, or a path of the server; `expected` is the status that the page is to have, so that the browser's word on it is no trouble. */
  async open(to: string, look: Look = {}, expected = 200): Promise<OpenPage> {
    const page = await this.context.newPage();
    await show(page, look);
    const troubles: Trouble[] = [];
    const scripts = new Set<string>();
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // The browser says this of the page itself too, which is meant to have this status.
      if (expected >= 400 && text.includes(`status of ${expected}`)) return;
      troubles.push(`console: ${text.slice(0, 400)}`);
    });
    page.on('pageerror', (error) => troubles.push(`error: ${error.message.slice(0, 400)} ${place(error)}`));
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith('http') && url !== this.base && !url.startsWith(`${this.base}/`))
        troubles.push(`request to ${url}`);
      if (request.resourceType() === 'script') scripts.add(request.url());
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') troubles.push(`request failed: ${request.url()} ${why}`);
    });
    const answer = await page.goto(to.startsWith('/') ? this.base + to : to);
    // Without JavaScript, a promise in the page never comes true.
    if (this.#scripts) await settled(page);
    return { page, status: answer?.status() ?? 0, troubles, scripts };
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

const place = (error: Error): string => error.stack?.split('\n')[1]?.trim() ?? '';

/** Width and colour scheme of a page that is open. */
export async function show(page: Page, { width = 1440, dark = false }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.setViewportSize(sizeOf(width));
}

/** Waits until what was asked of the page has been laid out and painted. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    const stop = setTimeout(done, 500);
    requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(stop); done(); }));
  })`);
}

/** Waits until an expression is true in the page. Playwright's own way evaluates text in the page, which our policy refuses. */
export async function untilTrue(page: Page, expression: string, limitMs = 30_000): Promise<void> {
  const start = performance.now();
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`).catch(navigating))) {
    if (performance.now() - start > limitMs) throw new Error(`not true after ${limitMs / 1000} s: ${expression}`);
    await Bun.sleep(30);
  }
}

/** A page that is being left cannot be asked; the next one can. */
function navigating(error: Error): boolean {
  if (error.message.includes('Execution context was destroyed')) return false;
  throw error;
}
