import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { EXAMPLE_AUTHORITY } from '../tests/example-authority.ts';
import { exampleFoundations } from '../tests/example-foundations.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-egress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what is refused stands in the log each time, and in the audit log once in ten minutes', async () => {
  const { egress, db, lines, clock, close } = exampleFoundations();
  const door = egress.as({ purpose: 'webhook 7', actor: 'user/u1' });
  const denied = () => expect(door.check('10.0.0.1', 443)).rejects.toThrow('"egress.allow"');
  const rows = () =>
    db.all(sql`select actor, tenant_id, action, object, outcome, after from audit_log where action = 'egress.connect'`);
  for (let i = 0; i < 3; i++) await denied();
  const row = {
    ...{ actor: 'user/u1', tenant_id: null, action: 'egress.connect', object: 'egress/10.0.0.1:443' },
    ...{ outcome: 'denied', after: '{"code":"egress.notListed","purpose":"webhook 7","addresses":["10.0.0.1"]}' },
  };
  expect([lines.filter((line) => line.includes('egress.denied')).length, rows()]).toEqual([3, [row]]);
  await expect(egress.fetch('https://10.0.0.1/')).rejects.toThrow('"egress.allow"');
  expect(rows()).toHaveLength(2);
  clock.advance(600_000);
  await denied();
  expect(rows()).toHaveLength(3);
  close();
});

test('the configured port is the appliance’s own', async () => {
  const { egress, close } = exampleFoundations({ ADIT__EGRESS__ALLOW: '["127.0.0.1:8080"]' });
  await expect(egress.check('127.0.0.1', 8080)).rejects.toThrow('is the appliance itself');
  close();
});

test('authorities come from a file; one that holds none is named', () => {
  const file = join(folder, 'ca.pem');
  const open = () => exampleFoundations({ ADIT__EGRESS__CA_FILE: file });
  expect(open).toThrow(`"egress.ca_file": "${file}" cannot be used (ENOENT`);
  writeFileSync(file, 'nothing');
  expect(open).toThrow('holds no certificate');
  writeFileSync(file, EXAMPLE_AUTHORITY.replace('MIIB', 'AAAA'));
  expect(open).toThrow('cannot be used');
  writeFileSync(file, `# ours\n${EXAMPLE_AUTHORITY}`);
  const { egress, close } = open();
  expect(egress.ca()).toContain(EXAMPLE_AUTHORITY.trim());
  close();
});
