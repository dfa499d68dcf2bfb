import { expect, test } from 'bun:test';
import { exampleFoundations } from '../tests/example-foundations.ts';
import type { Appliance } from './assemble.ts';
import { loadConfig } from './platform/config/index.ts';
import { takeOver } from './reload.ts';

test('another list of targets holds at once; authorities that cannot be read change nothing', async () => {
  const foundations = exampleFoundations();
  const { egress, lines, close } = foundations;
  const reload = (env: Record<string, string>) =>
    takeOver(foundations as unknown as Appliance, () => loadConfig({ env }));
  const allowed = (target: string) => egress.explain(target).then(({ refusal }) => refusal === null);
  reload({ ADIT__EGRESS__ALLOW: '["10.0.0.1:443"]' });
  expect([await allowed('10.0.0.1:443'), await allowed('10.0.0.2:443')]).toEqual([true, false]);
  reload({ ADIT__EGRESS__ALLOW: '["10.0.0.2:443"]', ADIT__EGRESS__CA_FILE: '/nowhere/ca.pem' });
  expect(lines.at(-1)).toContain('config.notReloaded');
  expect([await allowed('10.0.0.1:443'), await allowed('10.0.0.2:443')]).toEqual([true, false]);
  reload({ ADIT__EGRESS__ALLOW: '["10.0.0.2:443"]' });
  expect([await allowed('10.0.0.1:443'), await allowed('10.0.0.2:443')]).toEqual([false, true]);
  close();
});
