import { type BpmnDiagram, labelBox } from '../layout/bpmn-diagram.ts';
import type { Bpmn } from '../model/bpmn.ts';
import type { XmlPart } from './xml/write-xml.ts';

/** Ids in a file, by number of node and flow. */
export interface BpmnIds {
  readonly node: readonly string[];
  readonly flow: readonly string[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The drawing of a process: a shape for each node and an edge for each flow, with the boxes of labels that stand beside them. */
export function diagramOf({ nodes, flows }: Bpmn, diagram: BpmnDiagram, ids: BpmnIds): XmlPart {
  const shapes = nodes.map(({ kind }, n): XmlPart => {
    const [{ x, y }, { width, height }] = [diagram.nodes[n]!, diagram.sizes[n]!];
    const label = kind === 'task' ? null : labelBox(diagram, n);
    return {
      name: 'bpmndi:BPMNShape',
      attributes: {
        id: `${ids.node[n]}-shape`,
        bpmnElement: ids.node[n]!,
        ...(kind === 'exclusive' ? { isMarkerVisible: 'true' } : {}),
      },
      children: [bounds({ x: x - width / 2, y: y - height / 2, width, height }), ...(label ? [labelAt(label)] : [])],
    };
  });
  const edges = flows.map((_, i): XmlPart => {
    const line = diagram.lines[i]!;
    const points: XmlPart[] = [];
    for (let k = 0; k < line.length; k += 2)
      points.push({ name: 'di:waypoint', attributes: { x: round(line[k]!), y: round(line[k + 1]!) } });
    const label = diagram.flowLabels[i];
    return {
      name: 'bpmndi:BPMNEdge',
      attributes: { id: `${ids.flow[i]}-shape`, bpmnElement: ids.flow[i]! },
      children: [...points, ...(label ? [labelAt(label)] : [])],
    };
  });
  const plane = { id: 'plane', bpmnElement: 'process' };
  return {
    name: 'bpmndi:BPMNDiagram',
    attributes: { id: 'diagram' },
    children: [{ name: 'bpmndi:BPMNPlane', attributes: plane, children: [...shapes, ...edges] }],
  };
}

const labelAt = (box: Box): XmlPart => ({ name: 'bpmndi:BPMNLabel', children: [bounds(box)] });

const bounds = ({ x, y, width, height }: Box): XmlPart => ({
  name: 'dc:Bounds',
  attributes: { x: round(x), y: round(y), width: round(width), height: round(height) },
});

const round = (value: number): number => Math.round(value * 10) / 10;
