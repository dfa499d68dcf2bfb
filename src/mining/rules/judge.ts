import { AppError, type Bits, hasBit, type Log, noBits, type Run, type Segment, setBit, type View } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { localVariants } from '../kernels/variants.ts';
import { paramsOf, type Rule, ruleId, templateOf } from './rule.ts';
import type { JudgedCases } from './rule-template.ts';

/** A rule made ready for one log and view. Crosses threads. */
export interface PreparedRule {
  readonly template: string;
  readonly context: unknown;
}

/** What a rule says of the cases of one segment of a view. */
export interface Verdict {
  /** The cases that it speaks about. */
  readonly checked: Bits;
  /** Those of them that break it. */
  readonly violating: Bits;
  /** Violations in all of them together. */
  readonly violations: number;
}

/** Makes rules ready, in their order. A fault names the rule. */
export async function prepareRules(log: Log, rules: readonly Rule[], run: Run): Promise<PreparedRule[]> {
  const prepared: PreparedRule[] = [];
  for (const [n, rule] of rules.entries()) {
    const template = templateOf(rule.template);
    const context = await Promise.resolve()
      .then(() => template.prepare(log, paramsOf(rule), run))
      .catch((error) => {
        if (!(error instanceof AppError)) throw error;
        const { fault, code, message } = error;
        throw new AppError(fault, code, `Rule ${ruleId(rule, n)}: ${message}`, [
          { pointer: `/params/rules/${n}`, message },
        ]);
      });
    prepared.push({ template: rule.template, context });
  }
  return prepared;
}

/** Judges every kept case of a segment by every rule: rules times events, and equal traces once where only they matter. */
export function judgeRules(segment: Segment, view: View, rules: readonly PreparedRule[]): Verdict[] {
  const ready = rules.map(({ template, context }) => ({ template: templateOf(template), context }));
  const ofEvents = ready.some(({ template }) => template.looksAt === 'events');
  const traces = tracesOf(segment, view, { time: ofEvents });
  const rows = ofEvents && view.events !== null ? keptRows(segment, view.events, traces.offsets) : null;
  const cases: JudgedCases = { ...traces, segment, view, rows };
  const distinct = ready.some(({ template }) => template.looksAt === 'activities')
    ? distinctTraces(cases)
    : { cases, of: null };
  const found = new Int32Array(Math.max(cases.count, distinct.cases.count));
  return ready.map(({ template, context }) => {
    const judged = template.looksAt === 'activities' ? distinct : { cases, of: null };
    template.judge(judged.cases, context, found);
    return verdictOf(cases, found, judged.of);
  });
}

/** One case of each distinct trace instead of all cases, where that is fewer; `of[c]` is then the trace of case `c`. */
function distinctTraces(cases: JudgedCases): { cases: JudgedCases; of: Uint32Array | null } {
  const { of, first } = localVariants(cases.segment, cases.view, { ...cases, startTime: null });
  if (first.length >= cases.count) return { cases, of: null };
  return { cases: { ...cases, count: first.length, list: first }, of };
}

/** The events of the segment that stand packed at each place. */
function keptRows({ offsets, cases }: Segment, events: Bits, packed: Uint32Array): Uint32Array {
  const rows = new Uint32Array(packed[cases]!);
  let n = 0;
  for (let c = 0; c < cases; c++) {
    if (packed[c] === packed[c + 1]) continue;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) if (hasBit(events, e)) rows[n++] = e;
  }
  return rows;
}

function verdictOf({ segment, count, list, offsets }: JudgedCases, found: Int32Array, of: Uint32Array | null): Verdict {
  const checked = noBits(segment.cases);
  const violating = noBits(segment.cases);
  let violations = 0;
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const n = found[of === null ? k : of[c]!]!;
    if (n < 0 || offsets[c] === offsets[c + 1]) continue;
    setBit(checked, c);
    if (n === 0) continue;
    setBit(violating, c);
    violations += n;
  }
  return { checked, violating, violations };
}
