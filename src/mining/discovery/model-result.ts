import { Choice, Nullable, type Static, Type } from '#sdk';
import { BPMN_KINDS, type Bpmn } from '../model/bpmn.ts';
import type { Marking, PetriNet } from '../model/petri-net.ts';
import { type ProcessTree, treeText } from '../model/process-tree.ts';
import { checkSoundness } from '../model/soundness.ts';

const Tokens = (description: string) => Type.Record(Type.String(), Type.Integer({ minimum: 1 }), { description });

/** A Petri net as JSON: nodes by id, so that other programs need no numbers of ours. */
export const NetSchema = Type.Object({
  places: Type.Array(Type.Object({ id: Type.String() })),
  transitions: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Nullable(Type.String({ description: 'The activity; null: a silent step' })),
    }),
  ),
  arcs: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), weight: Type.Integer({ minimum: 1 }) }), {
    description: 'From a place to a transition, or from a transition to a place',
  }),
  initial: Tokens('Tokens by place in the initial marking'),
  final: Tokens('Tokens by place in the final marking'),
});

/** A BPMN process as JSON, likewise by id. */
export const BpmnSchema = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Choice(BPMN_KINDS),
      name: Nullable(Type.String({ description: 'The activity of a task' })),
    }),
  ),
  flows: Type.Array(Type.Object({ id: Type.String(), from: Type.String(), to: Type.String() })),
});

export const ModelFields = {
  algorithm: Type.String({ description: 'What was run' }),
  net: NetSchema,
  tree: Type.Optional(Type.String({ description: "The process tree: ->( 'a', X( 'b', tau ), *( … ), +( … ) )" })),
};

/** For algorithms that do not promise it. */
export const SoundnessSchema = Type.Object(
  {
    verdict: Type.String({ description: 'sound, unsound, or not decided: the search ended before it was sure' }),
    findings: Type.Array(Type.String(), { description: 'What is wrong, or could not be decided, a sentence each' }),
  },
  { description: 'Whether every run of the net can end properly and every step can happen' },
);

/** Markings that are looked at for a verdict beside a model: some hundredths of a second. */
const MOST_MARKINGS = 5_000;

export function soundnessOf(net: PetriNet): Static<typeof SoundnessSchema> {
  const { verdict, findings } = checkSoundness(net, MOST_MARKINGS);
  return { verdict, findings: [...findings] };
}

/** A discovered model for a calculator's result; the net has one final marking. */
export function modelResult(algorithm: string, net: PetriNet, tree?: ProcessTree) {
  return { algorithm, net: netToJson(net), ...(tree ? { tree: treeText(tree) } : {}) };
}

function netToJson({ places, transitions, arcs, initial, final }: PetriNet): Static<typeof NetSchema> {
  const tokens = (marking: Marking) => Object.fromEntries(marking.map(([p, count]) => [places[p]!.id, count]));
  return {
    places: places.map(({ id }) => ({ id })),
    transitions: transitions.map(({ id, label }) => ({ id, label })),
    arcs: arcs.map(({ kind, place, transition, weight }) => {
      const [p, t] = [places[place]!.id, transitions[transition]!.id];
      return kind === 'input' ? { from: p, to: t, weight } : { from: t, to: p, weight };
    }),
    initial: tokens(initial),
    final: tokens(final[0] ?? []),
  };
}

export function bpmnToJson({ nodes, flows }: Bpmn): Static<typeof BpmnSchema> {
  return {
    nodes: nodes.map(({ id, kind, name }) => ({ id, kind, name })),
    flows: flows.map(({ id, from, to }) => ({ id, from: nodes[from]!.id, to: nodes[to]!.id })),
  };
}

/** The process of a result. */
export function bpmnFromJson({ nodes, flows }: Static<typeof BpmnSchema>): Bpmn {
  const place = new Map(nodes.map(({ id }, n) => [id, n]));
  return { nodes, flows: flows.map(({ id, from, to }) => ({ id, from: place.get(from)!, to: place.get(to)! })) };
}

/** The net of a result. */
export function netFromJson({ places, transitions, arcs, initial, final }: Static<typeof NetSchema>): PetriNet {
  const place = new Map(places.map(({ id }, i) => [id, i]));
  const transition = new Map(transitions.map(({ id }, i) => [id, i]));
  const marking = (tokens: Record<string, number>): Marking =>
    Object.entries(tokens)
      .map(([id, count]) => [place.get(id)!, count] as const)
      .sort(([a], [b]) => a - b);
  return {
    places,
    transitions,
    arcs: arcs.map(({ from, to, weight }) =>
      place.has(from)
        ? { kind: 'input', place: place.get(from)!, transition: transition.get(to)!, weight }
        : { kind: 'output', place: place.get(to)!, transition: transition.get(from)!, weight },
    ),
    initial: marking(initial),
    final: [marking(final)],
  };
}
