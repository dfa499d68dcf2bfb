import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../../log/random-log.ts';
import { joined } from './joins.ts';
import { Rounds } from './rounds.ts';
import type { Skeleton, SkeletonEdge } from './skeleton.ts';

/** 2,000 skeletons a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

/** A skeleton by chance: edges rise, each node but the first has one in; some edges lead back. */
function randomSkeleton(random: () => number): Skeleton {
  const nodes = Array.from({ length: 3 + Math.floor(random() * 5) }, (_, i) => i);
  const last = nodes.length - 1;
  const edges: SkeletonEdge[] = [];
  const add = (from: number, to: number, back = false) => edges.push({ child: null, from, to, back });
  for (const to of nodes.slice(1)) add(Math.floor(random() * to), to);
  for (const from of nodes.slice(0, -1))
    if (random() < 0.6 || !edges.some((edge) => edge.from === from))
      add(from, from + 1 + Math.floor(random() * (last - from)));
  if (random() < 0.4) add(1 + Math.floor(random() * last), Math.floor(random() * last), true);
  const loops = edges.filter(({ back, from, to }) => !back || to <= from);
  const all = [...loops, { child: null, from: last, to: -1, back: false }];
  const listOf = (test: (edge: SkeletonEdge) => boolean) => [...all.keys()].filter((e) => test(all[e]!));
  const starts = [...new Set([0, ...all.filter(({ back }) => back).map(({ to }) => to)])];
  return {
    nodes,
    edges: all,
    out: nodes.map((node) => listOf(({ from }) => from === node)),
    into: nodes.map((node) => listOf(({ to, back }) => to === node && !back)),
    parallel: nodes.map(() => random() < 0.5),
    starts,
    exit: last,
  };
}

/** Sets of edges that are done in a round from a node: one for each way to decide at the exclusive splits. */
function roundsOf({ nodes, edges, out, parallel }: Skeleton, start: number): Set<number>[] {
  const choices = nodes.map((node) => (parallel[node] ? 1 : out[node]!.length));
  const all: Set<number>[] = [];
  for (let n = 0; n < choices.reduce((product, count) => product * count, 1); n++) {
    let rest = n;
    const chosen = choices.map((count) => {
      const choice = rest % count;
      rest = Math.floor(rest / count);
      return choice;
    });
    const done = new Set<number>();
    const reached = new Set([start]);
    for (const node of nodes) {
      if (!reached.has(node)) continue;
      for (const e of parallel[node] ? out[node]! : [out[node]![chosen[node]!]!]) {
        done.add(e);
        if (!edges[e]!.back && edges[e]!.to >= 0) reached.add(edges[e]!.to);
      }
    }
    all.push(done);
  }
  return all;
}

test('law: what rounds can do and leave out, by brute force over all decisions', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const skeleton = randomSkeleton(random);
      const rounds = new Rounds(skeleton);
      const all = [...skeleton.edges.keys()];
      const text = JSON.stringify([skeleton.edges, skeleton.parallel]);
      const whole = roundsOf(skeleton, 0);
      const end = (e: number) => (skeleton.edges[e]!.back ? -1 : skeleton.edges[e]!.to);
      for (const e of all)
        for (const f of all)
          if (e < f && end(e) === end(f))
            expect([text, e, f, rounds.ways.together(e, f)]).toEqual([
              text,
              e,
              f,
              whole.some((r) => r.has(e) && r.has(f)),
            ]);
      for (const start of skeleton.starts) {
        const possible = roundsOf(skeleton, start);
        const node = skeleton.nodes[Math.floor(random() * skeleton.nodes.length)]!;
        for (const none of [...all.map((e) => [e]), skeleton.into[node]!]) {
          const set = new Set(none);
          const without = possible.filter((done) => none.every((e) => !done.has(e)));
          expect([text, none, rounds.avoids(start, set)]).toEqual([text, none, without.length > 0]);
          const found = [...rounds.possibleWithout(start, set)].sort((a, b) => a - b);
          const wanted = all.filter((e) => without.some((done) => done.has(e)));
          expect([text, none, found]).toEqual([text, none, wanted]);
        }
      }
    }),
    { seed: 6, numRuns },
  ));

test('law: joins are as simple as all decisions allow', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const skeleton = randomSkeleton(seededNumbers(seed));
      const { join } = joined(skeleton);
      for (const node of skeleton.nodes.slice(1)) {
        const edges = skeleton.into[node]!;
        // A round that begins at the node does not come to it by these edges.
        const counts = skeleton.starts
          .filter((start) => start !== node)
          .flatMap((start) => roundsOf(skeleton, start))
          .map((done) => edges.filter((e) => done.has(e)).length);
        const wanted = counts.every((count) => count <= 1)
          ? 'exclusive'
          : counts.every((count) => count === 0 || count === edges.length)
            ? 'parallel'
            : 'inclusive';
        expect([node, JSON.stringify(skeleton), join[node]]).toEqual([node, JSON.stringify(skeleton), wanted]);
      }
    }),
    { seed: 7, numRuns },
  ));
