/** What a template asks of one event: `i` its place, `A` and `B` the names. */
type Asks = (trace: readonly string[], i: number, other: string, own: string) => boolean;

/** Of an A: is there the right B? */
const FORWARD: Readonly<Record<string, Asks>> = {
  'responded-existence': (trace, _, b) => trace.includes(b),
  response: (trace, i, b) => trace.slice(i + 1).includes(b),
  'alternate-response': (trace, i, b, a) => trace.slice(i + 1).find((name) => name === a || name === b) === b,
  'chain-response': (trace, i, b) => trace[i + 1] === b,
};
/** Of a B: is there the right A? */
const BACKWARD: Readonly<Record<string, Asks>> = {
  precedence: (trace, i, a) => trace.slice(0, i).includes(a),
  'alternate-precedence': (trace, i, a, b) => trace.slice(0, i).findLast((name) => name === a || name === b) === a,
  'chain-precedence': (trace, i, a) => trace[i - 1] === a,
};
const BOTH: Readonly<Record<string, readonly [Asks, Asks]>> = {
  'co-existence': [FORWARD['responded-existence']!, FORWARD['responded-existence']!],
  succession: [FORWARD.response!, BACKWARD.precedence!],
  'alternate-succession': [FORWARD['alternate-response']!, BACKWARD['alternate-precedence']!],
  'chain-succession': [FORWARD['chain-response']!, BACKWARD['chain-precedence']!],
};

/**
 * A template of two activities event by event, as the papers define it: what the tests hold the table of templates
 * against. Activations in one trace, and which of them are fulfilled.
 */
export function activationsByEvents(id: string, trace: readonly string[], a: string, b: string) {
  const negated = id.startsWith('not-');
  const plain = negated ? id.slice('not-'.length) : id;
  const [ofA, ofB] = BOTH[plain] ?? [FORWARD[plain], BACKWARD[plain]];
  const found: boolean[] = [];
  trace.forEach((name, i) => {
    if (name === a && ofA) found.push(ofA(trace, i, b, a) !== negated);
    if (name === b && ofB) found.push(ofB(trace, i, a, b) !== negated);
  });
  return { activations: found.length, fulfilled: found.filter(Boolean).length };
}
