/** Kafka's SASL and TLS against a simulated broker, which the mock cluster has neither of, and brokers that mean harm. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import type { Server } from 'node:net';
import kafka from '../../plugins/connectors/kafka.ts';
import { KafkaWriter } from '../../plugins/kit/kafka-bytes.ts';
import { faultOf } from '../egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { PEER_NAME, RunHouse } from './connector-run.ts';
import { opened, rowsOf } from './http-house.ts';
import { type Answering, broker as brokerOf, ended, isText, METADATA, signingIn, VERSIONS } from './kafka-broker.ts';

const runs = new RunHouse();
const servers: Server[] = [];
beforeAll(() => runs.start());
afterAll(() => runs.stop());
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const versions = new KafkaWriter().int16(0).int32(0).done();
const noTopics = new KafkaWriter().int32(0).int16(-1).int32(1).int32(0).done();
const withoutTopics: Answering = (api) => (api === VERSIONS ? versions : api === METADATA ? noTopics : null);
/** Takes "ann" with "p,=ä". */
const annOnly = (mechanism: string) => signingIn({ mechanism, user: 'ann', password: 'p,=ä' }, withoutTopics);

async function broker(answer: Answering, secure = false): Promise<{ port: number }> {
  const { server, port } = await brokerOf(answer, secure);
  servers.push(server);
  return { port };
}
const at = (port: number) => [`${PEER_NAME}:${port}`];
const check = async (port: number, settings: object = {}, ca?: string[]) => {
  const run = runs.run({ ports: [port], ...(ca ? { ca } : {}) });
  return (await opened(kafka, { brokers: at(port), tls: 'off', ...settings }, run)).check();
};

describe.each(['plain', 'scram-sha-256', 'scram-sha-512'])('%s', (signIn) => {
  test('signs in with the right password alone', async () => {
    const { port } = await broker(annOnly(signIn.toUpperCase()));
    const account = { signIn, user: 'ann', password: 'p,=ä' };
    expect((await check(port, account)).details).toEqual(['0 brokers, 0 topics']);
    const wrong = await check(port, { ...account, password: 'wrong-word' }).catch((error) => error);
    expect([wrong.code, wrong.message]).toEqual(['connector.signIn', expect.not.stringContaining('wrong-word')]);
    const other = signIn === 'plain' ? 'scram-sha-256' : 'plain';
    expect(await faultOf(check(port, { ...account, signIn: other }))).toBe('invalid connector.signIn');
  });
});

test('a server that does not know the password is found out', async () => {
  const honest = annOnly('SCRAM-SHA-256');
  const { port } = await broker((...asked) => {
    const answer = honest(...asked);
    return answer?.toString().includes('v=') ? isText('v=AAAA') : answer;
  });
  const account = { signIn: 'scram-sha-256', user: 'ann', password: 'p,=ä' };
  expect(await faultOf(check(port, account))).toBe('invalid connector.signIn');
  expect(await faultOf(check(port, { signIn: 'plain', user: 'ann' }))).toBe('invalid connector.badSettings');
});

test('over TLS by a private authority, or not at all', async () => {
  const { port } = await broker(annOnly('PLAIN'), true);
  const secure = { tls: 'required', signIn: 'plain', user: 'ann', password: 'p,=ä' };
  expect((await check(port, secure)).server).toContain('erp.corp.example');
  expect((await check(port, { ...secure, authority: EXAMPLE_AUTHORITY })).server).toContain('erp.corp.example');
  expect(await faultOf(check(port))).toMatch(/^unavailable connector/);
  const plain = await broker(annOnly('PLAIN'));
  expect(await faultOf(check(plain.port, secure))).toMatch(/^unavailable egress/);
  expect(await faultOf(check(port, secure, []))).toBe('unavailable egress.tls');
});

describe('a broker that means harm', () => {
  const lies: [string, Answering, string][] = [
    ['speaks another protocol', (_, __, socket) => ended(socket, 'HTTP/1.1 400 Bad Request'), 'garbled'],
    ['closes', (_, __, socket) => ended(socket), 'lost'],
    ['announces more than there is', () => new KafkaWriter().int16(0).int32(2_000_000_000).done(), 'garbled'],
    ['is cut off', () => new KafkaWriter().int16(0).int32(1).int16(1).done(), 'garbled'],
    [
      'names itself in a circle of nothing',
      (api) => (api === VERSIONS ? versions : new KafkaWriter().int32(1).int32(1).text('x').done()),
      'garbled',
    ],
  ];

  test.each(lies)('%s', async (_, answer, code) => {
    const { port } = await broker(answer);
    expect(await faultOf(check(port))).toBe(`unavailable connector.${code}`);
  });

  test('leads to an address that is not allowed', async () => {
    const cluster = new KafkaWriter();
    cluster.int32(1).int32(7).text('169.254.169.254').int32(80).int16(-1).int16(-1).int32(7);
    cluster.int32(1).int16(0).text('t').int8(0).int32(1).int16(0).int32(0).int32(7).int32(0).int32(0);
    const { port } = await broker((api) => (api === VERSIONS ? versions : cluster.done()));
    const source = await opened(kafka, { brokers: at(port), tls: 'off' }, runs.run({ ports: [port] }));
    expect(await faultOf(rowsOf(source, { table: 't' }))).toStartWith('forbidden egress.');
    expect(runs.denials.map(({ target }) => target)).toEqual(['169.254.169.254:80']);
  });
});
