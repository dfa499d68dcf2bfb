import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { AppError } from '#sdk';
import { StagingBench, staged } from '../../../tests/staged-csv.ts';
import type { Mapping } from './mapping.ts';
import type { TableResult } from './read-table.ts';

let bench: StagingBench;
let mapping: Mapping;
const H = 'case,activity,time,x\n';
const T = '2020-01-01T00:00:00Z';
beforeAll(async () => {
  bench = new StagingBench();
  mapping = await bench.mapping(bench.file(`${H}1,a,${T},x\n`));
});
afterAll(() => bench[Symbol.asyncDispose]());

const good = `1,a,${T},x\n`;
const pieces = [
  good,
  good,
  `"1","a","${T}","x"\n`,
  ',',
  '"',
  '""',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  ' ',
  ' "',
  '\\',
  'a',
  'ä',
  '\0',
  `1,a,soon,x\n`,
];
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(...pieces.map((p) => Buffer.from(p))),
    fc.uint8Array({ maxLength: 2 }).map((b) => Buffer.from(b)),
  ),
  {
    maxLength: 25,
  },
);

/** What came of it: the rows and the refused lines, or the fault's code. Anything else thrown is a defect. */
async function outcome(text: Uint8Array): Promise<{ result: TableResult; rows: unknown[] } | string> {
  try {
    const result = await bench.read(bench.file(text), mapping);
    const rows = await staged(
      result,
      'select case_id, activity::varchar as a, "time", c_001::varchar as x from staged order by "row"',
    );
    bench.close(result);
    return { result, rows };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('import.')) return error.code;
    throw error;
  }
}

test('whatever stands in the file, each row is accepted or refused with a line', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (parts) => {
      const text = Buffer.concat([Buffer.from(H), ...parts]);
      const found = await outcome(text);
      if (typeof found === 'string') return;
      const { result, rows } = found;
      expect(rows).toHaveLength(result.accepted);
      expect(result.read).toBe(result.accepted + result.refused);
      expect(new Set(result.rejected.map((r) => r.line)).size).toBe(result.refused);
      const lines = text.toString('latin1').split(/\r\n|\n|\r/).length;
      for (const { line } of result.rejected) expect(line >= 2 && line <= lines).toBe(true);
    }),
    { numRuns: 120, seed: 7 },
  );
}, 60_000);

test('both readers see the same rows and refuse the same lines', async () => {
  const row = fc.oneof(
    fc.constantFrom(
      good,
      good,
      `"1","a","${T}","x"\n`,
      `"1","a","${T}","say ""x"""\n`,
      '1,a\n',
      `1,a,${T},x,y\n`,
      '""\n',
      '","\n',
    ),
    fc
      .array(fc.constantFrom('1', 'ä', ',', T, ' ', '=', ';', '5" x'), { minLength: 1, maxLength: 9 })
      .map((p) => `z${p.join('')}\n`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const plain = await outcome(Buffer.from(H + rows.join('')));
      // The blank line below the header sends the file to the exact reader and moves every line down by one.
      const exact = await outcome(Buffer.from(`${H}\n${rows.join('')}`));
      if (typeof plain === 'string' || typeof exact === 'string') return expect(exact).toEqual(plain);
      expect(exact.rows).toEqual(plain.rows);
      const moved = plain.result.rejected.map((r) => ({ ...r, line: r.line + 1 }));
      expect(exact.result.rejected).toEqual(moved);
    }),
    { numRuns: 50, seed: 11 },
  );
}, 60_000);
