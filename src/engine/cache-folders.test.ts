import { expect, test } from 'bun:test';
import { cacheFolderOf } from './cache-folders.ts';

const caches = { usual: '/data/cache', regions: [{ root: '/srv/eu', folder: '/srv/eu/cache' }] };

test.each([
  ['/srv/eu/tenants/t/datasets/d/versions/v', '/srv/eu/cache'],
  ['/srv/eu/cache/copies/v/abc', '/srv/eu/cache'],
  ['/data/tenants/t/datasets/d/versions/v', '/data/cache'],
  ['/srv/eu-old/tenants/t/datasets/d/versions/v', '/data/cache'],
  ['/srv/eu', '/data/cache'],
])('%s is cached in %s', (version, folder) => {
  expect(cacheFolderOf(caches, version)).toBe(folder);
});
