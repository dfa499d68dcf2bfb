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
  for (let state = 0; state < subsets.size; state++) {
    for (let label = 0; label < labels; label++) subsets.next(state, label);
    if (subsets.size > mostStates || subsets.work > MOST_WORK) return null;
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
  const ending = statesThatEnd(whole);
  if (ending[0] === 0) return 'empty';
  for (let i = 0; i < whole.next.length; i++) if (whole.next[i]! >= 0 && !ending[whole.next[i]!]) whole.next[i] = -1;
  return quotient(whole, equalStates(whole, ending));
}

/** Words of bits joined on the way to all states; some tenths of a second. */
const MOST_WORK = 300_000_000;

/** 1 for each state from which an accepting one can be reached. */
function statesThatEnd({ states, labels, next, accepting }: LanguageAutomaton): Uint8Array {
  const before: number[][] = Array.from({ length: states }, () => []);
  for (let i = 0; i < next.length; i++) if (next[i]! >= 0) before[next[i]!]!.push(Math.floor(i / labels.length));
  const ending = accepting.slice();
  const open = [...accepting.keys()].filter((state) => accepting[state] === 1);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const from of before[state]!) {
      if (ending[from]) continue;
      ending[from] = 1;
      open.push(from);
    }
  }
  return ending;
}

/** Classes of states with the same language (Moore 1956), numbered by their first state; −1: the state is not kept. */
function equalStates({ states, labels, next, accepting }: LanguageAutomaton, kept: Uint8Array): Int32Array {
  let classes = Int32Array.from(accepting, (accepts, state) => (kept[state] ? Math.abs(accepts - accepting[0]!) : -1));
  for (let count = 0; ; ) {
    for (let label = 0; label < labels.length; label++) {
      const numbers = new Map<number, number>();
      classes = classes.map((of, state) => {
        if (of < 0) return -1;
        const behind = next[state * labels.length + label]!;
        const key = of * (states + 1) + (behind < 0 ? states : classes[behind]!);
        const number = numbers.get(key) ?? numbers.size;
        numbers.set(key, number);
        return number;
      });
    }
    const now = new Set(classes).size;
    if (now === count) return classes;
    count = now;
  }
}

function quotient(whole: LanguageAutomaton, classes: Int32Array): LanguageAutomaton {
  const labels = whole.labels.length;
  const states = Math.max(...new Set(classes)) + 1;
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
