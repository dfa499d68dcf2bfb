/** Runs the documented examples of every enrichment on the example log, found by folder: id = file name, one value per case or event. */
import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ColumnEnrichment } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { checkParams } from '../views/check-params.ts';
import { inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';

const files = readdirSync(import.meta.dir).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

test.each(files)('%s', async (file) => {
  const enrichment: ColumnEnrichment = (await import(join(import.meta.dir, file))).default;
  expect(enrichment.id).toBe(basename(file, '.ts'));
  expect(enrichment.examples.length).toBeGreaterThan(0);
  for (const segmentEvents of [1000, 5]) {
    const memory = exampleLog({ segmentEvents });
    for (const example of enrichment.examples) {
      const params = checkParams(enrichment.params, example.params) as never;
      const context = await enrichment.prepare(memory.log, params, inlineRun(memory));
      const outputs = enrichment.outputs(params);
      const found = Object.fromEntries(outputs.map((o): [string, unknown[]] => [o.name, []]));
      for (const segment of memory.segments) {
        enrichment.apply(segment, viewOf(segment, EVERYTHING, DEFAULT_LENS), params, context).forEach((data, i) => {
          const values =
            'numbers' in data ? [...data.numbers] : [...data.codes].map((code) => data.values?.[code - 1] ?? null);
          expect(values).toHaveLength(outputs[i]!.level === 'case' ? segment.cases : segment.events);
          found[outputs[i]!.name]!.push(...values);
        });
      }
      expect(found).toEqual(example.expect as never);
    }
  }
});
