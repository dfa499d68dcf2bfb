import { AppError } from '#sdk';
import type { DirectlyFollows } from '../model/footprint.ts';
import type { Aligner } from './aligner.ts';

/**
 * Which activities directly follow which in some trace of the model's language: over its minimal automaton, so that silent steps and
 * whatever no run can end with do not count.
 * @throws AppError `conformance.modelTooLarge` where the automaton has too many states
 */
export function modelFollows({ automaton, net }: Aligner): DirectlyFollows {
  if (automaton === null)
    throw new AppError(
      'too_large',
      'conformance.modelTooLarge',
      `The state space of the model (${net.transitions.length} transitions) is too large for its footprint. Use a smaller model.`,
    );
  const { states, labels, next } = automaton;
  const n = labels.length;
  const found = new Uint8Array(n * n);
  for (let state = 0; state < states; state++)
    for (let a = 0; a < n; a++) {
      const then = next[state * n + a]!;
      if (then < 0) continue;
      for (let b = 0; b < n; b++) if (next[then * n + b]! >= 0) found[a * n + b] = 1;
    }
  // A dead transition leaves its label in the list and in no trace.
  return { activities: labels, follows: (a, b) => found[a * n + b] === 1 };
}
