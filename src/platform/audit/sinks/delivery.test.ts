/** The chain sent on: in order, nothing lost when receivers come and go, gaps told. */
import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { EXAMPLE_CERTIFICATE } from '../../../../tests/example-certificate.ts';
import { SyslogReceiver } from '../../../../tests/syslog-receiver.ts';
import { loadConfig } from '../../config/index.ts';
import { egressDoor } from '../../egress/index.ts';
import { createLog } from '../../log/index.ts';
import { dropGuards, exampleChain } from '../example-chain.ts';
import { auditKeeper } from '../keeper.ts';
import { configuredSinks } from './configured-sinks.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function placeFor(env: Record<string, string>, ca: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'adit-sinks-'));
  const chain = exampleChain();
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), reopen() {}, close() {} };
  const { config } = loadConfig({ env });
  const { target } = config.audit.syslog;
  const allow = target.includes('//') ? [target.split('//')[1]!] : [];
  const egress = egressDoor({ settings: { allow, ca, publicUrl: '' }, denied: () => {} });
  const { db, audit, clock } = chain;
  const parts = { dataFolder: folder, version: '1.2', clock, egress };
  const keeper = auditKeeper({
    ...{ db, audit, clock, log: createLog({ sink, clock }), keepDays: () => config.audit.keep_days },
    sinks: configuredSinks(config, parts),
  });
  keeper.start();
  ended.push(
    () => keeper.stop(),
    () => rmSync(folder, { recursive: true }),
  );
  const stateOf = (part: string) => keeper.sinks().find(({ target: to }) => to.includes(part))!;
  return { ...chain, keeper, folder, lines, stateOf };
}

/** Numbers of the rows, as the receiver got them. */
const seqs = (messages: readonly string[]) =>
  messages.flatMap((m) => (m.includes('"hash":') ? [Number(/sequenceId="(\d+)"/.exec(m)![1])] : []));
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

