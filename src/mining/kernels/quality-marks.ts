import { andBits, type Bits, countBits, defineKernel, type Segment, type View } from '#sdk';
import { casesWithAny } from '../predicates/cases-having.ts';
import type { MarkCheck } from '../quality/check.ts';
import { findCheck } from '../quality/settings.ts';
import { countKept } from '../views/selection.ts';
import type { CaseKey } from './case-page.ts';
import { firstCases, firstOfBoth } from './first-cases.ts';

/** A check made ready for one column or the log. */
export interface MarkAsked {
  readonly check: string;
  readonly level: 'event' | 'case';
  readonly context: unknown;
}

export interface MarksParams {
  readonly asked: readonly MarkAsked[];
  /** Affected cases that are named. */
  readonly examples: number;
}

/** What checks mark in a view; one entry each. */
export interface MarkTotals {
  /** Kept cases and events. */
  cases: number;
  events: number;
  rows: Float64Array;
  affectedCases: Float64Array;
  examples: CaseKey[][];
  examplesWanted: number;
}

/** Counts what checks of quality mark. */
export const qualityMarks = defineKernel<MarksParams, MarkTotals>({
  id: 'quality-marks',
  partial(segment, view, { asked, examples }) {
    const kept = countKept(segment, view.cases, view.events);
    const rows = new Float64Array(asked.length);
    const affectedCases = new Float64Array(asked.length);
    const sets = asked.map(({ check, level, context }, n) => {
      const marked = keptRows(markCheck(check).mark(segment, view, context), level, view);
      const cases = level === 'case' ? marked : casesWithAny(segment, view, marked);
      affectedCases[n] = countBits(cases);
      rows[n] = level === 'case' ? affectedCases[n]! : countEvents(segment, view, marked);
      return cases;
    });
    return {
      ...kept,
      rows,
      affectedCases,
      examples: firstCases(segment, view, sets, examples),
      examplesWanted: examples,
    };
  },
  merge(a, b) {
    a.cases += b.cases;
    a.events += b.events;
    for (let n = 0; n < a.rows.length; n++) {
      a.rows[n] = a.rows[n]! + b.rows[n]!;
      a.affectedCases[n] = a.affectedCases[n]! + b.affectedCases[n]!;
    }
    a.examples = a.examples.map((cases, n) => firstOfBoth(cases, b.examples[n]!, a.examplesWanted));
    return a;
  },
});

/** Counts cases that are given, of those that the view keeps. */
export const casesAmong = defineKernel<{ cases: readonly Bits[]; examples: number }, MarkTotals>({
  id: 'quality-cases',
  partial(segment, view, { cases, examples }) {
    const kept = countKept(segment, view.cases, view.events);
    const marked = keptRows(cases[segment.index]!, 'case', view);
    const rows = Float64Array.of(countBits(marked));
    return {
      ...{ ...kept, rows, affectedCases: rows.slice(), examplesWanted: examples },
      examples: firstCases(segment, view, [marked], examples),
    };
  },
  merge: qualityMarks.merge,
});

/** A check that marks rows; the registry of checks is the same on every thread. */
export function markCheck(id: string): MarkCheck {
  const check = findCheck(id);
  if (check?.kind !== 'marks') throw new TypeError(`no check "${id}" marks rows`);
  return check;
}

/** Without what the view does not keep; of events, those of cases that it does not keep remain. */
function keptRows(marked: Bits, level: 'event' | 'case', view: View): Bits {
  const kept = level === 'case' ? view.cases : view.events;
  return kept ? andBits(marked, kept) : marked;
}

function countEvents({ cases, offsets }: Segment, view: View, marked: Bits): number {
  if (!view.cases) return countBits(marked);
  let total = 0;
  for (let c = 0; c < cases; c++) {
    if (((view.cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) total += (marked[e >>> 5]! >>> (e & 31)) & 1;
  }
  return total;
}
