import type { Marking, PetriNet } from '../model/petri-net.ts';
import { INVISIBLE } from './pnml-read.ts';
import { writeXml, type XmlPart } from './xml/write-xml.ts';

const ID = /^[A-Za-z_][\w.-]*$/;

/**
 * Writes the net as PNML (ISO/IEC 15909-2, place/transition net), on one page, with final markings and silent transitions
 * as ProM writes them. Ids are kept where all of them are different names as XML wants them, else numbered.
 */
export function writePnml(net: PetriNet, name = 'net'): string {
  const { place, transition } = idsOf(net);
  const labelled = (text: string): XmlPart => ({ name: 'name', children: [{ name: 'text', text }] });
  const tokens = new Map(net.initial);
  const places = net.places.map((_, p): XmlPart => {
    const initial: XmlPart[] = tokens.has(p)
      ? [{ name: 'initialMarking', children: [{ name: 'text', text: `${tokens.get(p)}` }] }]
      : [];
    return { name: 'place', attributes: { id: place[p]! }, children: [labelled(place[p]!), ...initial] };
  });
  const transitions = net.transitions.map(({ label }, t): XmlPart => {
    const tool = { name: 'toolspecific', attributes: { tool: 'ProM', version: '6.4', activity: INVISIBLE } };
    const children = label === null ? [labelled('tau'), tool] : [labelled(label)];
    return { name: 'transition', attributes: { id: transition[t]! }, children };
  });
  const arcs = net.arcs.map((arc, i): XmlPart => {
    const [p, t] = [place[arc.place]!, transition[arc.transition]!];
    const [source, target] = arc.kind === 'input' ? [p, t] : [t, p];
    const weight = [{ name: 'inscription', children: [{ name: 'text', text: `${arc.weight}` }] }];
    return { name: 'arc', attributes: { id: `arc${i + 1}`, source, target }, children: arc.weight > 1 ? weight : [] };
  });
  const page = { name: 'page', attributes: { id: 'page' }, children: [...places, ...transitions, ...arcs] };
  const finals = net.final.map((marking) => finalMarking(marking, place));
  return writeXml({
    name: 'pnml',
    attributes: { xmlns: 'http://www.pnml.org/version-2009/grammar/pnml' },
    children: [
      {
        name: 'net',
        attributes: { id: 'net', type: 'http://www.pnml.org/version-2009/grammar/ptnet' },
        children: [labelled(name), page, ...(finals.length > 0 ? [{ name: 'finalmarkings', children: finals }] : [])],
      },
    ],
  });
}

const finalMarking = (marking: Marking, place: readonly string[]): XmlPart => ({
  name: 'marking',
  children: marking.map(([p, count]) => ({
    name: 'place',
    attributes: { idref: place[p]! },
    children: [{ name: 'text', text: `${count}` }],
  })),
});

function idsOf(net: PetriNet): { place: string[]; transition: string[] } {
  const [place, transition] = [net.places.map(({ id }) => id), net.transitions.map(({ id }) => id)];
  const all = [...place, ...transition];
  const taken = new Set(['net', 'page', ...net.arcs.map((_, i) => `arc${i + 1}`)]);
  if (new Set(all).size === all.length && all.every((id) => ID.test(id) && !taken.has(id)))
    return { place, transition };
  return { place: place.map((_, i) => `p${i + 1}`), transition: transition.map((_, i) => `t${i + 1}`) };
}
