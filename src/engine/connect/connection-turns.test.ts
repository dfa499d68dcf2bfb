import { expect, test } from 'bun:test';
import { ConnectionTurns } from './connection-turns.ts';

/** Works that end when they are told to, and how many of them run. */
class Works {
  readonly #ends: (() => void)[] = [];
  running = 0;
  most = 0;

  work = async (): Promise<void> => {
    this.running++;
    this.most = Math.max(this.most, this.running);
    await new Promise<void>((end) => this.#ends.push(end));
    this.running--;
  };

  /** Ends what runs, until nothing is left. */
  async endAll(): Promise<void> {
    for (await Bun.sleep(0); this.#ends.length > 0; await Bun.sleep(0)) for (const end of this.#ends.splice(0)) end();
  }
}

test('of one connection no more are open than allowed; the others wait in turn', async () => {
  const turns = new ConnectionTurns(() => ({ perConnection: 2, inAll: 10 }));
  const works = new Works();
  const all = Array.from({ length: 7 }, () => turns.take('one', works.work));
  await works.endAll();
  await Promise.all(all);
  expect([works.most, works.running]).toEqual([2, 0]);
});

test('of all together no more than allowed', async () => {
  const turns = new ConnectionTurns(() => ({ perConnection: 4, inAll: 3 }));
  const works = new Works();
  const all = Array.from({ length: 9 }, (_, i) => turns.take(String(i % 3), works.work));
  await works.endAll();
  await Promise.all(all);
  expect(works.most).toBe(3);
});

test('a work that fails gives its turn on', async () => {
  const turns = new ConnectionTurns(() => ({ perConnection: 1, inAll: 1 }));
  const failing = turns.take('one', () => Promise.reject(new Error('no')));
  const after = turns.take('one', async () => 'went on');
  expect(failing).rejects.toThrow('no');
  expect(await after).toBe('went on');
});

test('a changed limit holds once nobody uses the connection', async () => {
  let perConnection = 1;
  const turns = new ConnectionTurns(() => ({ perConnection, inAll: 10 }));
  await turns.take('one', async () => {});
  perConnection = 3;
  const works = new Works();
  const all = Array.from({ length: 3 }, () => turns.take('one', works.work));
  await works.endAll();
  await Promise.all(all);
  expect(works.most).toBe(3);
});

test('who comes when too many wait is told so', async () => {
  const turns = new ConnectionTurns(() => ({ perConnection: 1, inAll: 1 }));
  const works = new Works();
  const all = Array.from({ length: 51 }, () => turns.take('one', works.work));
  await expect(turns.take('one', works.work)).rejects.toThrow('Too many wait for this connection already');
  await works.endAll();
  await Promise.all(all);
});
