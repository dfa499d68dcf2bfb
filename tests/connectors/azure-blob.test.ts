import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Value } from '#sdk';
import azureBlob from '../../plugins/connectors/azure-blob.ts';
import { faultOf } from '../egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { AZURE_ACCOUNT, AZURE_CONTAINER, AZURE_KEY, sasOf, startAzurite } from './azurite.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { liveFiles } from './live-files.ts';
import { contentOf, listed } from './source-house.ts';

const runs = new RunHouse();
let peer: Awaited<ReturnType<typeof startAzurite>>;
const big = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);
beforeAll(async () => {
  await runs.start();
  peer = await startAzurite();
}, 60_000);
afterAll(async () => {
  runs.stop();
  await peer.end();
});

const open = (
  params: Record<string, unknown> = {},
  options: RunOptions = {},
  { port, scheme } = { port: peer.port, scheme: 'http' },
) =>
  azureBlob.open(
    Value.Default(azureBlob.params, {
      ...{
        endpoint: `${scheme}://${PEER_NAME}:${port}/${AZURE_ACCOUNT}`,
        account: AZURE_ACCOUNT,
        container: AZURE_CONTAINER,
      },
      ...{ accountKey: 'sas' in params ? '' : AZURE_KEY, ...params },
    }) as never,
    runs.run({ ports: [port], ...options }),
  );
const paths = async (params: Record<string, unknown>) => (await listed(await open(params))).map(({ path }) => path);

describe.each([
  ['the key of the account', () => ({})],
  ['a shared access signature', () => ({ sas: sasOf('rl') })],
  ['one with its question mark', () => ({ sas: `?${sasOf('rl')}` })],
])('with %s', (_, signIn) => {
  const names = ['a b+c%.csv', 'a0.csv', "it's (x)!*&=?#.csv", 'é ☃ %2F.csv', '<&>;.csv', '日本.CSV'];
  beforeAll(async () => {
    for (const name of names) await peer.put(`names/${name}`, name);
    for (const key of ['names/deep/x.csv', 'names/deep/er/y.csv', 'names/z.bin', 'names/.hidden.csv'])
      await peer.put(key, key);
    await peer.put('data/big.csv', big);
  });

  test('blobs by their names, which may hold anything; each can be read', async () => {
    const params = { prefix: 'names/', ...signIn() };
    expect((await paths(params)).toSorted()).toEqual(names.toSorted());
    const source = await open(params);
    for (const file of await listed(source)) expect(String(await contentOf(source, file))).toBe(file.path);
    expect((await paths({ ...params, subfolders: true, pattern: 'deep/**' })).toSorted()).toEqual([
      ...['deep/er/y.csv', 'deep/x.csv'],
    ]);
  });

  test('from every place on it is the rest of one reading', async () => {
    const source = await open({ prefix: 'data/', ...signIn() });
    const file = (await listed(source)).find(({ path }) => path === 'big.csv')!;
    expect(file).toMatchObject({ bytes: big.length, modifiedMs: expect.any(Number) });
    for (const from of [0, 1, 65_536, 1_500_000, big.length - 1, big.length])
      expect(Buffer.compare(await contentOf(source, file, from), big.subarray(from))).toBe(0);
  });

  test('one that is another by now, or gone, is a fault', async () => {
    await peer.put('turns/a.csv', 'one');
    const source = await open({ prefix: 'turns/', ...signIn() });
    const [file] = await listed(source);
    await peer.put('turns/a.csv', 'two');
    expect(await faultOf(contentOf(source, file!))).toBe('conflict connector.changed');
    expect(await faultOf(contentOf(source, file!, 1))).toBe('conflict connector.changed');
    await peer.remove('turns/a.csv');
    // Azurite takes one that is gone for a changed one.
    expect(await faultOf(contentOf(source, file!))).toMatch(
      /^(invalid connector.notThere|conflict connector.changed)$/,
    );
  });
});

test('page by page', async () => {
  for (let i = 0; i < 5002; i++) await peer.put(`pages/${i}.csv`, '');
  const pieces: number[] = [];
  for await (const piece of (await open({ prefix: 'pages/' })).files()) pieces.push(piece.length);
  expect(pieces).toEqual([5000, 2]);
}, 60_000);

test('over TLS, with an authority of the connection', async () => {
  const secured = await startAzurite({ tls: true });
  const at = { port: secured.port, scheme: 'https' };
  await secured.put('a.csv', 'x');
  expect((await listed(await open({}, {}, at))).length).toBe(1);
  expect((await listed(await open({ authority: EXAMPLE_AUTHORITY }, { ca: [] }, at))).length).toBe(1);
  expect(await faultOf(open({}, { ca: [] }, at).then(listed))).toBe('unavailable egress.tls');
  await secured.end();
}, 60_000);

test.each([
  [{ accountKey: Buffer.from('wrong').toString('base64') }, 'invalid connector.signIn', 'failed to authenticate'],
  [
    { sas: () => sasOf('rl').replace(/sig=.{8}/, 'sig=AAAAAAAA') },
    'invalid connector.signIn',
    'failed to authenticate',
  ],
  [{ sas: () => sasOf('rl', -60_000) }, 'invalid connector.signIn', 'failed to authenticate'],
  [{ sas: () => sasOf('r') }, 'invalid connector.refused', 'AuthorizationPermissionMismatch'],
  [{ container: 'no-container' }, 'invalid connector.notThere', 'no such container'],
])('%j is refused', async (given, fault, says) => {
  const params = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  );
  const source = await open(params);
  const error = await source.check().catch((thrown) => thrown);
  expect([`${error.fault} ${error.code}`, error.message]).toEqual([fault, expect.stringContaining(says)]);
  expect(error.message).not.toContain('sig=');
});

test('one of the two ways to sign in, whole', async () => {
  expect(await faultOf(open({ accountKey: '' }))).toBe('invalid connector.oneKey');
  expect(await faultOf(open({ sas: sasOf('rl'), accountKey: AZURE_KEY }))).toBe('invalid connector.oneKey');
  expect(await faultOf(open({ sas: 'sv=2021-12-02&sp=rl' }))).toBe('invalid connector.badSas');
});

liveFiles(azureBlob);
