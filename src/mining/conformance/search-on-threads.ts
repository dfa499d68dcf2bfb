import type { PartWork, Run } from '#sdk';
import type { PartOfTraces, Searched } from './align-part.ts';
import type { Aligner } from './aligner.ts';
import type { CountedTrace } from './escaping-edges.ts';

/** States that all traces of a view may take together: about half a minute on two threads where every trace needs them. */
export const MOST_STATES = 60_000_000;

/**
 * Every trace searched on its own, a few a part, on all threads. First each may take an equal part of a third of all states;
 * those that are then left open share what remains, so that hard traces have what easy ones did not need.
 */
export async function searchOnThreads<A>(
  work: PartWork<PartOfTraces, Searched<A>>,
  { aligner, log }: { aligner: Aligner; log: readonly CountedTrace[] },
  run: Run,
  {
    statesPerTrace,
    shortest,
    isSure,
  }: Pick<PartOfTraces, 'statesPerTrace' | 'shortest'> & { isSure(found: A): boolean },
): Promise<A[]> {
  const found: A[] = [];
  let used = 0;
  const search = async (which: readonly number[], states: number, progress: (share: number) => void) => {
    for (let from = 0; from < which.length; from += TRACES_A_ROUND) {
      const parts = partsOf(which.slice(from, from + TRACES_A_ROUND));
      const answers = await run.share(
        work,
        parts.map((part) => ({
          ...{ net: aligner.net, shortest, statesPerTrace: states },
          traces: part.map((i) => log[i]!.trace),
        })),
      );
      run.signal.throwIfAborted();
      for (const [p, part] of parts.entries()) {
        used += answers[p]!.used;
        for (const [k, i] of part.entries()) found[i] = answers[p]!.found[k]!;
      }
      progress(Math.min(1, (from + TRACES_A_ROUND) / which.length));
    }
  };
  const share = (states: number, of: number) =>
    Math.max(LEAST_STATES, Math.min(statesPerTrace, Math.floor(states / Math.max(1, of))));
  const first = share(MOST_STATES / 3, log.length);
  await search([...log.keys()], first, (done) => run.progress(0.2 + 0.35 * done));
  const open = [...log.keys()].filter((i) => !isSure(found[i]!));
  const second = share(MOST_STATES - used, open.length);
  if (second > first) await search(open, second, (done) => run.progress(0.55 + 0.35 * done));
  return found;
}

function partsOf(which: readonly number[]): number[][] {
  const parts: number[][] = [];
  for (let i = 0; i < which.length; i += TRACES_A_PART) parts.push(which.slice(i, i + TRACES_A_PART));
  return parts;
}

const TRACES_A_PART = 4;
const TRACES_A_ROUND = 128;
const LEAST_STATES = 1_000;
