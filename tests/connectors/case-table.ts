/** One table of cases for every connector that gives tables: `caseTable(house)` in a test file of its own. */
import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { connectionCases } from './connection-cases.ts';
import { CASES, type CaseName, type House } from './house.ts';
import { type Case, Opened } from './opened.ts';
import { readingCases } from './reading-cases.ts';
import { tableCases } from './table-cases.ts';

const ALL: Record<CaseName, Case> = { ...connectionCases, ...tableCases, ...readingCases };

export function caseTable(house: House): void {
  const { connector, peer, needs } = house;
  const end = needs === null ? '' : ` (needs ${needs})`;
  describe(`${connector.id}, ${peer}`, () => {
    const opened = new Opened(house);
    const heard: unknown[][] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map(
      (method) => [method, console[method]] as const,
    );
    if (needs === null) {
      beforeAll(async () => {
        for (const [method, original] of spies)
          spyOn(console, method).mockImplementation((...values: unknown[]) => {
            heard.push(values);
            original.apply(console, values);
          });
        await opened.start();
      }, 120_000);
      afterAll(async () => {
        for (const [method, original] of spies) console[method] = original;
        await opened.end();
      });
    }
    for (const [name, about] of Object.entries(CASES) as [CaseName, string][]) {
      const why = house.missing[name];
      if (why !== undefined) console.info(`${connector.id}: "${about}" does not apply: ${why}`);
      else test.skipIf(needs !== null)(`${name}: ${about}${end}`, () => ALL[name](opened, house));
    }
    test.skipIf(needs !== null)(`no secret in what was said${end}`, () => {
      const { secret } = opened.peer;
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
      const everything = JSON.stringify([opened.said, opened.runs.denials, heard.map((values) => values.map(String))]);
      expect(opened.said.length).toBeGreaterThan(0);
      for (const form of forms) expect(everything.includes(form)).toBe(false);
    });
  });
}