describe('syslog', () => {
  test('over TCP: every row in order, then the checkpoint over them', async () => {
    const receiver = new SyslogReceiver('tcp');
    ended.push(() => receiver.stop());
    const place = placeFor({ ADIT__AUDIT__SYSLOG__TARGET: `tcp://127.0.0.1:${await receiver.listen()}` });
    place.write(450);
    place.seal();
    await place.keeper.settle();
    await receiver.until(451);
    expect(seqs(receiver.messages)).toEqual(upTo(450));
    expect(receiver.messages.at(-1)).toContain('"checkpoint":"adit-checkpoint:1:1:450:');
    expect(place.stateOf('tcp')).toMatchObject({ seq: 450, checkpointSeq: 450, behind: 0, gaps: 0, error: null });
  });

  test('over TLS, with the private authority; without it nothing is sent', async () => {
    const receiver = new SyslogReceiver('tls');
    ended.push(() => receiver.stop());
    const target = { ADIT__AUDIT__SYSLOG__TARGET: `tls://127.0.0.1:${await receiver.listen()}` };
    const wrong = placeFor(target);
    wrong.write(1);
    await wrong.keeper.settle();
    expect(wrong.stateOf('tls')).toMatchObject({ seq: 0, behind: 1, attempts: 1 });
    expect(wrong.stateOf('tls').error).toContain('egress.ca_file');
    expect(receiver.messages).toEqual([]);
    const right = placeFor({ ...target, ADIT__AUDIT__SYSLOG__FORMAT: 'cef' }, [EXAMPLE_CERTIFICATE]);
    right.write(2);
    await right.keeper.settle();
    await receiver.until(2);
    expect(receiver.messages[1]).toContain(' CEF:0|Adit|Adit|1.2|project.rename|');
  });

  test('over a socket of this machine, a line each', async () => {
    const receiver = new SyslogReceiver('tcp', 'line');
    const path = join(mkdtempSync(join(tmpdir(), 'adit-socket-')), 's');
    await receiver.listen(path);
    ended.push(
      () => receiver.stop(),
      () => rmSync(join(path, '..'), { recursive: true }),
    );
    const place = placeFor({ ADIT__AUDIT__SYSLOG__TARGET: `unix:${path}` });
    place.write(3);
    await place.keeper.settle();
    await receiver.until(3);
    expect(seqs(receiver.messages)).toEqual([1, 2, 3]);
  });

  test('a receiver that is away: rows wait, tries grow apart, and nothing is missing afterwards', async () => {
    const first = new SyslogReceiver('tcp');
    const port = await first.listen();
    const place = placeFor({ ADIT__AUDIT__SYSLOG__TARGET: `tcp://127.0.0.1:${port}` });
    place.write(5);
    await place.keeper.settle();
    await first.until(5);
    await first.stop();
    // The end of the connection is noticed with one of the next rows.
    for (let round = 0; place.stateOf('tcp').attempts === 0; round++) {
      expect(round).toBeLessThan(100);
      place.write(1);
      await place.keeper.settle();
      await Bun.sleep(1);
    }
    const { attempts } = place.stateOf('tcp');
    place.clock.advance(100_000);
    await place.keeper.settle();
    expect(place.stateOf('tcp').attempts).toBe(attempts + 1);
    await place.keeper.settle();
    expect(place.stateOf('tcp').attempts).toBe(attempts + 1);
    expect(place.lines.some((line) => line.includes('audit.notDelivered'))).toBe(true);
    const second = new SyslogReceiver('tcp');
    ended.push(() => second.stop());
    await second.listen(port);
    place.clock.advance(400_000);
    await place.keeper.settle();
    const head = place.audit.head(place.db)!.seq;
    await second.until(1);
    while (seqs(second.messages).at(-1) !== head) await second.until(second.messages.length + 1);
    expect([...new Set([...seqs(first.messages), ...seqs(second.messages)])].sort((a, b) => a - b)).toEqual(upTo(head));
    // What stood before the break is sent again: nobody can say that it arrived.
    expect(seqs(second.messages)[0]).toBe(1);
    expect(place.stateOf('tcp')).toMatchObject({ behind: 0, attempts: 0, error: null });
  });

  test('rows that went before they were sent are a gap, told to the receiver and to the log', async () => {
    const receiver = new SyslogReceiver('tcp');
    ended.push(() => receiver.stop());
    const place = placeFor({ ADIT__AUDIT__SYSLOG__TARGET: `tcp://127.0.0.1:${await receiver.listen()}` });
    place.write(10);
    dropGuards(place.db);
    place.db.run(sql`delete from audit_log where seq in (4, 5, 9)`);
    await place.keeper.settle();
    await receiver.until(9);
    expect(seqs(receiver.messages)).toEqual([1, 2, 3, 6, 7, 8, 10]);
    expect(
      receiver.messages.filter((m) => m.includes('audit.gap')).map((m) => m.match(/"gap":\{[^}]*\}/)?.[0]),
    ).toEqual(['"gap":{"from":4,"to":5}', '"gap":{"from":9,"to":9}']);
    expect(receiver.messages.find((m) => m.includes('audit.gap'))).toStartWith('<105>1 ');
    expect(place.stateOf('tcp').gaps).toBe(3);
    expect(place.lines.filter((line) => line.includes('"audit.gap"') && line.includes('tcp:'))).toHaveLength(2);
  });
});

test('a file: whole lines, durable, and a new one when it was moved away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-file-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'deep/audit.json');
  const place = placeFor({ ADIT__AUDIT__FILE__PATH: path });
  place.write(3);
  await place.keeper.settle();
  renameSync(path, `${path}.1`);
  place.write(2);
  await place.keeper.settle();
  const read = (file: string) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
  expect([read(`${path}.1`), read(path)]).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test('a new receiver begins with what comes; one that is no longer configured is forgotten', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-file-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  const chain = exampleChain();
  chain.write(5);
  const { db, audit, clock } = chain;
  const keeperWith = (path: string) => {
    const { config } = loadConfig({ env: { ADIT__AUDIT__FILE__PATH: path } });
    const log = createLog({ sink: { write() {}, reopen() {}, close() {} } });
    const egress = egressDoor({ settings: { allow: [], ca: [], publicUrl: '' }, denied: () => {} });
    const sinks = configuredSinks(config, { dataFolder: folder, version: '1', clock, egress });
    const keeper = auditKeeper({ db, audit, clock, log, sinks, keepDays: () => 0 });
    keeper.start();
    return keeper;
  };
  const first = keeperWith(join(folder, 'a.json'));
  chain.write(1);
  await first.settle();
  expect(readFileSync(join(folder, 'a.json'), 'utf8').match(/"seq":\d+/g)).toEqual(['"seq":6']);
  await first.stop();
  const second = keeperWith(join(folder, 'b.json'));
  ended.push(() => second.stop());
  expect(second.sinks().map(({ target }) => target)).toEqual([
    join(folder, 'audit-checkpoints.txt'),
    join(folder, 'b.json'),
  ]);
  expect(db.all(sql`select 1 from audit_sinks`)).toHaveLength(2);
});
