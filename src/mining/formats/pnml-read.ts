import { invalid } from '#sdk';
import type { Arc, Marking, PetriNet, Place, Transition } from '../model/petri-net.ts';
import { workflowStructure } from '../model/soundness.ts';
import { childrenNamed, parseXml, textIn, type XmlElement } from './xml/parse-xml.ts';

export interface ReadNet {
  net: PetriNet;
  /** What was added, taken otherwise than written, or is missing: one sentence each. */
  notes: readonly string[];
}

/** What ProM writes at a silent transition. */
export const INVISIBLE = '$invisible$';

/**
 * Reads a place/transition net (ISO/IEC 15909-2): the first net of the file, with its pages, references between them,
 * initial marking and arc weights; and what ProM adds, final markings and invisible transitions. A transition without a
 * name is silent. Where no marking is given and the net is a workflow net, one token in the source begins and one in the
 * sink ends. Other kinds of nets, arcs that only look or empty, and broken references are refused by name.
 */
export function readPnml(bytes: Uint8Array): ReadNet {
  const root = parseXml(bytes, 'PNML file');
  const nets = childrenNamed(root, 'net');
  if (root.name !== 'pnml' || nets.length === 0)
    invalid('model.notPnml', `The file is no PNML file: it begins with <${root.name}>, not with <pnml> and a <net>.`);
  const draft = new NetDraft();
  if (nets.length > 1) draft.notes.push(`The file has ${nets.length} nets; the first one was read.`);
  draft.page(nets[0]!);
  return draft.done();
}

class NetDraft {
  readonly notes: string[] = [];
  private readonly places: Place[] = [];
  private readonly transitions: Transition[] = [];
  private readonly arcs: XmlElement[] = [];
  private readonly initial: [number, number][] = [];
  private readonly finals: XmlElement[] = [];
  /** Of each id: what it is, and its number there. */
  private readonly nodes = new Map<string, { kind: 'place' | 'transition'; number: number }>();
  private readonly references = new Map<string, string>();

  page(page: XmlElement): void {
    for (const element of page.children) {
      if (element.name === 'page') this.page(element);
      else if (element.name === 'place') this.place(element);
      else if (element.name === 'transition') this.transition(element);
      else if (element.name === 'arc') this.arcs.push(element);
      else if (element.name === 'finalmarkings') this.finals.push(...childrenNamed(element, 'marking'));
      else if (element.name === 'referencePlace' || element.name === 'referenceTransition')
        this.references.set(this.newId(element), element.attributes.ref ?? '');
    }
  }

  private place(element: XmlElement): void {
    const id = this.newId(element);
    const number = this.places.push({ id }) - 1;
    this.nodes.set(id, { kind: 'place', number });
    const tokens = countOf(textIn(element, 'initialMarking') ?? '0', `initial marking of the place "${id}"`);
    if (tokens > 0) this.initial.push([number, tokens]);
  }

  private transition(element: XmlElement): void {
    const id = this.newId(element);
    const name = textIn(element, 'name') ?? '';
    const invisible = childrenNamed(element, 'toolspecific').some((tool) => tool.attributes.activity === INVISIBLE);
    if (name === '' && !invisible) this.notes.push(`The transition "${id}" has no name and was taken as silent.`);
    this.nodes.set(id, { kind: 'transition', number: this.transitions.length });
    this.transitions.push({ id, label: invisible || name === '' ? null : name });
  }

  private newId({ name, attributes: { id } }: XmlElement): string {
    if (id === undefined || id === '') return invalid('model.noId', `A <${name}> of the PNML file has no id.`);
    if (this.nodes.has(id) || this.references.has(id))
      invalid('model.twoIds', `Two nodes of the PNML file have the id "${id}".`);
    return id;
  }

  private node(id: string | undefined, of: string) {
    let at = id ?? '';
    for (let steps = 0; this.references.has(at) && steps <= this.references.size; steps++)
      at = this.references.get(at)!;
    const node = this.nodes.get(at);
    return (
      node ?? invalid('model.unknownNode', `${of} names "${id ?? ''}", which is neither a place nor a transition.`)
    );
  }

  private arc(element: XmlElement): Arc {
    const { id = '', source, target } = element.attributes;
    const name = `The arc "${id}"`;
    const [from, to] = [this.node(source, name), this.node(target, name)];
    const type = textIn(element, 'arctype') ?? 'normal';
    if (type !== 'normal' && type !== '')
      invalid('model.arcType', `${name} is of the type "${type}"; only normal arcs are supported.`);
    if (from.kind === to.kind)
      invalid(
        'model.arcEnds',
        `${name} leads from a ${from.kind} to a ${to.kind}; arcs join a place and a transition.`,
      );
    const weight = countOf(textIn(element, 'inscription') || '1', `inscription of the arc "${id}"`);
    if (weight === 0)
      invalid('model.arcWeight', `${name} has the weight 0; remove it, or give it a weight of at least 1.`);
    const [place, transition] = from.kind === 'place' ? [from.number, to.number] : [to.number, from.number];
    return { kind: from.kind === 'place' ? 'input' : 'output', place, transition, weight };
  }

  private finalMarking(marking: XmlElement): Marking {
    const tokens = childrenNamed(marking, 'place').map(({ attributes: { idref }, children, text }) => {
      const node = this.node(idref, 'A final marking');
      if (node.kind !== 'place')
        invalid('model.finalMarking', `A final marking names "${idref}", which is a transition.`);
      const written = children.find((child) => child.name === 'text')?.text ?? text;
      return [node.number, countOf(written.trim() || '1', `final marking of "${idref}"`)] as const;
    });
    return tokens.filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  }

  done(): ReadNet {
    const arcs = this.arcs.map((arc) => this.arc(arc));
    const final = this.finals.map((marking) => this.finalMarking(marking));
    const net = { places: this.places, transitions: this.transitions, arcs, initial: this.initial, final };
    const marked = withMarkings(net, this.notes);
    return { net: marked, notes: this.notes };
  }
}

/** Adds the markings of a workflow net where the file gives none, and says so. */
function withMarkings(net: PetriNet, notes: string[]): PetriNet {
  if (net.initial.length > 0 && net.final.length > 0) return net;
  const { source, sink, findings } = workflowStructure(net);
  const workflow = findings.length === 0 && source !== null && sink !== null;
  let { initial, final } = net;
  if (initial.length === 0 && workflow) {
    initial = [[source, 1]];
    notes.push(
      `The file gives no initial marking; one token in the source place "${net.places[source]!.id}" was taken.`,
    );
  } else if (initial.length === 0) notes.push('The file gives no initial marking, and the net is no workflow net.');
  if (final.length === 0 && workflow) {
    final = [[[sink, 1]]];
    notes.push(`The file gives no final marking; one token in the sink place "${net.places[sink]!.id}" was taken.`);
  } else if (final.length === 0)
    notes.push('The file gives no final marking, and the net is no workflow net: no run can be said to end.');
  return { ...net, initial, final };
}

/** A number of tokens; `Default,2` is how one old tool writes 2. */
function countOf(text: string, what: string): number {
  const digits = /^\s*(?:\w+,)?(\d{1,9})\s*$/.exec(text)?.[1];
  if (digits !== undefined) return Number(digits);
  return invalid('model.badCount', `The ${what} is "${text.slice(0, 50)}"; only whole numbers are supported.`);
}
