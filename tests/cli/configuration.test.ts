/** Configuration as the operator meets it: one file, the environment over it, secrets from files, nothing told twice. */
import { afterAll, describe, expect, test } from 'bun:test';
import { chmodSync } from 'node:fs';
import { AditBench, problemOf } from '../adit-bench.ts';

const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());
// 32 bytes as base64; looked for in everything that is printed.
const CANARY = Buffer.from('canary-canary-canary-canary-0451').toString('base64');

describe('check-config', () => {
  test('a typing mistake: file, line, column, nearest spelling', async () => {
    const file = bench.file('typo.toml', '[server]\nport = 8080\n\n[sessoin]\nidle_minutes = 5\n');
    const ran = await bench.adit(['check-config', '--config', file]);
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toContain(`${file}:4:`);
    expect(ran.err).toContain('Did you mean "session"?');
    const asJson = await bench.adit(['check-config', '--config', file, '--json']);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ ok: false, file, problems: [{ line: 4 }] });
    // The same mistake stops every verb that reads the file, before it makes anything.
    for (const verb of [['serve'], ['dataset', 'list'], ['import', file], ['plugin', 'list'], ['config', 'show']]) {
      const stopped = await bench.adit([...verb, '--config', file]);
      expect([verb, stopped.code, stopped.out]).toEqual([verb, 1, '']);
      expect(stopped.err).toContain('Did you mean "session"?');
    }
  });

  test('./adit.toml and ADIT_CONFIG are found', async () => {
    bench.file('adit.toml', '[server]\nport = 1\n');
    expect((await bench.adit(['check-config'])).out).toContain(bench.file('adit.toml'));
    const other = bench.file('other.toml', '[server]\nprot = 1\n');
    expect((await bench.adit(['check-config'], { ADIT_CONFIG: other })).code).toBe(1);
  });
});

describe('the environment', () => {
  test('goes before the file; a variable that names nothing is a problem', async () => {
    const file = bench.file('base.toml', '[server]\nport = 9000\n');
    const show = ['config', 'show', '--origin', '--config', file];
    const shown = await bench.adit(show, { ADIT__SERVER__PORT: '9001', ADIT__LOG__LEVEL: 'warn' });
    expect(shown.out).toMatch(/^server\.port = 9001 +# environment ADIT__SERVER__PORT$/m);
    expect(shown.out).toMatch(/^log\.level = "warn" +# environment ADIT__LOG__LEVEL$/m);
    expect(shown.out).toMatch(/^server\.bind = "127\.0\.0\.1" +# default$/m);
    expect((await bench.adit(show)).out).toMatch(new RegExp(`^server\\.port = 9000 +# ${file}:2:8$`, 'm'));
    const wrong = await bench.adit([...show, '--json'], { ADIT__SERVER__PROT: '1' });
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(JSON.stringify(problemOf(wrong).errors)).toContain('ADIT__SERVER__PROT');
  });
});

describe('secrets', () => {
  test('come from files, and are shown by no one', async () => {
    const key = bench.file('audit.key', `${CANARY}\n`);
    chmodSync(key, 0o600);
    const file = bench.file('secret.toml', `[audit]\nkey_file = "audit.key"\n[data]\nfolder = "secret-data"\n`);
    const shown = await bench.adit(['config', 'show', '--origin', '--config', file]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('audit.key');
    const server = await bench.serve({ ADIT__LOG__LEVEL: 'debug', ADIT__SECRETS__KEY__FILE: key }, ['--config', file]);
    expect((await server.get(`/readyz?key=${encodeURIComponent(CANARY)}`)).status).toBe(200);
    await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${CANARY}` },
      body: JSON.stringify({ login: 'nobody', password: CANARY }),
    });
    const stopped = await server.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.err).toContain('"http.request"');
    for (const printed of [shown.out, shown.err, stopped.out, stopped.err]) {
      expect(printed).not.toContain(CANARY);
      expect(printed).not.toContain(encodeURIComponent(CANARY));
    }
  }, 60_000);

  test('a file that is not there stops the start; one that everybody reads is warned about', async () => {
    const missing = await bench.adit(['check-config'], { ADIT__AUDIT__KEY__FILE: 'none.key' });
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('none.key');
    const open = bench.file('open.key', CANARY);
    chmodSync(open, 0o644);
    const warned = await bench.adit(['check-config', '--json'], { ADIT__AUDIT__KEY__FILE: open });
    expect(JSON.parse(warned.out).warnings[0]).toContain('can be read by every user');
  });
});

test('config example names every setting, and is right as it stands', async () => {
  const { out } = await bench.adit(['config', 'example']);
  const file = bench.file('example.toml', out);
  expect((await bench.adit(['check-config', '--config', file])).code).toBe(0);
  const settings = JSON.parse((await bench.adit(['config', 'show', '--json', '--config', file])).out);
  const defaults = JSON.parse(
    (await bench.adit(['config', 'show', '--json', '--config', bench.file('none.toml', '')])).out,
  );
  expect(settings.items.map((s: { name: string }) => s.name)).toEqual(
    defaults.items.map((s: { name: string }) => s.name),
  );
  for (const { name } of defaults.items) expect(out).toContain(name.split('.').at(-1));
});

test('plugin list', async () => {
  const text = (await bench.adit(['plugin', 'list'])).out;
  const { plugins, notLoaded } = JSON.parse((await bench.adit(['plugin', 'list', '--json'])).out);
  expect(notLoaded).toEqual([]);
  for (const { id, summary } of plugins) {
    expect(text).toContain(`  ${id} `);
    expect(text).toContain(summary);
  }
  // A plug-in that nobody allowed is told, not loaded.
  const folder = bench.file('plug-ins');
  await Bun.write(`${folder}/mine.ts`, 'throw new Error("was loaded")');
  const env = { ADIT__PLUGINS__FOLDER: folder };
  const refused = JSON.parse((await bench.adit(['plugin', 'list', '--json'], env)).out);
  expect(refused.notLoaded).toMatchObject([{ name: expect.stringContaining('mine'), state: 'not loaded' }]);
  expect(refused.plugins.length).toBe(plugins.length);
  expect((await bench.adit(['plugin', 'list'], env)).out).toContain('not loaded');
});
