/**
 * Requests whose end is seen at different places by different programs. Whatever is sent, what is hidden in it (`/readyz`, which nothing
 * else here asks for) must never be answered: not by the server alone, and not behind nginx or HAProxy over connections that are used again.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { proxyTest, useProxied } from './proxied.ts';
import { say } from './raw-http.ts';

const hidden = (path: string) => `GET ${path}/readyz HTTP/1.1\r\nHost: localhost\r\nX: `;
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

interface Form {
  readonly name: string;
  /** Bytes after the request line and Host. */
  readonly bytes: (path: string) => string;
  /** What our own server does with it: refuses, or takes it as one request. */
  readonly alone: 'refused' | 'one request';
}

const withLength = (path: string, headers: string, body: string) =>
  `POST ${path}/livez HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

const FORMS: readonly Form[] = [
  {
    name: 'length and chunks, length first',
    bytes: (p) => withLength(p, `Content-Length: 6\r\nTransfer-Encoding: chunked`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'length and chunks, chunks first',
    bytes: (p) => withLength(p, `Transfer-Encoding: chunked\r\nContent-Length: 4`, `${chunked(hidden(p))}`),
    alone: 'refused',
  },
  {
    name: 'two lengths that differ',
    bytes: (p) => withLength(p, `Content-Length: 0\r\nContent-Length: ${hidden(p).length}`, hidden(p)),
    alone: 'refused',
  },
  {
    name: 'lengths in one line',
    bytes: (p) => withLength(p, `Content-Length: 0, ${hidden(p).length}`, hidden(p)),
    alone: 'refused',
  },
  {
    name: 'a length with a sign',
    bytes: (p) => withLength(p, `Content-Length: +${hidden(p).length}`, hidden(p)),
    alone: 'refused',
  },
  {
    name: 'a length in hexadecimal',
    bytes: (p) => withLength(p, 'Content-Length: 0x0', hidden(p)),
    alone: 'refused',
  },
  {
    name: 'a negative length',
    bytes: (p) => withLength(p, 'Content-Length: -1', hidden(p)),
    alone: 'refused',
  },
  {
    name: 'a space before the colon',
    bytes: (p) => withLength(p, `Content-Length : ${hidden(p).length}`, hidden(p)),
    alone: 'refused',
  },
  {
    name: 'chunks under a wrong name',
    bytes: (p) => withLength(p, `Transfer-Encoding: xchunked\r\nContent-Length: 6`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'chunks twice',
    bytes: (p) => withLength(p, `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity`, `0\r\n\r\n${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'chunks behind a tab',
    bytes: (p) => withLength(p, `Transfer-Encoding:\tchunked\r\nContent-Length: 6`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'a header that goes on in the next line',
    bytes: (p) => withLength(p, `Transfer-Encoding:\r\n chunked\r\nContent-Length: 6`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'a bare line feed before a header',
    bytes: (p) => withLength(p, `X: y\nTransfer-Encoding: chunked\r\nContent-Length: 6`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'a bare carriage return before a header',
    bytes: (p) => withLength(p, `X: y\rTransfer-Encoding: chunked\r\nContent-Length: 6`, `0\r\n\r\nG${hidden(p)}`),
    alone: 'refused',
  },
  {
    name: 'a chunk size that is none',
    bytes: (p) => withLength(p, 'Transfer-Encoding: chunked', `zz\r\n${hidden(p)}\r\n0\r\n\r\n`),
    alone: 'refused',
  },
  {
    name: 'a chunk size that is too large to count',
    bytes: (p) => withLength(p, 'Transfer-Encoding: chunked', `FFFFFFFFFFFFFFFF0\r\n${hidden(p)}\r\n0\r\n\r\n`),
    alone: 'refused',
  },
  {
    name: 'two hosts',
    bytes: (p) => `GET ${p}/livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n`,
    alone: 'refused',
  },
  {
    name: 'no host',
    bytes: (p) => `GET ${p}/livez HTTP/1.1\r\n\r\n`,
    alone: 'refused',
  },
  {
    name: 'a host that is none',
    bytes: (p) => `GET ${p}/livez HTTP/1.1\r\nHost: a"><script>\r\n\r\n`,
    alone: 'refused',
  },
  {
    name: 'a request in the body of a GET',
    bytes: (p) =>
      `GET ${p}/livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${hidden(p).length}\r\n\r\n${hidden(p)}`,
    alone: 'one request',
  },
  {
    name: 'a request in chunks',
    bytes: (p) => withLength(p, 'Transfer-Encoding: chunked', chunked(hidden(p))),
    alone: 'one request',
  },
];

/** How often the log tells that somebody asked for the hidden address. */
const asked = ({ folder }: RealAppliance): number =>
  readFileSync(join(folder, 'adit.log'), 'utf8').split('"route":"/readyz"').length - 1;

describe('alone', () => {
  let house: RealAppliance;
  beforeAll(async () => {
    house = await realAppliance();
  }, 30_000);
  afterAll(() => house.end());

  test('the hidden request would be counted, were it answered', async () => {
    const { statuses } = await say({ port: house.server.port, tls: false }, `${hidden('')}y\r\n\r\n`);
    expect([statuses, asked(house)]).toEqual([[200], 1]);
  });

  test.each(FORMS.map((form) => [form.name, form] as const))('%s', async (_, { bytes, alone }) => {
    const { statuses, closed } = await say({ port: house.server.port, tls: false }, bytes(''));
    // A body that turns out to be broken after the answer is refused as well; either way nothing more is read.
    if (alone === 'refused')
      expect([statuses.filter((status) => status < 400), closed || statuses.length === 1]).toEqual([[], true]);
    else expect(statuses).toHaveLength(1);
    expect(asked(house)).toBe(1);
  });
});

describe.each(['nginx', 'HAProxy'] as const)('behind %s', (kind) => {
  const proxied = useProxied(undefined, kind);
  for (const { name, bytes } of FORMS) {
    const work = async () => {
      const at = { port: proxied().proxy.port, tls: true };
      const before = asked(proxied().house);
      const first = await say(at, bytes('/adit'));
      expect(first.statuses.length).toBeLessThanOrEqual(1);
      // The connection between the two is used again: what was left in it would be answered in the place of the next request.
      const next = await say(at, 'GET /adit/livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      expect([next.statuses, next.text.includes('alive'), asked(proxied().house)]).toEqual([[200], true, before]);
    };
    proxyTest(name, work, kind);
  }
});
