/** What becomes of columns about people, decided in the step before a load: a hierarchy from a file. */
import { expect } from 'bun:test';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();

const file = (name: string, content: string) => ({
  ...{ name, mimeType: 'application/octet-stream' },
  buffer: Buffer.from(content),
});
const ROWS = `case,activity,time,plz,mail
a,x,2024-01-01T08:00:00Z,20095,ann@example.com
b,x,2024-01-02T08:00:00Z,75001,bob@example.com
`;

browserTest('a hierarchy is taken from a file, and the first rows show its groups', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open('/');
  await page
    .getByRole('main')
    .getByRole('link', { name: /Choose a file/ })
    .click();
  await page.locator('#file').setInputFiles(file('people.csv', ROWS));
  await page.getByRole('heading', { level: 2, name: 'People in the data' }).waitFor();
  await page.getByLabel('What becomes of plz').selectOption('groups');
  await page.getByText('Hierarchy', { exact: true }).waitFor();
  await page.getByLabel('Take it from a file').setInputFiles(file('levels.csv', '20095;Hamburg;DE\n75001;Paris;FR\n'));
  await page.getByRole('cell', { name: 'Hamburg', exact: true }).waitFor();
  expect(await page.getByLabel('Hierarchy', { exact: true }).inputValue()).toBe('20095;Hamburg\n75001;Paris');
  expect(troubles).toEqual([]);
  await ann.leave();
});
