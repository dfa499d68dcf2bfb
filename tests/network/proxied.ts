import { afterAll, beforeAll, test } from 'bun:test';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { NGINX, type Nginx, startNginx } from './nginx.ts';

/** An appliance below /adit, with nginx before it that ends TLS. */
export interface Proxied {
  readonly house: RealAppliance;
  readonly nginx: Nginx;
  /** As browsers reach it, without a slash at the end. */
  readonly url: string;
}

/** Made before the tests of a file, ended after them; where nginx is missing, nothing is made. */
export function useProxied(prepare: (proxied: Proxied) => Promise<void> = async () => {}): () => Proxied {
  let proxied: Proxied | null = null;
  beforeAll(async () => {
    if (!NGINX) return;
    const house = await realAppliance({
      ADIT__SERVER__BASE_PATH: '/adit',
      ADIT__SERVER__TRUSTED_PROXIES: '["127.0.0.1"]',
    });
    const nginx = await startNginx(house.server.port);
    proxied = { house, nginx, url: `https://localhost:${nginx.port}/adit` };
    await prepare(proxied);
  }, 60_000);
  afterAll(async () => {
    await proxied?.nginx.end();
    await proxied?.house.end();
  }, 30_000);
  return () => {
    if (!proxied) throw new Error('It is there within tests only.');
    return proxied;
  };
}

export const proxyTest = (name: string, work: () => Promise<void>): void =>
  test.skipIf(NGINX === null)(`${name}${NGINX ? '' : ' (needs nginx-light)'}`, work, 30_000);
