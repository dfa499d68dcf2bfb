import { afterAll, beforeAll } from 'bun:test';
import type { Browser } from 'playwright-core';
import { HttpClient as Client, type HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { CHROMIUM, launch } from './chromium.ts';
import { Visitor, type VisitorOptions } from './visitor.ts';

export const ADMIN = { login: 'root', password: 'an orchard full of quiet bees' };

/** A real appliance on a free port, its first administrator, and one browser. */
export class BrowserBench {
  readonly house: RealAppliance;
  readonly browser: Browser;
  /** The administrator's way to the API. */
  readonly admin: HttpClient;
  /** Where it listens, without a slash at the end. */
  readonly base: string;

  private constructor(house: RealAppliance, browser: Browser, admin: HttpClient) {
    this.house = house;
    this.browser = browser;
    this.admin = admin;
    this.base = new URL(house.server.url).origin;
  }

  static async open(env: Record<string, string> = {}): Promise<BrowserBench> {
    const [house, browser] = await Promise.all([realAppliance(env), launch()]);
    return new BrowserBench(house, browser, await house.signIn());
  }

  /** Somebody at a browser; the administrator, unless cookies of another session are given, or none. */
  arrive(options: VisitorOptions = {}): Promise<Visitor> {
    return Visitor.arrive(this.browser, this.base, { cookies: this.admin.cookies, ...options });
  }

  /** A further session of the administrator: what ends it does not end the others. */
  async signIn({ login, password } = ADMIN): Promise<HttpClient> {
    const client = new Client(listening(this.house.server.url));
    const got = await client.post('/api/v1/auth/login', { login, password });
    if (got.status !== 200) throw new Error(`cannot sign in: ${got.text}`);
    return client;
  }

  /** Loads a file as the operator does, and gives the dataset's id. */
  async load(file: string, dataset: string, mapping: unknown = null): Promise<string> {
    const command = { do: 'import', file, dataset, mode: 'replace', mapping, timeZone: null } as const;
    const { dataset: made } = (await this.house.operate(command)) as { dataset: { id: string } };
    return made.id;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.house.end();
  }
}

/** The bench of a test file: made before its tests, ended after them. Where there is no browser, nothing is made. */
export function useBench(prepare: (bench: BrowserBench) => Promise<void> = async () => {}): () => BrowserBench {
  let bench: BrowserBench | null = null;
  beforeAll(async () => {
    if (!CHROMIUM) return;
    bench = await BrowserBench.open();
    await prepare(bench);
  }, 60_000);
  afterAll(async () => {
    await bench?.end();
  }, 30_000);
  return () => {
    if (!bench) throw new Error('The bench is there within tests only.');
    return bench;
  };
}
