/** Each verb explains itself, and what its examples say is true: they are executed as printed. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { AditBench, problemOf, type Ran } from '../adit-bench.ts';

const DATA_VERBS = ['mine', 'convert', 'demo', 'serve', 'import', 'dataset'];
const VERBS = [
  ...DATA_VERBS,
  'job',
  'schedule',
  'user',
  'secrets',
  'audit',
  'connector',
  'egress',
  'ldap',
  'oidc',
  'mail',
  'check-config',
  'config',
  'pipeline',
  'plugin',
  'version',
];
const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

describe('help', () => {
  test('without a verb it is shown as bad usage; asked for, as an answer', async () => {
    const [nothing, asked] = [await bench.adit([]), await bench.adit(['--help'])];
    expect([nothing.code, nothing.out, asked.code, asked.err]).toEqual([2, '', 0, '']);
    expect(nothing.err).toBe(asked.out);
    // The list here is the list there: a new verb is tested, or this fails.
    const listed = [...asked.out.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map((m) => m[1]!);
    expect(listed).toEqual(VERBS);
  });

  test.each(VERBS)('%s --help', async (verb) => {
    const { code, out, err } = await bench.adit([verb, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`\nUsage: adit ${verb}`);
    expect(out).toMatch(new RegExp(`\\nExamples:\\n {2}adit ${verb}`));
    expect((await bench.adit(['help', verb])).out).toBe(out);
  });
});

describe('bad usage ends with 2', () => {
  test('a verb that is not there names the nearest', async () => {
    const { code, out, err } = await bench.adit(['imprt', 'x.csv']);
    expect([code, out, err]).toEqual([
      2,
      '',
      'There is no command "imprt". Did you mean "import"? Try "adit --help".\n',
    ]);
    expect(problemOf(await bench.adit(['imprt', '--json'])).code).toBe('cli.unknownVerb');
    expect((await bench.adit(['help', 'imprt'])).code).toBe(2);
  });

  test.each(VERBS)('%s with a flag that is not there', async (verb) => {
    const { code, out, err } = await bench.adit([verb, '--hlep']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      'There is no flag \\"--hlep\\". Did you mean \\"--help\\"?'.replaceAll('\\', verb === 'mine' ? '\\' : ''),
    );
  });

  test.each([
    [['import'], 'An argument is missing.'],
    [['import', 'a.csv', 'b.csv'], 'The argument "b.csv" has no place here.'],
    [['import', 'a.csv', '--map'], "'--map <value>' argument missing"],
    [['dataset'], 'An argument is missing.'],
    [['dataset', 'lst'], '"lst" is none of "list", "verify [NAME]", "undo NAME" and "export NAME FILE".'],
    [['dataset', 'list', 'x'], '"list x" is none of'],
    [['user'], 'An argument is missing.'],
    [['user', 'ad', 'ann'], 'There is no action "ad".'],
    [['user', 'add'], 'Say whom to add: adit user add LOGIN.'],
    [['user', 'disable', 'ann', '--role', 'viewer'], '--role, --name and --email belong to "add" and "invite".'],
    [['config', 'shw'], '"shw" is neither "example" nor "show".'],
    [['plugin', 'lst'], 'There is no action "lst".'],
    [['serve', 'now'], 'The argument "now" has no place here.'],
    [['version', '--json=yes'], 'does not take an argument'],
  ])('%j', async (args, says) => {
    const text = await bench.adit(args);
    expect([text.code, text.out]).toEqual([2, '']);
    expect(text.err).toContain(`adit ${args[0]}: `);
    expect(text.err).toContain(says);
    expect(text.err).toContain(`Usage: adit ${args[0]}`);
    expect(existsSync(bench.data)).toBe(false);
  });

  test('with --json as a problem document', async () => {
    const ran = await bench.adit(['dataset', 'lst', '--json']);
    expect([ran.code, problemOf(ran).code]).toEqual([2, 'cli.usage']);
  });
});

test('version', async () => {
  const { out } = await bench.adit(['version', '--json']);
  const { version, bun } = JSON.parse(out);
  expect([version, bun]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/), Bun.version]);
  for (const call of ['version', '--version', '-v'])
    expect((await bench.adit([call])).out).toContain(`adit ${version} `);
});

describe('the examples of the help, executed', () => {
  // Servers are started by their own tests; these two would take the default port.
  const SERVING = new Set(['adit serve', 'adit demo']);
  // By default nothing is allowed, and nobody has a second factor; the exit code says so.
  const REFUSING = /^adit (?:egress test|user reset-second-factor)/;
  const ASKING = new Set(['ldap', 'oidc', 'mail', 'connector', 'pipeline']);
  // Names a folder that belongs to the machine.
  const ELSEWHERE = '/etc/adit/adit.toml';

  beforeAll(async () => {
    bench.log('receipt.xes.gz');
    const header = 'case_id,activity,timestamp\n';
    bench.file('orders.csv', `${header}1,order,2024-05-01 09:00\n1,pay,2024-05-02 09:00\n2,order,2024-05-02 10:00\n`);
    bench.file('passphrase.txt', 'an orchard full of quiet bees\n');
    bench.file('orders-may.csv', `${header}3,order,2024-05-03 09:00\n3,pay,2024-05-03 10:00\n`);
  });

  test(
    'each as it is printed',
    async () => {
      const ran = new Map<string, Ran>();
      // These need somebody to ask, or something that was made: tests/directory, oidc, mail, connector and pipeline tests call them.
      for (const verb of VERBS.filter((name) => !ASKING.has(name))) {
        const help = (await bench.adit([verb, '--help'])).out;
        const examples = [...help.slice(help.indexOf('\nExamples:')).matchAll(/^ {2}(adit .*)$/gm)].map((m) => m[1]!);
        expect(examples.length).toBeGreaterThan(0);
        for (const example of examples) {
          if (SERVING.has(example)) continue;
          if (example.includes(ELSEWHERE)) {
            bench.file('etc.toml', '');
            if (verb === 'serve') continue;
          }
          const result = await bench.shell(example.replace(ELSEWHERE, 'etc.toml'));
          const expected = REFUSING.test(example) ? 4 : 0;
          if (result.code !== expected) throw new Error(`${example}: ended with ${result.code}: ${result.err}`);
          ran.set(example, result);
        }
      }
      const outputOf = (part: string) => [...ran].find(([example]) => example.includes(part))![1].out;
      expect(JSON.parse(outputOf('--params \'{"limit":10}\'')).items).toHaveLength(10);
      // The one paid order took a day.
      expect(JSON.parse(outputOf('--filters')).statistics).toMatchObject({ count: 1, sumMs: 86_400_000 });
      expect(outputOf('import receipt.xes.gz')).toContain('1,434 cases, 8,577 events, 0 rejected');
      expect(outputOf('--dataset Orders')).toContain('1 cases, 2 events, 0 rejected');
      expect(outputOf('--mode upsert')).toContain('3 cases, 5 events, 0 rejected');
      expect(outputOf('dataset list')).toMatch(/^Orders +ready +3 +5 +2\nreceipt +ready +1,434 +8,577 +1$/m);
      expect(outputOf('verify Orders')).toMatch(/^Orders: \d+ files, \S+ MB, all as written\n$/);
      for (const file of ['orders.xes.gz', 'Orders.xes.gz', 'paid.xes', 'receipt.csv'])
        expect(Bun.file(bench.file(file)).size).toBeGreaterThan(100);
      expect(await Bun.file(bench.file('adit.toml')).text()).toContain('[server]');
    },
    2 * TIMEOUT_MS,
  );
});
