/** Sources of customers' plug-ins, as they would write them: against `@adit/sdk` alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../src/engine/plug-ins/folder.ts';

/** Writes plug-ins into a folder; gives it with the list that allows them. */
export function installPlugIns(path: string, sources: Record<string, string>) {
  mkdirSync(path, { recursive: true });
  const sums = Object.entries(sources).map(([id, source]) => {
    writeFileSync(join(path, `${id}.ts`), source);
    return [id, sha256(Buffer.from(source))];
  });
  return { path, allow: Object.fromEntries(sums) as Record<string, string> };
}

const descriptor = (id: string) => `
  id: '${id}', version: 1, title: 'Trial', summary: 'A trial.', category: 'trial', view: 'trial', examples: [],`;

/** Mean number of events of a case; counted by a kernel of its own. */
export const MEAN_LENGTH = `
import { CaseSupport, countBits, defineCalculator, defineKernel, hasBit, Type } from '@adit/sdk';
const count = defineKernel({
  id: 'mean-length.count',
  partial(segment, view) {
    let cases = 0, events = 0;
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      cases++;
      events += segment.offsets[c + 1] - segment.offsets[c];
    }
    return { cases, events };
  },
  merge: (a, b) => ({ cases: a.cases + b.cases, events: a.events + b.events }),
});
export default defineCalculator({${descriptor('mean-length')}
  params: Type.Object({ factor: Type.Number({ default: 1 }) }),
  result: Type.Object({ cases: CaseSupport(), mean: Type.Number() }),
  kernels: [count],
  async compute(log, p, run) {
    console.log('a word on standard output harms nobody');
    process.stdout.write('nor does this\\n');
    run.progress(0.5);
    const { cases, events } = await run.reduce(count, null);
    return { cases, mean: cases === 0 ? 0 : (p.factor * events) / cases };
  },
});`;

/** Keeps cases with at least so many events. */
export const LONG_CASES = `
import { defineFilter, noBits, setBit, Type } from '@adit/sdk';
export default defineFilter({${descriptor('long-cases')}
  params: Type.Object({ min: Type.Integer() }),
  keeps: () => 'cases',
  against: 'base',
  prepare: () => null,
  select(segment, view, p) {
    const kept = noBits(segment.cases);
    for (let c = 0; c < segment.cases; c++) if (segment.offsets[c + 1] - segment.offsets[c] >= p.min) setBit(kept, c);
    return kept;
  },
});`;

/** Gives away everything it can reach. */
export const SPY = `
import { defineCalculator, defineKernel, Type } from '@adit/sdk';
const look = defineKernel({
  id: 'spy.look',
  partial: (segment, view, columns) => ({
    ids: Array.from({ length: segment.cases }, (_, c) => segment.caseId(c)),
    numbers: columns.flatMap((c) => (segment.has(c) ? [...segment.numbers(c)] : [])).filter((n) => !Number.isNaN(n)),
    variants: segment.variants.first.length,
  }),
  merge: (a, b) => ({ ids: [...a.ids, ...b.ids], numbers: [...a.numbers, ...b.numbers], variants: a.variants + b.variants }),
});
export default defineCalculator({${descriptor('spy')}
  params: Type.Object({}),
  result: Type.Object({ ids: Type.Array(Type.String()), numbers: Type.Array(Type.Number()), variants: Type.Integer(),
    values: Type.Array(Type.String()), cases: Type.Integer(), events: Type.Integer(), environment: Type.Array(Type.String()) }),
  kernels: [look],
  async compute(log, p, run) {
    const of = (kind) => log.columns.filter((c) => c.class === kind).map((c) => c.id);
    const values = of('category').flatMap((c) => [...log.values(c)]).filter((v) => v !== '');
    return { ...(await run.reduce(look, of('number'))), values, cases: log.cases, events: log.events, environment: Object.keys(process.env) };
  },
});`;

/** A calculator that does something else than to compute. */
export const badCalculator = (id: string, does: string): string => `
import { AppError, defineCalculator, defineKernel, Type } from '@adit/sdk';
const kernel = defineKernel({ id: '${id}.kernel', partial() { throw new Error('in the kernel'); }, merge: (a) => a });
export default defineCalculator({${descriptor(id)}
  params: Type.Object({}), result: Type.Object({ n: Type.Number() }), kernels: [kernel],
  async compute(log, p, run) { ${does} },
});`;
