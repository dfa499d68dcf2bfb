import type { Bpmn, BpmnNode } from '../model/bpmn.ts';
import { layoutOf } from './layout.ts';
import type { Diagram, DiagramEdge, DiagramNode } from './model.ts';
import { boxHeight, LINE_HEIGHT, nameBoxes } from './name-boxes.ts';
import { textLines, textWidth } from './text-lines.ts';

/** Sizes of the standard's modellers: events 36, gateways 50; tasks wide enough for names of activities. */
const [EVENT, GATEWAY, TASK_HEIGHT] = [36, 50, 60];
const LABEL = { width: 110, lines: 3, size: 11 };
const LABEL_GAP = 4;

export interface BpmnDiagram extends Diagram {
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** Name of each node in lines that fit: in it (tasks), or below it. */
  readonly names: readonly (readonly string[])[];
  /** Where the name of each flow stands: above the beginning of its first level part; null: it has none. */
  readonly flowLabels: readonly (LabelBox | null)[];
}

/** A name beside a node or flow: its lines, from the top left. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

/** Where the name of an event or gateway stands, below it; null: it has none. */
export function labelBox({ nodes, sizes, names }: BpmnDiagram, n: number): LabelBox | null {
  const lines = names[n]!;
  if (lines.length === 0) return null;
  const width = Math.ceil(Math.max(...lines.map((line) => textWidth(line, LABEL.size))));
  const { x, y } = nodes[n]!;
  const top = y + sizes[n]!.height / 2 + LABEL_GAP;
  return { x: x - width / 2, y: top, width, height: lines.length * LINE_HEIGHT, lines };
}

/** A process laid out from left to right. @throws AppError `model.tooLargeToDraw` */
export function bpmnDiagram({ nodes, flows }: Bpmn): BpmnDiagram {
  const tasks = nameBoxes(nodes.map(({ kind, name }) => (kind === 'task' ? name : null)));
  const names = nodes.map((node, n) => (node.kind === 'task' ? tasks.lines[n]! : labelLines(node)));
  const sizes = nodes.map((node, n) => sizeOf(node, names[n]!, tasks.width));
  const boxes = nodes.map((node, n): DiagramNode => {
    const lines = names[n]!.length;
    const below = node.kind === 'task' || lines === 0 ? 0 : LABEL_GAP + lines * LINE_HEIGHT;
    return { ...sizes[n]!, below, weight: node.kind === 'task' ? 3 : 1, upright: node.kind !== 'task' };
  });
  const edges = flows.map(({ from, to, name }): DiagramEdge => {
    return { from, to, label: name ? 8 + Math.min(textWidth(name, LABEL.size), LABEL.width) : 0 };
  });
  const diagram = layoutOf({ nodes: boxes, edges });
  return { ...diagram, sizes, names, flowLabels: flows.map(({ name }, i) => flowLabel(name, diagram.lines[i]!)) };
}

function flowLabel(name: string | undefined, line: readonly number[]): LabelBox | null {
  if (name === undefined) return null;
  const lines = textLines(name, { ...LABEL, lines: 1 });
  const width = Math.ceil(textWidth(lines[0]!, LABEL.size));
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x1, y, x2] = [line[i]!, line[i + 1]!, line[i + 2]!];
    if (x1 === x2) continue;
    return { x: x1 < x2 ? x1 + 4 : x1 - 4 - width, y: y - LINE_HEIGHT - 1, width, height: LINE_HEIGHT, lines };
  }
  return null;
}

const labelLines = ({ name }: BpmnNode): string[] =>
  name === null || name.trim() === '' ? [] : textLines(name, LABEL);

function sizeOf({ kind }: BpmnNode, lines: readonly string[], width: number) {
  if (kind === 'task') return { width, height: boxHeight(lines, TASK_HEIGHT) };
  const size = kind === 'start' || kind === 'end' || kind === 'event' ? EVENT : GATEWAY;
  return { width: size, height: size };
}
