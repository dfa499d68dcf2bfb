/** Kafka's SASL and TLS against a simulated broker, which the mock cluster has neither of, and brokers that mean harm. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import kafka from '../../plugins/connectors/kafka.ts';
import { KafkaReader, KafkaWriter } from '../../plugins/kit/kafka-bytes.ts';
import { faultOf } from '../egress-house.ts';
import { CERTIFIED, EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { PEER_NAME, RunHouse } from './connector-run.ts';
import { opened, rowsOf } from './http-house.ts';

const runs = new RunHouse();
const servers: Server[] = [];
beforeAll(() => runs.start());
afterAll(() => runs.stop());
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

type Answering = (api: number, body: KafkaReader, socket: Socket) => Buffer | null;

/** A broker that answers each query by a function; where it listens. */
async function broker(answer: Answering, secure = false): Promise<{ port: number }> {
  const serve = (socket: Socket) => {
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      rest = Buffer.concat([rest, piece]);
      // As Kafka does, where another protocol is spoken.
      if (rest.length >= 4 && rest.readUInt32BE() > 1_000_000) socket.destroy();
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
        const frame = new KafkaReader(rest.subarray(4, 4 + rest.readInt32BE()));
        rest = rest.subarray(4 + rest.readInt32BE());
        const [api] = [frame.int16(), frame.int16()];
        const correlation = frame.int32();
        frame.text();
        const body = answer(api, frame, socket);
        if (body) socket.write(new KafkaWriter().block(new KafkaWriter().int32(correlation).raw(body).done()).done());
      }
    });
  };
  const server = secure ? createTls(CERTIFIED, serve) : createServer(serve);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address() as { port: number };
}

const versions = new KafkaWriter().int16(0).int32(0).done();
const noTopics = new KafkaWriter().int32(0).int16(-1).int32(1).int32(0).done();
const isText = (text: string) => new KafkaWriter().int16(0).int16(-1).block(Buffer.from(text)).done();
const refusal = (text: string) => new KafkaWriter().int16(58).text(text).block(Buffer.alloc(0)).done();

/** Takes "ann" with "p,=ä": the server's side of SCRAM and PLAIN, written from the RFCs. */
function signingIn(mechanism: string): Answering {
  const hash = mechanism.endsWith('512') ? 'sha512' : 'sha256';
  const mac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const salted = pbkdf2Sync('p,=ä', 'salt', 4096, hash === 'sha512' ? 64 : 32, hash);
  let [bare, first] = ['', ''];
  return (api, body) => {
    if (api === 18) return versions;
    if (api === 3) return noTopics;
    if (api === 17) {
      const known = new KafkaWriter().int16(body.text() === mechanism ? 0 : 33);
      return known.list([mechanism], (name) => known.text(name)).done();
    }
    const said = body.block().toString();
    if (mechanism === 'PLAIN') return said === '\0ann\0p,=ä' ? isText('') : refusal('Invalid username or password');
    if (said.startsWith('n,,')) {
      bare = said.slice(3);
      first = `r=${/r=(.*)/.exec(bare)![1]}server,s=${Buffer.from('salt').toString('base64')},i=4096`;
      return isText(first);
    }
    const [withoutProof, proof] = said.split(',p=') as [string, string];
    const message = `${bare},${first},${withoutProof}`;
    const signature = mac(createHash(hash).update(mac(salted, 'Client Key')).digest(), message);
    const key = Buffer.from(Buffer.from(proof, 'base64').map((byte, at) => byte ^ signature[at]!));
    if (!key.equals(mac(salted, 'Client Key'))) return refusal('Authentication failed');
    return isText(`v=${mac(mac(salted, 'Server Key'), message).toString('base64')}`);
  };
}

const at = (port: number) => [`${PEER_NAME}:${port}`];
const check = async (port: number, settings: object = {}, ca?: string[]) => {
  const run = runs.run({ ports: [port], ...(ca ? { ca } : {}) });
  return (await opened(kafka, { brokers: at(port), tls: 'off', ...settings }, run)).check();
};

describe.each(['plain', 'scram-sha-256', 'scram-sha-512'])('%s', (signIn) => {
  test('signs in with the right password alone', async () => {
    const { port } = await broker(signingIn(signIn.toUpperCase()));
    const account = { signIn, user: 'ann', password: 'p,=ä' };
    expect((await check(port, account)).details).toEqual(['0 brokers, 0 topics']);
    const wrong = await check(port, { ...account, password: 'wrong-word' }).catch((error) => error);
    expect([wrong.code, wrong.message]).toEqual(['connector.signIn', expect.not.stringContaining('wrong-word')]);
    const other = signIn === 'plain' ? 'scram-sha-256' : 'plain';
    expect(await faultOf(check(port, { ...account, signIn: other }))).toBe('invalid connector.signIn');
  });
});

test('a server that does not know the password is found out', async () => {
  const honest = signingIn('SCRAM-SHA-256');
  const { port } = await broker((api, body, socket) => {
    const answer = honest(api, body, socket);
    return answer?.toString().includes('v=') ? isText('v=AAAA') : answer;
  });
  const account = { signIn: 'scram-sha-256', user: 'ann', password: 'p,=ä' };
  expect(await faultOf(check(port, account))).toBe('invalid connector.signIn');
  expect(await faultOf(check(port, { signIn: 'plain', user: 'ann' }))).toBe('invalid connector.badSettings');
});

test('over TLS by a private authority, or not at all', async () => {
  const { port } = await broker(signingIn('PLAIN'), true);
  const secure = { tls: 'required', signIn: 'plain', user: 'ann', password: 'p,=ä' };
  expect((await check(port, secure)).server).toContain('erp.corp.example');
  expect((await check(port, { ...secure, authority: EXAMPLE_AUTHORITY })).server).toContain('erp.corp.example');
  expect(await faultOf(check(port))).toMatch(/^unavailable connector/);
  const plain = await broker(signingIn('PLAIN'));
  expect(await faultOf(check(plain.port, secure))).toMatch(/^unavailable egress/);
  expect(await faultOf(check(port, secure, []))).toBe('unavailable egress.tls');
});

function ended(socket: Socket, text = ''): null {
  socket.end(text);
  return null;
}

describe('a broker that means harm', () => {
  const lies: [string, Answering, string][] = [
    ['speaks another protocol', (_, __, socket) => ended(socket, 'HTTP/1.1 400 Bad Request'), 'garbled'],
    ['closes', (_, __, socket) => ended(socket), 'lost'],
    ['announces more than there is', () => new KafkaWriter().int16(0).int32(2_000_000_000).done(), 'garbled'],
    ['is cut off', () => new KafkaWriter().int16(0).int32(1).int16(1).done(), 'garbled'],
    [
      'names itself in a circle of nothing',
      (api) => (api === 18 ? versions : new KafkaWriter().int32(1).int32(1).text('x').done()),
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
    const { port } = await broker((api) => (api === 18 ? versions : cluster.done()));
    const source = await opened(kafka, { brokers: at(port), tls: 'off' }, runs.run({ ports: [port] }));
    expect(await faultOf(rowsOf(source, { table: 't' }))).toStartWith('forbidden egress.');
    expect(runs.denials.map(({ target }) => target)).toEqual(['169.254.169.254:80']);
  });
});
