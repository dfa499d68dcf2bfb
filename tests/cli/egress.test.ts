/** `adit egress test`: what the configuration would let through, without a server and without a connection. */
import { afterAll, expect, test } from 'bun:test';
import { AditBench, problemOf } from '../adit-bench.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const file = bench.file(
  'egress.toml',
  `[egress]
allow = ["10.20.0.0/16:443", "127.0.0.1:5432", "127.0.0.1:8080"]
[[ldap.servers]]
id = "corp"
preset = "openldap"
base = "dc=corp"
urls = ["ldaps://10.30.0.1", "ldaps://10.30.0.2:1636"]
`,
);
const ask = (target: string, ...more: string[]) => bench.adit(['egress', 'test', target, '--config', file, ...more]);

test(
  'says yes or no, with the entry or the reason',
  async () => {
    const yes = await ask('10.20.7.7:443');
    expect([yes.code, yes.out]).toEqual([
      0,
      '10.20.7.7, port 443: allowed.\n  10.20.7.7  allowed by "10.20.0.0/16:443"\n',
    ]);
    const no = await ask('10.21.0.1:443', '--json');
    expect([no.code, JSON.parse(no.out)]).toMatchObject([
      4,
      { allowed: false, addresses: [{ address: '10.21.0.1' }], refusal: { code: 'egress.notListed' } },
    ]);
    expect((await ask('127.0.0.1:5432')).code).toBe(0);
    const own = await ask('127.0.0.1:8080');
    expect([own.code, own.out]).toEqual([4, expect.stringContaining('is the appliance itself')]);
  },
  TIMEOUT_MS,
);

test(
  'a target that another setting names is allowed by that, with its port',
  async () => {
    expect((await ask('10.30.0.1:636')).code).toBe(0);
    expect((await ask('10.30.0.2:1636')).code).toBe(0);
    expect((await ask('10.30.0.2:636')).code).toBe(4);
  },
  TIMEOUT_MS,
);

test(
  'what is no target, and a list that is wrong, are said',
  async () => {
    expect(problemOf(await ask('0x7f.1:80', '--json')).code).toBe('egress.badHost');
    const wrong = bench.file('wrong.toml', '[egress]\nallow = [\n  "erp.corp:1521",\n  "169.254.169.254:80",\n]\n');
    const { code, err } = await bench.adit(['check-config', '--config', wrong]);
    expect([code, err]).toEqual([1, expect.stringContaining('"169.254.169.254:80" is never connected to')]);
  },
  TIMEOUT_MS,
);
