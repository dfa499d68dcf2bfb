import { invalid } from '#sdk';
import { indexNet, inputPlaces, type NetIndex } from './net-index.ts';
import type { Arc, PetriNet, Place, Transition } from './petri-net.ts';
import { checkSoundness } from './soundness.ts';

/** States that may be looked at to see that choices can be made early. */
const MOST_MARKINGS = 20_000;

/**
 * The net with the same language in which transitions that share a place share all of them (free-choice; Desel, Esparza
 * 1995), so that each choice is made at one gateway. Where a transition waits for several places of which one has other
 * ways on, a silent step takes the token for it before: the choice is then made earlier than in the net. That keeps every
 * complete run and adds none, but may end where nothing goes on when the choice depended on what happened elsewhere. So it
 * is only done where the net that comes of it is sound. A free-choice net comes back as it is.
 * @throws AppError `model.notFreeChoice` where it is not sound, or has too many states to tell
 */
export function freeChoiceNet(net: PetriNet): PetriNet {
  let found = net;
  for (let next = withEarlyChoice(found); next !== null; next = withEarlyChoice(found)) found = next;
  if (found !== net && checkSoundness(found, MOST_MARKINGS).verdict !== 'sound') refuse(net);
  return found;
}

/** Places of which the consumers wait for different other places. */
function mixedPlaces(index: NetIndex): number[] {
  const waitsFor = Array.from({ length: index.transitions }, (_, t) => inputPlaces(index, t).join(' '));
  return index.consumers.flatMap((consumers, p) =>
    consumers.some((t) => waitsFor[t] !== waitsFor[consumers[0]!]) ? [p] : [],
  );
}

/** One round: a step of its own before every transition that takes from a mixed place and from others; null: there is none. */
function withEarlyChoice(net: PetriNet): PetriNet | null {
  const index = indexNet(net);
  const mixed = new Set(mixedPlaces(index));
  if (mixed.size === 0) return null;
  const [places, transitions, added]: [Place[], Transition[], Arc[]] = [[...net.places], [...net.transitions], []];
  const arcs = net.arcs.map((arc): Arc => {
    if (arc.kind !== 'input' || !mixed.has(arc.place) || inputPlaces(index, arc.transition).length === 1) return arc;
    const place = places.push({ id: `chosen ${places.length}` }) - 1;
    const transition = transitions.push({ id: `choose ${transitions.length}`, label: null }) - 1;
    added.push({ ...arc, transition }, { kind: 'output', place, transition, weight: 1 });
    return { ...arc, place };
  });
  return { ...net, places, transitions, arcs: [...arcs, ...added] };
}

function refuse(net: PetriNet): never {
  const index = indexNet(net);
  const place = mixedPlaces(index)[0]!;
  const names = index.consumers[place]!.slice(0, 3).map(
    (t) => `"${net.transitions[t]!.label ?? net.transitions[t]!.id}"`,
  );
  return invalid(
    'model.notFreeChoice',
    `The net cannot be written as BPMN: it is not free-choice. Which of ${names.join(', ')} takes the token of the place "${net.places[place]!.id}" depends on what happened elsewhere; no gateway makes such a choice. Discover a model by the Inductive Miner, or export the net as PNML.`,
  );
}
