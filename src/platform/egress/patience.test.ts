/** Bodies that are read as streams: how long they may take, and how much of them is held. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { EgressHouse, faultOf } from '../../../tests/egress-house.ts';
import { CERTIFIED } from '../../../tests/example-authority.ts';

const house = new EgressHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());

/** The answer of a server that sends it as told. */
async function answerOf(
  send: (response: ServerResponse) => unknown,
  limits: { timeoutMs?: number; stallMs?: number; maxBytes?: number },
  secure = false,
) {
  const server = secure ? createSecure(CERTIFIED, (_, r) => void send(r)) : createServer((_, r) => void send(r));
  const port = await house.listen(server);
  house.names.answer('erp.corp.example', ['127.0.0.1']);
  const { egress } = house.door({ allow: [`erp.corp.example:${port}`, `127.0.0.1:${port}`] });
  return egress.fetch(`${secure ? 'https' : 'http'}://erp.corp.example:${port}/`, {}, limits);
}

test('a body may take longer than its head as long as it moves', async () => {
  const late = (response: ServerResponse) => {
    response.write('a');
    setTimeout(() => response.end('b'), 300);
  };
  expect(await (await answerOf(late, { timeoutMs: 100, stallMs: 20_000 })).text()).toBe('ab');
  expect(await faultOf((await answerOf(late, { timeoutMs: 100 })).text())).toBe('timeout egress.timeout');
});

test('a head that does not come is given up as before', async () => {
  expect(await faultOf(answerOf(() => {}, { timeoutMs: 100, stallMs: 20_000 }))).toBe('timeout egress.timeout');
});

test('silence, and one byte now and then, end in a timeout', async () => {
  const silent = await answerOf((response) => response.write('a'), { stallMs: 100 });
  expect(await faultOf(silent.text())).toBe('timeout egress.timeout');
  let drops: Timer | undefined;
  const drip = await answerOf(
    (response) => {
      drops = setInterval(() => response.write('a'), 10);
    },
    { stallMs: 200 },
  );
  expect(await faultOf(drip.text())).toBe('timeout egress.timeout');
  clearInterval(drops);
});

test('what the reader does between two pieces does not count', async () => {
  const response = await answerOf((r) => r.end(Buffer.alloc(4 << 20)), { timeoutMs: 5000, stallMs: 100 });
  let bytes = 0;
  for await (const piece of response.body!) {
    if (bytes === 0) await Bun.sleep(300);
    bytes += piece.length;
  }
  expect(bytes).toBe(4 << 20);
});

test.each([false, true])('who does not read holds the sender up (TLS: %p)', async (secure) => {
  const piece = Buffer.alloc(65_536);
  const all = 4096 * piece.length;
  let sent = 0;
  const send = async (response: ServerResponse) => {
    while (sent < all && !response.destroyed) {
      sent += piece.length;
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  };
  const response = await answerOf(send, { stallMs: 20_000, maxBytes: all }, secure);
  const reader = response.body!.getReader();
  let bytes = (await reader.read()).value!.length;
  // Until nothing more goes out: what is under way fits into the buffers of the two sockets.
  for (let before = -1; before !== sent; await Bun.sleep(100)) before = sent;
  expect(sent).toBeLessThan(all / 4);
  for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
  expect(bytes).toBe(all);
});

test('the total is limited, and a reader can stop', async () => {
  const large = (response: ServerResponse) => response.end(Buffer.alloc(2_000_000));
  const limited = await answerOf(large, { stallMs: 20_000, maxBytes: 1_000_000 });
  expect(await faultOf(limited.arrayBuffer())).toBe('too_large egress.tooLarge');
  let closed = () => {};
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const endless = await answerOf(
    (response) => {
      response.on('close', closed);
      response.write('a');
    },
    { stallMs: 20_000 },
  );
  await endless.body!.cancel();
  await gone;
});

type Timer = ReturnType<typeof setInterval>;
