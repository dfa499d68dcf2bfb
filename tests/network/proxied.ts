import { afterAll, beforeAll, test } from 'bun:test';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { HAPROXY, startHaproxy } from './haproxy.ts';
import { type FrontEnd, NGINX, startNginx } from './nginx.ts';

const KINDS = {
  nginx: { program: NGINX, start: startNginx, needs: 'nginx-light' },
  HAProxy: { program: HAPROXY, start: startHaproxy, needs: 'haproxy' },
};
export type ProxyKind = keyof typeof KINDS;

/** An appliance below /adit, with a proxy before it that ends TLS. */
export interface Proxied {
  readonly house: RealAppliance;
  readonly proxy: FrontEnd;
  /** As browsers reach it, without a slash at the end. */
  readonly url: string;
}

/** Made before the tests of a file, ended after them; where the proxy is missing, nothing is made. */
export function useProxied(
  prepare: (proxied: Proxied) => Promise<void> = async () => {},
  kind: ProxyKind = 'nginx',
): () => Proxied {
  let proxied: Proxied | null = null;
  beforeAll(async () => {
    if (!KINDS[kind].program) return;
    const house = await realAppliance({
      ADIT__SERVER__BASE_PATH: '/adit',
      ADIT__SERVER__TRUSTED_PROXIES: '["127.0.0.1"]',
    });
    const proxy = await KINDS[kind].start(house.server.port);
    proxied = { house, proxy, url: `https://localhost:${proxy.port}/adit` };
    await prepare(proxied);
  }, 60_000);
  afterAll(async () => {
    await proxied?.proxy.end();
    await proxied?.house.end();
  }, 30_000);
  return () => {
    if (!proxied) throw new Error('It is there within tests only.');
    return proxied;
  };
}

export function proxyTest(name: string, work: () => Promise<void>, kind: ProxyKind = 'nginx'): void {
  const { program, needs } = KINDS[kind];
  test.skipIf(program === null)(`${name}${program ? '' : ` (needs ${needs})`}`, work, 30_000);
}
