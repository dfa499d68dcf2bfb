import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Value } from '#sdk';
import azureBlob from '../../plugins/connectors/azure-blob.ts';
import { faultOf } from '../egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { AZURE_ACCOUNT, AZURE_CONTAINER, AZURE_KEY, sasOf, startAzurite } from './azurite.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { fileCases } from './file-cases.ts';
import { liveFiles } from './live-files.ts';
import { listed } from './source-house.ts';

const runs = new RunHouse();
let peer: Awaited<ReturnType<typeof startAzurite>>;
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
      ...settingsAt(port, scheme),
      ...{ accountKey: 'sas' in params ? '' : AZURE_KEY, ...params },
    }) as never,
    runs.run({ ports: [port], ...options }),
  );

const settingsAt = (port: number, scheme = 'http') => ({
  ...{
    endpoint: `${scheme}://${PEER_NAME}:${port}/${AZURE_ACCOUNT}`,
    account: AZURE_ACCOUNT,
    container: AZURE_CONTAINER,
  },
});

for (const [way, signIn, secret, many] of [
  ['the key of the account', () => ({ accountKey: AZURE_KEY }), AZURE_KEY, 5002],
  ['a shared access signature', () => ({ sas: `?${sasOf('rl')}` }), 'sig=', 100],
] as const)
  fileCases({
    ...{ connector: azureBlob, peer: `Azurite, with ${way}`, needs: null, many },
    // Azure takes a backslash for a slash.
    without: ['a\\b.csv'],
    async start() {
      const store = await startAzurite();
      return {
        settings: (folder) => ({ ...settingsAt(store.port), ...signIn(), prefix: `${folder}/` }),
        run: { ports: [store.port] },
        ...{ put: store.put, remove: store.remove, secret, end: store.end },
        async putMany(folder, count) {
          for (let i = 0; i < count; i++) await store.put(`${folder}/${i}.csv`, '');
        },
      };
    },
  });

test('over TLS, with an authority of the connection', async () => {
  const secured = await startAzurite({ tls: true });
  try {
    const at = { port: secured.port, scheme: 'https' };
    await secured.put('a.csv', 'x');
    expect((await listed(await open({}, {}, at))).length).toBe(1);
    expect((await listed(await open({ authority: EXAMPLE_AUTHORITY }, { ca: [] }, at))).length).toBe(1);
    expect(await faultOf(open({}, { ca: [] }, at).then(listed))).toBe('unavailable egress.tls');
  } finally {
    await secured.end();
  }
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
