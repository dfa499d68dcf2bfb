import { expect } from 'bun:test';
import { freePorts } from '../directory/ports.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { type BadPeer, cuttingProxy, drippingPeer, garbagePeer } from './bad-peers.ts';
import { batchesOf, type Case, rowsOf } from './opened.ts';

/** Signing in, TLS, and peers that misbehave. */
export const connectionCases = {
  async 'wrong-secret'(opened) {
    await using source = await opened.source();
    expect((await source.check()).server).not.toBe('');
    const { code, message } = await opened.fault({ secret: `not ${opened.peer.secret.slice(0, 3)}` });
    expect([code, message.includes(opened.peer.secret)]).toEqual(['connector.signIn', false]);
  },

  async unreachable(opened) {
    const [port] = freePorts(1) as [number];
    const { fault, message } = await opened.fault({ port });
    expect([fault, message]).toEqual(['unavailable', expect.stringContaining(`:${port}`)]);
  },

  async 'not-listed'(opened) {
    await withPeer(garbagePeer(), async ({ port, heard }) => {
      const { fault, code } = await opened.fault({ port }, { ports: [] });
      expect([fault, code, heard.length]).toEqual(['forbidden', 'egress.notListed', 0]);
      expect(opened.runs.denials.at(-1)).toMatchObject({ code: 'egress.notListed' });
    });
  },

  async 'private-ca'(opened) {
    const ways = [
      [{ tls: 'required' }, {}],
      [{ tls: 'required', authority: EXAMPLE_AUTHORITY }, { ca: [] }],
    ] as const;
    for (const [at, options] of ways) {
      await using source = await opened.source(at, options);
      expect((await source.check()).server).not.toBe('');
    }
  },

  async 'unknown-ca'(opened) {
    const { fault, message } = await opened.fault({ tls: 'required' }, { ca: [] });
    expect([fault, message]).toEqual(['unavailable', expect.stringMatching(/certificate|authority|trusted/)]);
  },

  async 'no-tls'(opened) {
    await opened.peer.withoutTls!(async (port) => {
      const { fault } = await opened.fault({ tls: 'required', port });
      expect(fault).toBe('unavailable');
    });
  },

  async garbage(opened) {
    await withPeer(garbagePeer(), async ({ port, open }) => {
      const { fault } = await opened.fault({ port });
      expect(fault).toBe('unavailable');
      await until(() => open() === 0);
    });
  },

  async drip(opened) {
    await withPeer(drippingPeer(), async ({ port, open }) => {
      const waits = new AbortController();
      const failed = opened.fault({ port }, { signal: waits.signal });
      await until(() => open() > 0);
      waits.abort(new DOMException('too long', 'TimeoutError'));
      expect((await failed).fault).toBe('timeout');
      await until(() => open() === 0);
    });
  },

  closes: async (opened, house) => {
    const { plain } = opened.peer.ports;
    // Also where nothing tells rows apart, there are places between the days.
    const since = house.missing.since === undefined ? { since: { column: 'day', value: null } } : {};
    const request = { table: opened.peer.tables.steps, ...since };
    await using whole = await opened.source();
    const all = rowsOf(await batchesOf(whole, request));
    await withPeer(cuttingProxy(plain, 200_000), async ({ port }) => {
      const kept: (typeof all)[number][] = [];
      let waiting: typeof kept = [];
      let cursor: unknown = null;
      const { code, fault } = await opened.fault({ port }, {}, async (source) => {
        for await (const batch of source.read({ ...request, cursor: null, limit: null })) {
          waiting.push(...batch.rows);
          if (batch.cursor === null) continue;
          kept.push(...waiting);
          waiting = [];
          cursor = batch.cursor;
        }
      });
      const codes = /^(connector.lost|connector.garbled|egress.broken)$/;
      expect([fault, code]).toEqual(['unavailable', expect.stringMatching(codes)]);
      expect([kept.length > 0, kept.length < all.length]).toEqual([true, true]);
      await using again = await opened.source();
      const rest = rowsOf(await batchesOf(again, { ...request, cursor }));
      const texts = (rows: typeof all) => rows.map((row) => JSON.stringify(row)).toSorted();
      expect(texts([...kept, ...rest])).toEqual(texts(all));
    });
  },
} satisfies Record<string, Case>;

async function withPeer(starting: Promise<BadPeer>, work: (peer: BadPeer) => Promise<void>): Promise<void> {
  const peer = await starting;
  try {
    await work(peer);
  } finally {
    await peer.end();
  }
}

/** Waits until it is so; a test that waits for ever fails by its own limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(10);
}
