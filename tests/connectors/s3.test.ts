import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { AwsV4Signer } from 'aws4fetch';
import { Value } from '#sdk';
import s3 from '../../plugins/connectors/s3.ts';
import { faultOf } from '../egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { fileCases } from './file-cases.ts';
import { liveFiles } from './live-files.ts';
import { S3_BUCKET, S3_KEY, startS3 } from './s3-peer.ts';
import { contentOf, listed } from './source-house.ts';

const runs = new RunHouse();
let peer: Awaited<ReturnType<typeof startS3>>;
const big = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);
beforeAll(async () => {
  await runs.start();
  runs.names.answer(`${S3_BUCKET}.${PEER_NAME}`, ['127.0.0.1']);
  peer = await startS3();
});
afterAll(async () => {
  runs.stop();
  await peer.end();
});

const at = (port: number) => ({
  ...{ endpoint: `http://${PEER_NAME}:${port}`, region: 'eu-central-1', bucket: S3_BUCKET, addressing: 'path' },
  ...S3_KEY,
});
type Params = Record<string, unknown>;
const open = (params: Params = {}, options: RunOptions = {}, port = peer.ports.plain) =>
  s3.open(Value.Default(s3.params, { ...at(port), ...params }) as never, runs.run({ ports: [port], ...options }));
const paths = async (params: Params) => (await listed(await open(params))).map(({ path }) => path);

test('a request of Amazon’s manual has the signature that the manual says', async () => {
  // Signature Calculations for the Authorization Header, "Example: GET Object".
  const { headers } = await new AwsV4Signer({
    ...{ url: 'https://examplebucket.s3.amazonaws.com/test.txt', service: 's3', region: 'us-east-1' },
    ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    headers: {
      range: 'bytes=0-9',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
    ...{ datetime: '20130524T000000Z', allHeaders: true },
  }).sign();
  expect(headers.get('authorization')).toEndWith(
    'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

fileCases({
  ...{ connector: s3, peer: 'fauxqs behind a gate that verifies signatures', needs: null, many: 2500 },
  async start() {
    const store = await startS3();
    const { plain } = store.ports;
    return {
      settings: (folder) => ({ ...at(plain), prefix: `${folder}/` }),
      run: { ports: [plain] },
      ...{ put: store.put, remove: store.remove, secret: S3_KEY.secretAccessKey, end: store.end },
      async putMany(folder, count) {
        for (let i = 0; i < count; i++) await store.put(`${folder}/${i}.csv`, '');
      },
    };
  },
});

describe('which objects', () => {
  test('a prefix in the middle of a name; one that nothing begins with', async () => {
    for (const name of ['a0.csv', 'a1.csv', 'b.csv']) await peer.put(`names/${name}`, name);
    expect(await paths({ prefix: 'names/a' })).toEqual(['a0.csv', 'a1.csv']);
    expect(await paths({ prefix: 'nothing/' })).toEqual([]);
  });

  test('page by page, in pieces', async () => {
    for (let i = 0; i < 25; i++) await peer.put(`pages/${i}.csv`, String(i));
    peer.gate.pageSize = 10;
    const pieces: number[] = [];
    for await (const piece of (await open({ prefix: 'pages/' })).files()) pieces.push(piece.length);
    peer.gate.pageSize = 1000;
    expect(pieces).toEqual([10, 10, 5]);
  });

  test('by host, over TLS, with an authority of the connection', async () => {
    const params = { prefix: 'pages/1', addressing: 'host', endpoint: `http://${PEER_NAME}:${peer.ports.plain}` };
    expect((await listed(await open(params))).length).toBe(11);
    expect(peer.gate.seen.at(-1)).toStartWith('/?list-type=2');
    const endpoint = `https://${PEER_NAME}:${peer.ports.tls}`;
    expect((await listed(await open({ prefix: 'pages/1', endpoint }, {}, peer.ports.tls))).length).toBe(11);
    const alone = { prefix: 'pages/1', endpoint, authority: EXAMPLE_AUTHORITY };
    expect((await listed(await open(alone, { ca: [] }, peer.ports.tls))).length).toBe(11);
    const untrusted = open({ prefix: 'pages/1', endpoint }, { ca: [] }, peer.ports.tls);
    expect(await faultOf(untrusted.then(listed))).toBe('unavailable egress.tls');
  });
});

describe('what they hold', () => {
  beforeAll(() => peer.put('data/big.csv', big));
  const bigFile = async (params: Params = {}) => {
    const source = await open({ prefix: 'data/', ...params });
    return { source, file: (await listed(source)).find(({ path }) => path === 'big.csv')! };
  };

  test('a connection that breaks in the middle is a fault, and the rest can be read', async () => {
    const { source, file } = await bigFile();
    peer.gate.cutAfter = 10_000;
    const pieces: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of source.open(file, 0)) pieces.push(piece);
    };
    expect(await faultOf(reading())).toBe('unavailable egress.broken');
    const got = Buffer.concat(pieces);
    expect(got.length).toBeLessThanOrEqual(10_000);
    expect(Buffer.concat([got, await contentOf(source, file, got.length)]).equals(big)).toBe(true);
  });

  test('a store that is busy is asked again, but not for ever', async () => {
    const { source, file } = await bigFile();
    peer.gate.busy = 2;
    expect((await contentOf(source, file, big.length - 5)).length).toBe(5);
    peer.gate.busy = 100;
    const { message } = await contentOf(source, file).catch((error) => error);
    expect(message).toContain('503 SlowDown Please reduce your request rate.');
    peer.gate.busy = 0;
  });
});

describe('who may', () => {
  test.each([
    [{ secretAccessKey: 'wrong' }, 'invalid connector.signIn', 'SignatureDoesNotMatch'],
    [{ sessionToken: 'wrong' }, 'invalid connector.signIn', 'SignatureDoesNotMatch'],
    [{ accessKeyId: 'AKIDOTHER' }, 'invalid connector.signIn', 'InvalidAccessKeyId'],
    [{ region: 'us-east-1' }, 'invalid connector.region', 'eu-central-1'],
    [{ bucket: 'no-bucket' }, 'invalid connector.notThere', 'no such bucket'],
  ])('%j', async (params, fault, says) => {
    const source = await open(params);
    const error = await source.check().catch((thrown) => thrown);
    expect([`${error.fault} ${error.code}`, error.message]).toEqual([fault, expect.stringContaining(says)]);
    for (const secret of [S3_KEY.secretAccessKey, S3_KEY.sessionToken]) expect(error.message).not.toContain(secret);
  });

  test('a check says where it is and how much there is', async () => {
    expect(await (await open({ prefix: 'pages/' })).check()).toEqual({
      server: `The bucket "${S3_BUCKET}" at ${PEER_NAME}:${peer.ports.plain}`,
      details: ['25 files can be read.'],
    });
  });

  test.each(['ftp://x', 'nonsense', 'http://u:p@x', 'http://x/?a=1'])('%j is no endpoint', async (endpoint) => {
    expect(await faultOf(open({ endpoint }))).toBe('invalid connector.badEndpoint');
  });
});

test('no request says a secret', () => {
  expect(peer.gate.seen.length).toBeGreaterThan(20);
  expect(peer.gate.seen.join('\n')).not.toContain(encodeURIComponent(S3_KEY.secretAccessKey).slice(0, 8));
});

liveFiles(s3);
