/** A source of tables for tests of the host: what it does is said by the name of the table. It is not shipped. */
import { appendFileSync } from 'node:fs';
import {
  AppError,
  type Batch,
  type ConnectorRun,
  defineTableConnector,
  notThere,
  type ReadRequest,
  Secret,
  signInRefused,
  type TableColumn,
  Type,
} from '#sdk';

const COLUMNS: TableColumn[] = [
  { name: 'id', type: 'number' },
  { name: 'note', type: 'text' },
];

const params = Type.Object({
  host: Type.String({ default: '127.0.0.1', description: 'Name or address of the server' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, default: 5432, description: 'Its port' }),
  user: Type.String({ minLength: 1, description: 'Who signs in' }),
  password: Secret('The password of this user'),
  /** A file in which it notes that it was closed. */
  witness: Type.String({ default: '', description: 'Only for tests' }),
});

export default defineTableConnector({
  ...{ id: 'trial-connector', version: 1, title: 'Trial', summary: 'Rows for tests.', category: 'databases', params },
  ...{ examples: [], verifiedWith: null, queries: 'SQL', follows: 'column' },
  async open({ user, password, host, port, witness }, run) {
    console.log('a word on standard output harms nobody');
    if (user === 'nobody') throw signInRefused('trial', `user nobody, password "${password}"`);
    const note = (what: string) => {
      if (witness) appendFileSync(witness, `${what}\n`);
    };
    return {
      async check() {
        if (user === 'network') await run.connect(host, port);
        return { server: `Trial 1, ${user}`, details: [`signed in with ${Buffer.from(password).toString('base64')}`] };
      },
      tables: async () =>
        ['numbers', 'endless', 'silent', 'home'].map((name) => ({ name, note: `of ${encodeURIComponent(password)}` })),
      async describe({ table }) {
        if (table === 'none') throw notThere('trial', `table "none" for ${password}`);
        return { columns: COLUMNS, key: ['id'] };
      },
      async *read(request) {
        try {
          yield* rowsOf(request, password, run);
        } finally {
          note('cursor closed');
        }
      },
      async [Symbol.asyncDispose]() {
        note('connection closed');
      },
    };
  },
});

async function* rowsOf(
  { table, query, limit }: ReadRequest,
  password: string,
  run: ConnectorRun,
): AsyncGenerator<Batch> {
  const batch = (...rows: unknown[][]) => ({ columns: COLUMNS, rows, cursor: rows.length }) as Batch;
  switch (table ?? query) {
    case 'numbers':
      yield batch([2n ** 63n - 1n, 'a'], [null, null]);
      yield batch(...Array.from({ length: limit ?? 0 }, (_, i) => [i, `row ${i}`]));
      return;
    case 'endless':
      while (!run.signal.aborted) {
        yield batch([1, 'again']);
        await Bun.sleep(1);
      }
      throw new Error('the server called the query off');
    case 'silent':
      return await new Promise(() => {});
    case 'echo':
      yield batch([1, `you sent ${password}`]);
      return;
    case 'short rows':
      yield batch([1]);
      return;
    case 'objects':
      yield batch([1, { of: 'what' }]);
      return;
    case 'long cell':
      yield batch([1, 'x'.repeat(200_000)]);
      return;
    case 'large batch':
      for (let i = 0; ; i++) yield batch(...Array.from({ length: 3000 }, () => [i, 'x'.repeat(900)]));
    case 'large cursor':
      yield { ...batch([1, 'x']), cursor: 'x'.repeat(70_000) };
      return;
    case 'throws':
      throw new Error(`select failed for postgres://me:${encodeURIComponent(password)}@db`);
    case 'stray':
      setTimeout(() => {
        throw new Error(`nobody waits for ${password}`);
      });
      return await new Promise(() => {});
    case 'dies':
      console.error(`last words: ${password}`);
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'hoards': {
      const kept: Uint8Array[] = [];
      while (true) {
        kept.push(new Uint8Array(16 << 20).fill(kept.length));
        await Bun.sleep(1);
      }
    }
    case 'home':
      yield batch([1, process.env.HOME ?? 'none'], [2, Object.keys(process.env).sort().join(' ')]);
      return;
    default:
      throw new AppError('invalid', 'trial.noTable', 'There is no such table.');
  }
}
