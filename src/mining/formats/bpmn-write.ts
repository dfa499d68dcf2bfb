import { bpmnDiagram } from '../layout/bpmn-diagram.ts';
import { type Bpmn, type BpmnNode, flowsByNode, isGateway } from '../model/bpmn.ts';
import { BPMN_NAMESPACE } from './bpmn-elements.ts';
import { type BpmnIds, diagramOf } from './bpmn-interchange.ts';
import type { KeptXml } from './bpmn-kept.ts';
import type { KeptBpmn } from './bpmn-read.ts';
import { writeXml, type XmlPart } from './xml/write-xml.ts';

const ELEMENTS = {
  start: 'startEvent',
  end: 'endEvent',
  task: 'task',
  event: 'intermediateThrowEvent',
  exclusive: 'exclusiveGateway',
  parallel: 'parallelGateway',
  inclusive: 'inclusiveGateway',
} as const;

const NOTHING: KeptXml = { attributes: {}, parts: [] };

/**
 * Writes the process as BPMN 2.0 (OMG formal/2013-12-09) with a complete drawing: valid against the published schemas. Ids
 * are kept where all of them are different names as XML wants them, else numbered.
 * @param kept what `readBpmn` found beside the flow, to be written again
 */
export function writeBpmn(bpmn: Bpmn, name: string | null = null, kept: KeptBpmn | null = null): string {
  const ids = idsOf(bpmn);
  const { into, out } = flowsByNode(bpmn);
  const keptOf = (id: string) => kept?.elements.get(id) ?? NOTHING;
  const nodes = bpmn.nodes.map((node, n): XmlPart => {
    const own = keptOf(node.id);
    return {
      name: `bpmn:${own.element ?? ELEMENTS[node.kind]}`,
      attributes: {
        id: ids.node[n]!,
        ...(node.name === null ? {} : { name: node.name }),
        ...directionOf(node, into[n]!.length, out[n]!.length),
        ...own.attributes,
      },
      children: [
        ...own.parts,
        ...into[n]!.map((flow) => ({ name: 'bpmn:incoming', text: ids.flow[flow]! })),
        ...out[n]!.map((flow) => ({ name: 'bpmn:outgoing', text: ids.flow[flow]! })),
      ],
    };
  });
  const flows = bpmn.flows.map(({ id, from, to, name }, i): XmlPart => {
    const own = keptOf(id);
    const ends = { sourceRef: ids.node[from]!, targetRef: ids.node[to]! };
    return {
      name: 'bpmn:sequenceFlow',
      attributes: { id: ids.flow[i]!, ...(name === undefined ? {} : { name }), ...ends, ...own.attributes },
      children: own.parts,
    };
  });
  const process = kept?.process ?? NOTHING;
  return writeXml({
    name: 'bpmn:definitions',
    attributes: {
      'xmlns:bpmn': BPMN_NAMESPACE,
      'xmlns:bpmndi': 'http://www.omg.org/spec/BPMN/20100524/DI',
      'xmlns:dc': 'http://www.omg.org/spec/DD/20100524/DC',
      'xmlns:di': 'http://www.omg.org/spec/DD/20100524/DI',
      ...{ id: 'definitions', targetNamespace: 'urn:adit:models', exporter: 'Adit' },
    },
    children: [
      {
        name: 'bpmn:process',
        attributes: {
          id: 'process',
          ...(name === null ? {} : { name }),
          isExecutable: 'false',
          ...process.attributes,
        },
        children: [...process.parts, ...nodes, ...flows],
      },
      diagramOf(bpmn, bpmnDiagram(bpmn), ids),
    ],
  });
}

function directionOf(node: BpmnNode, into: number, out: number): Record<string, string> {
  if (!isGateway(node)) return {};
  if (into > 1 && out > 1) return { gatewayDirection: 'Mixed' };
  return { gatewayDirection: into > 1 ? 'Converging' : out > 1 ? 'Diverging' : 'Unspecified' };
}

const ID = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

function idsOf({ nodes, flows }: Bpmn): BpmnIds {
  const [node, flow] = [nodes.map(({ id }) => id), flows.map(({ id }) => id)];
  const all = [...node, ...flow];
  // What stands beside them in the file has ids of its own, made from theirs.
  const own = ['definitions', 'process', 'diagram', 'plane', ...all.map((id) => `${id}-shape`)];
  const taken = new Set([...own, ...all]);
  if (taken.size === own.length + all.length && all.every((id) => ID.test(id))) return { node, flow };
  return { node: nodes.map((_, i) => `node-${i + 1}`), flow: flows.map((_, i) => `flow-${i + 1}`) };
}
