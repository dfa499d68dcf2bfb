import { AppError, type Bits, hasBit, type Log, noBits, type Run, type Segment, setBit, type View } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { localVariants } from '../kernels/variants.ts';
import { paramsOf, type Rule, ruleId, templateOf } from './rule.ts';
import { type JudgedCases, NOT_CHECKED } from './rule-template.ts';

/** A rule made ready for one log and view. Crosses threads. */
export interface PreparedRule {
  readonly template: string;
  readonly context: unknown;
}

/** What one rule says of the kept cases of one segment. Valid until the next rule is judged. */
export interface Judged {
  readonly segment: Segment;
  /** Number of kept cases, and the k-th of them; null: `k` itself. */
  readonly count: number;
  readonly list: Uint32Array | null;
  /** Where the kept events of each case of the segment begin, as in `Traces`. */
  readonly offsets: Uint32Array;
  /** Of the k-th kept case: number of its violations, or `NOT_CHECKED`. */
  readonly found: Int32Array;
}

/** The same as bit sets over the cases of the segment. */
export interface Verdict {
  /** The cases that the rule speaks about. */
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

/**
 * Judges every kept case of a segment by every rule: rules times events, and equal traces once where only they matter.
 * @param read makes of each rule's findings what is kept of them
 */
export function judgeRules<T>(
  segment: Segment,
  view: View,
  rules: readonly PreparedRule[],
  read: (judged: Judged, n: number) => T,
): T[] {
  const ready = rules.map(({ template, context }) => ({ template: templateOf(template), context }));
  const ofEvents = ready.some(({ template }) => template.looksAt === 'events');
  const traces = tracesOf(segment, view, { time: ofEvents });
  const rows = ofEvents && view.events !== null ? keptRows(segment, view.events, traces.offsets) : null;
  const cases: JudgedCases = { ...traces, segment, view, rows };
  const distinct = ready.some(({ template }) => template.looksAt === 'activities') ? distinctTraces(cases) : null;
  const found = new Int32Array(cases.count);
  const ofTraces = new Int32Array(distinct?.cases.count ?? 0);
  return ready.map(({ template, context }, n) => {
    if (distinct && template.looksAt === 'activities') {
      template.judge(distinct.cases, context, ofTraces);
      spread(cases, ofTraces, distinct.of, found);
    } else template.judge(cases, context, found);
    passOverEmpty(cases, found);
    return read({ segment, count: cases.count, list: cases.list, offsets: cases.offsets, found }, n);
  });
}

/** To each case what was found of its trace. */
function spread({ count, list }: JudgedCases, ofTraces: Int32Array, of: Uint32Array, found: Int32Array): void {
  for (let k = 0; k < count; k++) found[k] = ofTraces[of[list === null ? k : list[k]!]!]!;
}

/** A case without events is none that a rule speaks about. */
function passOverEmpty({ count, list, offsets }: JudgedCases, found: Int32Array): void {
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    if (offsets[c] === offsets[c + 1]) found[k] = NOT_CHECKED;
  }
}

/** One case of each distinct trace instead of all cases, where that is fewer; `of[c]` is the trace of case `c`. */
function distinctTraces(cases: JudgedCases): { cases: JudgedCases; of: Uint32Array } | null {
  const { of, first } = localVariants(cases.segment, cases.view, { ...cases, startTime: null });
  return first.length >= cases.count ? null : { cases: { ...cases, count: first.length, list: first }, of };
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

export function verdictOf({ segment, count, list, found }: Judged): Verdict {
  const checked = noBits(segment.cases);
  const violating = noBits(segment.cases);
  let violations = 0;
  for (let k = 0; k < count; k++) {
    const n = found[k]!;
    if (n < 0) continue;
    const c = list === null ? k : list[k]!;
    setBit(checked, c);
    if (n === 0) continue;
    setBit(violating, c);
    violations += n;
  }
  return { checked, violating, violations };
}
