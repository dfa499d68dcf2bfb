import { invalid } from '#sdk';
import type { Bpmn } from './bpmn.ts';
import { BpmnDraft } from './bpmn-draft.ts';
import { freeChoiceNet } from './free-choice.ts';
import { indexNet, inputPlaces, type NetIndex, outputPlaces } from './net-index.ts';
import type { PetriNet } from './petri-net.ts';
import { workflowStructure } from './soundness.ts';

/**
 * The process of a net, with the same language: a labelled transition is a task; a place that several transitions fill is
 * an exclusive join, one that several empty an exclusive split; a transition that takes from several places is a parallel
 * join, one that gives to several a parallel split. Silent transitions become flows.
 *
 * This is exact for workflow nets without weights whose choices are each made at one place, or can be (`freeChoiceNet`).
 * Where there is a tree of the net, `treeToBpmn` gives the better structure.
 * @throws AppError `model.notWorkflowNet`, `model.weightedArcs`, `model.notFreeChoice`: BPMN has no gateways for such nets
 */
export function netToBpmn(given: PetriNet): Bpmn {
  const { source, sink } = endsOf(given);
  refuseWeights(given);
  return new NetReader(freeChoiceNet(given), source, sink).process();
}

function endsOf({ places, initial, final, ...net }: PetriNet): { source: number; sink: number } {
  const { source, sink, findings } = workflowStructure({ places, initial, final, ...net });
  const refuse = (why: string): never =>
    invalid('model.notWorkflowNet', `The net cannot be written as BPMN, which needs a workflow net. ${why}`);
  if (source === null || sink === null || findings.length > 0) return refuse(findings.join(' '));
  const isOne = (marking: PetriNet['initial'] | undefined, place: number) =>
    marking?.length === 1 && marking[0]![0] === place && marking[0]![1] === 1;
  if (!isOne(initial, source) || final.length !== 1 || !isOne(final[0], sink))
    return refuse('It does not begin with one token in its source and end with one token in its sink.');
  return { source, sink };
}

function refuseWeights(net: PetriNet): void {
  const { inputWeight, outputWeight } = indexNet(net);
  if (inputWeight.every((weight) => weight === 1) && outputWeight.every((weight) => weight === 1)) return;
  const seen = new Set<string>();
  const arc = net.arcs.find(({ kind, place, transition, weight }) => {
    const key = `${kind} ${place} ${transition}`;
    const again = seen.has(key);
    seen.add(key);
    return weight > 1 || again;
  })!;
  invalid(
    'model.weightedArcs',
    `The net cannot be written as BPMN: the transition "${net.transitions[arc.transition]!.id}" moves several tokens of the place "${net.places[arc.place]!.id}" at once, which no gateway does.`,
  );
}

/** Makes the nodes that places and transitions need, each when a flow first leads to it. */
class NetReader {
  private readonly draft = new BpmnDraft();
  private readonly net: PetriNet;
  private readonly index: NetIndex;
  private readonly source: number;
  private readonly sink: number;
  /** Nodes by what they stand for. */
  private readonly nodes = new Map<string, number>();
  /** What is behind a node is added when all else is; so no net is too long for the stack. */
  private readonly open: { node: number; behind: () => number[] }[] = [];

  constructor(net: PetriNet, source: number, sink: number) {
    [this.net, this.index, this.source, this.sink] = [net, indexNet(net), source, sink];
  }

  process(): Bpmn {
    this.open.push({ node: this.draft.start, behind: () => [this.intoPlace(this.source)] });
    for (let at = 0; at < this.open.length; at++) {
      const { node, behind } = this.open[at]!;
      for (const to of behind()) this.draft.flow(node, to);
    }
    return this.draft.done();
  }

  private node(key: string, make: () => number, behind: () => number[]): number {
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    const node = make();
    this.nodes.set(key, node);
    this.open.push({ node, behind });
    return node;
  }

  /** Where a flow to the place leads: past silent transitions from one place to one, to the first node. */
  private intoPlace(given: number): number {
    for (let place = given; ; ) {
      const p = place;
      if (this.index.producers[p]!.length > 1)
        return this.node(
          `join ${p}`,
          () => this.draft.node('exclusive'),
          () => [this.outOfPlace(p)],
        );
      const next = this.onlyPlaceBehind(p);
      if (next === null) return this.outOfPlace(p);
      place = next;
    }
  }

  /** The place behind the only, silent transition out of a place, where that does nothing else. */
  private onlyPlaceBehind(place: number): number | null {
    const transitions = this.index.consumers[place]!;
    if (transitions.length !== 1 || this.net.transitions[transitions[0]!]!.label !== null) return null;
    const [inputs, outputs] = [inputPlaces(this.index, transitions[0]!), outputPlaces(this.index, transitions[0]!)];
    return inputs.length === 1 && outputs.length === 1 ? outputs[0]! : null;
  }

  private outOfPlace(p: number): number {
    const transitions = this.index.consumers[p]!;
    if (p === this.sink)
      return this.node(
        'end',
        () => this.draft.node('end'),
        () => [],
      );
    const inputs = inputPlaces(this.index, transitions[0]!);
    if (inputs.length === 1) return this.choice(transitions);
    return this.node(
      `synchronise ${transitions[0]}`,
      () => this.draft.node('parallel'),
      () => [this.choice(transitions)],
    );
  }

  private choice(transitions: readonly number[]): number {
    if (transitions.length === 1) return this.doing(transitions[0]!);
    return this.node(
      `choose ${transitions[0]}`,
      () => this.draft.node('exclusive'),
      () => transitions.map((t) => this.doing(t)),
    );
  }

  private doing(t: number): number {
    const { label } = this.net.transitions[t]!;
    if (label === null) return this.behind(t);
    return this.node(
      `do ${t}`,
      () => this.draft.node('task', label),
      () => [this.behind(t)],
    );
  }

  private behind(t: number): number {
    const outputs = outputPlaces(this.index, t);
    if (outputs.length === 1) return this.intoPlace(outputs[0]!);
    return this.node(
      `split ${t}`,
      () => this.draft.node('parallel'),
      () => outputs.map((p) => this.intoPlace(p)),
    );
  }
}
