import { test } from 'bun:test';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium; null where it is not installed. */
export const CHROMIUM: string | null = Bun.which('chromium');

const QUIET = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A browser in a process of its own, with an empty profile that goes with it. */
export function launch(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('Chromium is not installed: apt-get install chromium');
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** Longer than any test takes on a busy machine. */
const LIMIT_MS = 100_000;

/**
 * A test that needs a real browser. It ends by itself where something hangs: past the runner's own limit, the runner would end the
 * browser too, and every later test of the file would fail with it.
 */
export function browserTest(name: string, work: () => Promise<void>): void {
  const limited = async () => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`took longer than ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    try {
      await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
  test.skipIf(CHROMIUM === null)(`${name}${CHROMIUM ? '' : ' (needs chromium)'}`, limited, LIMIT_MS + 15_000);
}
