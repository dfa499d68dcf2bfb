import { AppError } from '#sdk';
import { type Bpmn, flowsByNode } from './bpmn.ts';
import type { NetDraft } from './net-draft.ts';
import { fire, indexNet, isEnabled, tokensOf } from './net-index.ts';

/** A node that takes tokens away: its id, and the place in which the draft keeps them. */
export interface End {
  readonly id: string;
  readonly place: number;
}

/** Tokens of places that may be looked at to tell how ends come together: markings times places. */
const MOST_TOKENS = 2_000_000;

/**
 * Leads the ends of a process into the sink: a process is done when no token is left, however many ends took how many
 * (BPMN 2.0.2, 13.1). Where never two tokens are about, each end alone. Otherwise the states in which only ends hold tokens
 * are looked for, and each of them, as a whole, gives the token of the sink. A single end in a process with too many states
 * to look at is taken as reached once, as it is in every sound one.
 * @throws AppError `model.manyEnds` where there are several ends, and too many states
 */
export function joinEnds(bpmn: Bpmn, draft: NetDraft, ends: readonly End[]): void {
  const alone = ends.map(({ place }) => [place]);
  if (splitsTokens(bpmn)) draft.contract();
  const together = splitsTokens(bpmn) ? markingsOfEnds(draft, ends) : alone;
  if (together === null && ends.length > 1)
    throw new AppError(
      'too_large',
      'model.manyEnds',
      `The process has ${ends.length} ends that may be reached together, in more ways than can be looked at. Join the ways that run beside each other before one end event.`,
    );
  for (const places of together ?? alone) draft.step(null, places, [draft.sink]);
  draft.contract();
}

/** Whether any node gives more than one token. */
function splitsTokens(bpmn: Bpmn): boolean {
  const { out } = flowsByNode(bpmn);
  return bpmn.nodes.some(({ kind }, n) => kind !== 'exclusive' && out[n]!.length > 1);
}

/** Places by token of each state in which only ends hold tokens, in the order in which they are reached; null: too many states. */
function markingsOfEnds(draft: NetDraft, ends: readonly End[]): number[][] | null {
  const net = draft.unfinished();
  const index = indexNet(net);
  const isEnd = new Set(ends.map(({ place }) => place));
  const first = tokensOf(net.initial, net.places.length);
  const seen = new Set([first.join(' ')]);
  const open = [first];
  const found: number[][] = [];
  for (let at = 0; at < open.length; at++) {
    const tokens = open[at]!;
    if (tokens.every((count, p) => count === 0 || isEnd.has(p)))
      found.push(ends.flatMap(({ place }) => Array<number>(tokens[place]!).fill(place)));
    for (let t = 0; t < index.transitions; t++) {
      if (!isEnabled(index, tokens, t)) continue;
      const next = fire(index, tokens, t);
      const key = next.join(' ');
      if (seen.has(key)) continue;
      if (seen.size * net.places.length >= MOST_TOKENS) return null;
      seen.add(key);
      open.push(next);
    }
  }
  return found;
}
