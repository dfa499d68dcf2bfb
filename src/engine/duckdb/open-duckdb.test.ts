/** What a statement in a DuckDB child may not do, whoever wrote it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from './open-duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-duckdb-'));
const inside = join(folder, "it's inside");
const outside = join(folder, 'outside');
const CANARY = 'canary-7f3a';
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  for (const path of [inside, outside]) mkdirSync(path);
  for (const path of [inside, outside]) {
    writeFileSync(join(path, 'a.csv'), `x\n${path === inside ? 'fine' : CANARY}\n`);
    writeFileSync(join(path, 'a.json'), `{"x": "${CANARY}"}`);
  }
  const open = await DuckDBInstance.create(':memory:');
  const free = await open.connect();
  for (const path of [inside, outside])
    await free.run(`copy (select '${CANARY}' as x) to '${quoted(join(path, 'a.parquet'))}' (format parquet)`);
  await free.run(
    `attach '${quoted(join(outside, 'other.duckdb'))}' as other; create table other.t as select 1 as x; detach other`,
  );
  free.closeSync();
  open.closeSync();
  symlinkSync(join(outside, 'a.csv'), join(inside, 'link.csv'));
  symlinkSync(outside, join(inside, 'link'));
  instance = await openDuckDb({
    ...{ threads: 1, memoryBytes: 256e6, tempFolder: join(folder, 'spill'), folders: [inside] },
  });
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const quoted = (text: string) => text.replaceAll("'", "''");

/** `{in}` and `{out}` stand for the folders. */
async function tried(statement: string): Promise<string> {
  const text = statement.replaceAll('{in}', quoted(inside)).replaceAll('{out}', quoted(outside));
  try {
    const reader = await connection.runAndReadAll(text);
    return `allowed: ${JSON.stringify(reader.getRows(), (_, value) => (typeof value === 'bigint' ? Number(value) : value))}`;
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}

const REFUSAL =
  /^(Permission Error: |Invalid Input Error: .*(has been locked|are disabled|does not exist)|IO Error: No files found|Catalog Error: .*does not exist)/;
const BLOCKED = {
  'other files': [
    "select * from read_csv('{out}/a.csv')",
    "select * from read_text('{out}/a.csv')",
    "select * from read_blob('{out}/a.csv')",
    "select * from read_json('{out}/a.json')",
    "select * from read_ndjson('{out}/a.json')",
    "select * from read_parquet('{out}/a.parquet')",
    "select * from parquet_metadata('{out}/a.parquet')",
    "select * from parquet_schema('{out}/a.parquet')",
    "select * from sniff_csv('{out}/a.csv')",
    "select * from '{out}/a.csv'",
    "select * from '{out}/a.parquet'",
    "select * from query('from read_text(''/etc/passwd'')')",
    "select * from query_table('{out}/a.csv')",
    "select * from read_text('/etc/passwd')",
    "select * from read_text('/proc/self/environ')",
    "select * from read_csv('{in}/../outside/a.csv')",
    "select * from read_csv('{in}/%2e%2e%2foutside/a.csv')",
    "select * from read_csv('{in}/..%2foutside/a.csv')",
    "select * from read_csv('file://{out}/a.csv')",
    "select * from read_csv('https://example.org/a.csv')",
    "select * from read_parquet('s3://bucket/a.parquet')",
    "select * from read_csv(['{in}/a.csv', '{out}/a.csv'])",
  ],
  'links inside the folder that lead out': [
    "select * from read_csv('{in}/link.csv')",
    "select * from read_text('{in}/link.csv')",
    "select * from read_csv('{in}/link/a.csv')",
    "copy (select 1) to '{in}/link/new.csv'",
  ],
  'writing elsewhere, other databases': [
    "copy (select 1) to '{out}/new.csv'",
    "copy (select 1) to '{in}/../outside/new.csv'",
    "copy (select 1) to '{out}/new.parquet' (format parquet)",
    "attach '{out}/other.duckdb' as o",
    "attach '{out}/new.duckdb' as n",
    "attach '{in}/link/other.duckdb' as o",
    "export database '{out}/export'",
    "import database '{out}/export'",
  ],
  extensions: [
    'install httpfs',
    'load httpfs',
    "install '{out}/x.duckdb_extension'",
    "load '{in}/x.duckdb_extension'",
    'force install json from community',
    'update extensions',
  ],
  settings: [
    "set memory_limit = '1TB'",
    'set threads = 64',
    "set TimeZone = 'America/New_York'",
    'set enable_external_access = true',
    'set lock_configuration = false',
    "set allowed_directories = ['/']",
    "set allowed_paths = ['/etc/passwd']",
    "set temp_directory = '{out}'",
    "set max_temp_directory_size = '1TB'",
    "set home_directory = '{out}'",
    "set secret_directory = '{out}'",
    "set extension_directory = '{out}'",
    'set autoload_known_extensions = true',
    'set autoinstall_known_extensions = true',
    'set allow_community_extensions = true',
    'set allow_unsigned_extensions = true',
    'set allow_persistent_secrets = true',
    "set profiling_output = '{out}/profile.json'",
    "set log_query_path = '{out}/queries.log'",
    "set custom_extension_repository = 'https://example.org'",
    "pragma memory_limit = '1TB'",
    'pragma threads = 64',
    "pragma profiling_output = '{out}/profile.json'",
    "pragma log_query_path = '{out}/queries.log'",
    'reset lock_configuration',
    'reset enable_external_access',
  ],
  secrets: [
    "create persistent secret s (type http, bearer_token 'x')",
    "create secret s (type s3, key_id 'x', secret 'y')",
  ],
  environment: ["select getenv('PATH')", "select getenv('HOME')"],
};

describe.each(Object.keys(BLOCKED) as (keyof typeof BLOCKED)[])('refused: %s', (group) => {
  test.each(BLOCKED[group])('%s', async (statement) => {
    const said = await tried(statement);
    expect(said).toMatch(REFUSAL);
    expect(said).not.toContain(CANARY);
  });
});

test('nothing was written outside', () => {
  expect(readdirSync(outside).toSorted()).toEqual(['a.csv', 'a.json', 'a.parquet', 'other.duckdb']);
  expect(existsSync(join(folder, 'spill', 'new'))).toBe(false);
});

test('files that are searched for are found inside alone', async () => {
  expect(await tried("select count(*) from glob('{in}/*.csv')")).toMatch(/^allowed: \[\[[12]\]\]$/);
  for (const pattern of ['{out}/*', '/etc/pass*', '{in}/../outside/*', '{in}/link/*']) {
    const said = await tried(`select file from glob('${pattern}')`);
    expect([pattern, said === 'allowed: []' || !said.startsWith('allowed')]).toEqual([pattern, true]);
  }
});

test('what we need is there: files inside, spilling, UTC', async () => {
  expect(await tried("select x from read_csv('{in}/a.csv')")).toBe('allowed: [["fine"]]');
  expect(await tried("copy (select 42 as x) to '{in}/out.parquet' (format parquet)")).toStartWith('allowed');
  expect(await tried("select x from read_parquet('{in}/out.parquet')")).toBe('allowed: [[42]]');
  expect(await tried("select current_setting('TimeZone')")).toBe('allowed: [["UTC"]]');
  expect(await tried("select current_setting('max_temp_directory_size') <> '0 bytes'")).toBe('allowed: [[true]]');
});

test('too much memory is a clean error, and the instance goes on', async () => {
  expect(await tried('select len(list(range)) from range(200_000_000)')).toMatch(/^Out of Memory Error/);
  expect(await tried('select 1')).toBe('allowed: [[1]]');
});

test('nesting without end is refused, not followed', async () => {
  const nested = (before: string, after: string, times: number) =>
    `select ${before.repeat(times)}1${after.repeat(times)}`;
  for (const statement of [nested('(', ')', 20_000), nested('abs(', ')', 1500), nested('1+', '', 5000)])
    expect(await tried(statement)).toMatch(/^Parser Error: (memory exhausted|Max expression depth)/);
  expect(await tried('select 1')).toBe('allowed: [[1]]');
});
