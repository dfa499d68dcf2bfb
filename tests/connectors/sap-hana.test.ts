import { expect, test } from 'bun:test';
import hana from '../../plugins/connectors/sap-hana.ts';
import { plainDigits } from '../../plugins/kit/hana-values.ts';
import { caseTable } from './case-table.ts';
import { liveHouse } from './live.ts';
import { hanaAlone, hanaHouse } from './sap-hana.house.ts';

caseTable(liveHouse(hana, hanaHouse) ?? hanaHouse);
caseTable(hanaAlone);

test.each([
  ['125e-1', '12.5'],
  ['-125e-5', '-0.00125'],
  ['1e3', '1000'],
  ['1.25e1', '12.5'],
  ['12', '12'],
  ['0.50', '0.50'],
])('%s is written as %s', (text, plain) => {
  expect(plainDigits(text)).toBe(plain);
});
