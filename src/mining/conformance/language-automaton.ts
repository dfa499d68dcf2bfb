import type { SubsetAutomaton } from './subset-automaton.ts';

/**
 * The minimal deterministic automaton of a net's language, without states from which no run ends; state 0 is its start.
 * Unit-cost alignments depend on the language alone, so they are searched here and given transitions afterwards.
 */
export interface LanguageAutomaton {
  states: number;
  labels: readonly string[];
  /** By state and label: the next state, −1 for none. */
  next: Int32Array;
  accepting: Uint8Array;
}

/**
 * All of it, or null when it has more states than that, or takes too long to find.
 * @returns `empty` when no run of the net ever ends
 */
export function languageAutomaton(subsets: SubsetAutomaton, mostStates: number): LanguageAutomaton | 'empty' | null {
  const labels = subsets.labels.length;
  subsets.limitWork(MOST_NANOSECONDS);
  for (let state = 0; state < subsets.size; state++) {
    for (let label = 0; label < labels; label++) subsets.next(state, label);
    if (subsets.size > mostStates || subsets.size * labels > MOST_ENTRIES) return null;
    if (subsets.work > MOST_WORK) return null;
  }
  const whole: LanguageAutomaton = {
    states: subsets.size,
    labels: subsets.labels,
    next: new Int32Array(subsets.size * labels),
    accepting: new Uint8Array(subsets.size),
  };
  for (let state = 0; state < subsets.size; state++) {
    for (let label = 0; label < labels; label++) whole.next[state * labels + label] = subsets.next(state, label);
    whole.accepting[state] = subsets.accepts(state) ? 1 : 0;
  }
  subsets.limitWork(Number.POSITIVE_INFINITY);
  const toEnd = distances(whole);
  if (toEnd[0]! < 0) return 'empty';
  for (let i = 0; i < whole.next.length; i++) if (whole.next[i]! >= 0 && toEnd[whole.next[i]!]! < 0) whole.next[i] = -1;
  return quotient(whole, equalStates(whole, toEnd));
}

/** Markings met and compared; some tenths of a second. */
const MOST_WORK = 500_000;
/** The same as work, which counts how large the markings are. */
const MOST_NANOSECONDS = 1_500_000_000;
/** States times labels. */
const MOST_ENTRIES = 8_000_000;

/** Fewest labels from each state to an accepting one; −1: it reaches none. */
function distances({ states, labels, next: steps, accepting }: LanguageAutomaton): Int32Array {
  const before: number[][] = Array.from({ length: states }, () => []);
  for (let i = 0; i < steps.length; i++) if (steps[i]! >= 0) before[steps[i]!]!.push(Math.floor(i / labels.length));
  const toEnd = new Int32Array(states).fill(-1);
  let layer = [...accepting.keys()].filter((state) => accepting[state] === 1);
  for (let distance = 0; layer.length > 0; distance++) {
    const next: number[] = [];
    for (const state of layer) {
      if (toEnd[state]! >= 0) continue;
      toEnd[state] = distance;
      next.push(...before[state]!);
    }
    layer = next;
  }
  return toEnd;
}

/**
 * Classes of states with the same language, numbered by their first state; −1: no run ends from there. Refined label by
 * label (Moore 1956), from what the language shows at once: the length of its shortest word.
 */
function equalStates({ states, labels, next }: LanguageAutomaton, toEnd: Int32Array): Int32Array {
  const kept = toEnd.filter((distance) => distance >= 0).length;
  let { classes, count } = renumbered(toEnd, (state) => toEnd[state]!);
  for (;;) {
    const before = count;
    for (let label = 0; label < labels.length && count < kept; label++) {
      const old = classes;
      ({ classes, count } = renumbered(toEnd, (state) => {
        const behind = next[state * labels.length + label]!;
        return old[state]! * (states + 1) + (behind < 0 ? states : old[behind]!);
      }));
    }
    if (count === before) return classes;
  }
}

/** Numbers the keys of the states that are kept by first state. */
function renumbered(toEnd: Int32Array, keyOf: (state: number) => number): { classes: Int32Array; count: number } {
  const numbers = new Map<number, number>();
  const classes = toEnd.map((distance, state) => {
    if (distance < 0) return -1;
    const key = keyOf(state);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return { classes, count: numbers.size };
}

function quotient(whole: LanguageAutomaton, classes: Int32Array): LanguageAutomaton {
  const labels = whole.labels.length;
  const states = classes.reduce((most, of) => Math.max(most, of), 0) + 1;
  const next = new Int32Array(states * labels).fill(-1);
  const accepting = new Uint8Array(states);
  for (const [state, of] of classes.entries()) {
    if (of < 0) continue;
    accepting[of] = whole.accepting[state]!;
    for (let label = 0; label < labels; label++) {
      const behind = whole.next[state * labels + label]!;
      if (behind >= 0) next[of * labels + label] = classes[behind]!;
    }
  }
  return { states, labels: whole.labels, next, accepting };
}
