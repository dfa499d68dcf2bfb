import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import checkConfig from './check-config.ts';
import config from './config.ts';
import type { Verb } from './verb.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-cli-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const good = join(folder, 'good.toml');
const bad = join(folder, 'bad.toml');
writeFileSync(good, '[server]\nport = 9000\n[secrets]\nkey = "hidden"\n');
writeFileSync(bad, '[server]\nprot = 9000\n');

async function run(verb: Verb, args: string[], env: Record<string, string> = {}) {
  let out = '';
  let err = '';
  const io = {
    stdout: (text: string) => {
      out += text;
    },
    stderr: (text: string) => {
      err += text;
    },
    env,
  };
  return { code: await verb.run(args, io), out, err };
}

test('check-config: 0 when right, 1 with file, line, column and spelling, 2 for bad usage', async () => {
  expect(await run(checkConfig, ['--config', good])).toMatchObject({ code: 0, err: '' });
  const wrong = await run(checkConfig, ['--config', bad]);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain(`${bad}:2:1: There is no setting "server.prot". Did you mean "server.port"?`);
  expect((await run(checkConfig, ['--confg', good])).code).toBe(2);
  expect((await run(checkConfig, ['--config', join(folder, 'none.toml')])).code).toBe(1);
  expect((await run(checkConfig, [], { ADIT_CONFIG: bad })).code).toBe(1);
});

test('check-config --json', async () => {
  expect(JSON.parse((await run(checkConfig, ['--config', good, '--json'])).out)).toEqual({
    ok: true,
    file: good,
    problems: [],
    warnings: [],
  });
  const { ok, problems } = JSON.parse((await run(checkConfig, ['--config', bad, '--json'])).out);
  expect([ok, problems.length, problems[0].line, problems[0].pointer]).toEqual([false, 1, 2, '/server/prot']);
});

test('config example is taken by check-config', async () => {
  const { code, out } = await run(config, ['example']);
  const file = join(folder, 'example.toml');
  writeFileSync(file, out);
  expect([code, (await run(checkConfig, ['--config', file])).code]).toEqual([0, 0]);
});

test('config show prints what holds and where it came from, without secrets', async () => {
  const shown = await run(config, ['show', '--origin', '--config', good], { ADIT__LOG__LEVEL: 'debug' });
  expect(shown.code).toBe(0);
  expect(shown.out).toMatch(new RegExp(`^server\\.port = 9000 +# ${good}:2:8$`, 'm'));
  expect(shown.out).toMatch(/^log\.level = "debug" +# environment ADIT__LOG__LEVEL$/m);
  expect(shown.out).not.toContain('hidden');
  const json = JSON.parse((await run(config, ['show', '--json', '--config', good])).out);
  expect(json.items.find((s: { name: string }) => s.name === 'server.port')).toEqual({
    name: 'server.port',
    value: 9000,
  });
  expect(run(config, ['show', '--config', bad])).rejects.toMatchObject({ fault: 'invalid', code: 'config.invalid' });
});

test('config without a known word ends with 2', async () => {
  expect((await run(config, [])).code).toBe(2);
  expect((await run(config, ['shwo'])).code).toBe(2);
});
