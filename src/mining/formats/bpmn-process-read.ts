import { AppError, invalid } from '#sdk';
import type { Bpmn, BpmnFlow, BpmnKind } from '../model/bpmn.ts';
import { IGNORED, READ_AS, REFUSED } from './bpmn-elements.ts';
import { flowFindings, labelOf } from './bpmn-findings.ts';
import { childNamed, type XmlElement } from './xml/parse-xml.ts';

/** Nodes and flows of one process: a drawing of more than these is none. */
const [MOST_NODES, MOST_FLOWS] = [5_000, 20_000];

interface Node {
  id: string;
  kind: BpmnKind;
  name: string | null;
}

interface Flow {
  id: string;
  from: string;
  to: string;
  name?: string;
}

/** Nodes of a process or of a subprocess, by id, and the flows between them. */
interface Scope {
  readonly nodes: Node[];
  readonly flows: Flow[];
}

/** Reads the flow of one process, embedded subprocesses as the steps in them. */
export class ProcessReader {
  /** What each node and flow was read from, by its id. */
  readonly elements = new Map<string, XmlElement>();
  private readonly isBpmn: (element: XmlElement) => boolean;
  private readonly findings: string[];
  private readonly ids = new Set<string>();
  private readonly ignored = new Map<string, number>();
  /** Where flows into a subprocess lead: its first node. Its own id stands for what its ends lead to. */
  private readonly entries = new Map<string, string>();
  private readonly fromEnds = new Set<string>();
  private readonly scope: Scope = { nodes: [], flows: [] };

  constructor(isBpmn: (element: XmlElement) => boolean, findings: string[]) {
    [this.isBpmn, this.findings] = [isBpmn, findings];
  }

  read(process: XmlElement): Bpmn {
    this.elementsOf(process);
    this.startIfMissing();
    this.splitConditions();
    const bpmn = this.numbered();
    this.findings.push(...flowFindings(bpmn), ...this.ignoredFindings());
    return bpmn;
  }

  /** Adds what stands in a process or subprocess. */
  private elementsOf(container: XmlElement): Scope {
    const own: Scope = { nodes: [], flows: [] };
    for (const element of container.children) {
      const { name } = element;
      if (name === 'documentation' || name === 'extensionElements' || name === 'incoming' || name === 'outgoing')
        continue;
      if (!this.isBpmn(element)) this.ignore('elements of other standards');
      else if (name === 'sequenceFlow') this.flow(element, own);
      else if (name === 'subProcess') this.subprocess(element, own);
      else if (Object.hasOwn(READ_AS, name)) this.node(element, own);
      else if (Object.hasOwn(IGNORED, name)) this.ignore(IGNORED[name]!);
      else refuse(element, Object.hasOwn(REFUSED, name) ? REFUSED[name]! : 'it is not known');
    }
    this.links(container, own);
    this.scope.nodes.push(...own.nodes);
    this.scope.flows.push(...own.flows);
    if (this.scope.nodes.length > MOST_NODES || this.scope.flows.length > MOST_FLOWS)
      throw new AppError(
        'too_large',
        'model.tooLarge',
        `The process of the BPMN file has more than ${MOST_NODES.toLocaleString('en')} nodes or ${MOST_FLOWS.toLocaleString('en')} flows.`,
      );
    return own;
  }

  private ignoredFindings(): string[] {
    const ignored = [...this.ignored].map(([what, count]) => `${count} ${what}`);
    return ignored.length === 0 ? [] : [`Ignored, because they do not steer the flow: ${ignored.join(', ')}.`];
  }

  private ignore(what: string): void {
    this.ignored.set(what, (this.ignored.get(what) ?? 0) + 1);
  }

  private node(element: XmlElement, own: Scope): void {
    const { id, name } = element.written.attributes;
    for (const { name: child } of element.children)
      if (child.endsWith('LoopCharacteristics')) refuse(element, REFUSED[child]!);
    if (element.written.attributes.isForCompensation === 'true')
      refuse(element, 'what undoes an activity has no counterpart here');
    if (element.name === 'eventBasedGateway' && element.written.attributes.instantiate === 'true')
      refuse(element, 'a gateway that begins the process is not supported. Use a start event for each way');
    if (childNamed(element, 'terminateEventDefinition'))
      this.findings.push(
        `The end event ${named(element)} ends the whole process; it was read as a plain end, so that work beside it is awaited.`,
      );
    const given = name?.trim() ? name : null;
    own.nodes.push({ id: this.newId(id, element), kind: READ_AS[element.name]!, name: given });
  }

  private flow(element: XmlElement, own: Scope): void {
    const { id, name, sourceRef, targetRef } = element.written.attributes;
    if (!sourceRef || !targetRef)
      invalid(
        'model.danglingFlow',
        `The sequence flow ${named(element)} does not say where it ${sourceRef ? 'leads to' : 'comes from'}.`,
      );
    const flow = { id: this.newId(id ?? this.freeId('flow'), element), from: sourceRef, to: targetRef };
    own.flows.push(name?.trim() ? { ...flow, name } : flow);
  }

  private newId(id: string | undefined, element: XmlElement): string {
    if (id === undefined || id === '') return invalid('model.noId', `A <${element.name}> of the BPMN file has no id.`);
    if (this.ids.has(id)) invalid('model.twoIds', `Two elements of the BPMN file have the id "${id}".`);
    this.ids.add(id);
    this.elements.set(id, element);
    return id;
  }

  private freeId(wanted: string): string {
    let id = wanted;
    for (let n = 2; this.ids.has(id); n++) id = `${wanted}-${n}`;
    return id;
  }

  private added(wanted: string): string {
    const id = this.freeId(wanted);
    this.ids.add(id);
    return id;
  }

  /** A subprocess is its steps: flows into it lead to its start, and its ends to a silent step in its place. */
  private subprocess(element: XmlElement, own: Scope): void {
    const { written } = element;
    for (const { name } of element.children) if (name.endsWith('LoopCharacteristics')) refuse(element, REFUSED[name]!);
    if (written.attributes.triggeredByEvent === 'true')
      refuse(element, 'what an event begins beside the flow has no counterpart here');
    const id = this.newId(written.attributes.id, element);
    const inner = this.elementsOf(element);
    const into = new Set(inner.flows.map(({ to }) => to));
    const out = new Set(inner.flows.map(({ from }) => from));
    const starts = inner.nodes.filter((node) => node.kind === 'start' || !into.has(node.id));
    const ends = inner.nodes.filter((node) => !out.has(node.id));
    if (starts.length !== 1 || ends.length === 0)
      refuse(
        element,
        `it has ${starts.length} ways to begin and ${ends.length} to end. Give it one start event and an end event`,
      );
    if (splitsTokens(inner) && (ends.length > 1 || inner.flows.filter(({ to }) => to === ends[0]!.id).length > 1))
      refuse(
        element,
        'ways that run beside each other in it are not joined before its end. Join them before one end event',
      );
    this.findings.push(`The subprocess ${named(element)} was read as the steps in it.`);
    for (const node of [...starts, ...ends]) if (node.kind === 'start' || node.kind === 'end') node.kind = 'event';
    this.entries.set(id, starts[0]!.id);
    own.nodes.push({ id, kind: 'event', name: null });
    for (const end of ends) {
      const flow = this.added(`${id}-left`);
      this.fromEnds.add(flow);
      own.flows.push({ id: flow, from: end.id, to: id });
    }
  }

  /** A link that is thrown goes on where one of the same name is caught. */
  private links(container: XmlElement, own: Scope): void {
    const linked = container.children.flatMap((element) => {
      const link = childNamed(element, 'linkEventDefinition');
      return link ? [{ element, link: link.written.attributes.name ?? '' }] : [];
    });
    for (const { element, link } of linked.filter(({ element: { name } }) => name === 'intermediateThrowEvent')) {
      const caught = linked.find((other) => other.element.name === 'intermediateCatchEvent' && other.link === link);
      if (!caught) refuse(element, `no link named "${link}" is caught`);
      const [from, to] = [element, caught.element].map(({ written }) => written.attributes.id!);
      own.flows.push({ id: this.added(`${from}-link`), from: from!, to: to! });
    }
  }

  private target({ id, to }: Flow): string {
    return this.fromEnds.has(id) ? to : (this.entries.get(to) ?? to);
  }

  private startIfMissing(): void {
    const { nodes, flows } = this.scope;
    if (nodes.some(({ kind }) => kind === 'start')) return;
    const into = new Set(flows.map((flow) => this.target(flow)));
    const first = nodes.filter(({ id }) => !into.has(id));
    if (first.length === 0)
      invalid('model.noStart', 'The process of the BPMN file has no start event, and no step at which it could begin.');
    const start = this.added('start');
    nodes.unshift({ id: start, kind: 'start', name: null });
    for (const { id } of first) flows.push({ id: this.added('begins'), from: start, to: id });
    this.findings.push(
      `The process has no start event; it was taken to begin with ${first.map(labelOf).slice(0, 5).join(', ')}.`,
    );
  }

  /** A task whose flows out have conditions takes one or more of them (BPMN 2.0.2, 13.2.1), as an inclusive gateway does. */
  private splitConditions(): void {
    const conditional = new Set(
      this.scope.flows
        .filter(({ id }) => {
          const element = this.elements.get(id);
          return element && childNamed(element, 'conditionExpression');
        })
        .map(({ from }) => from),
    );
    for (const { id, kind } of [...this.scope.nodes]) {
      if (!conditional.has(id) || (kind !== 'task' && kind !== 'event')) continue;
      const split = this.added(`${id}-split`);
      this.scope.nodes.push({ id: split, kind: 'inclusive', name: null });
      for (const flow of this.scope.flows) if (flow.from === id) flow.from = split;
      this.scope.flows.push({ id: this.added(`${id}-splits`), from: id, to: split });
    }
  }

  private numbered(): Bpmn {
    const number = new Map(this.scope.nodes.map(({ id }, i) => [id, i]));
    const flows = this.scope.flows.map((given): BpmnFlow => {
      const { from, to, ...flow } = given;
      const [source, target] = [number.get(from), number.get(this.target(given))];
      if (source === undefined || target === undefined)
        return invalid(
          'model.danglingFlow',
          `The sequence flow "${flow.id}" ${source === undefined ? `comes from "${from}"` : `leads to "${to}"`}, which is no step of its process.`,
        );
      const [first, last] = [this.scope.nodes[source]!, this.scope.nodes[target]!];
      if (first.kind === 'end' || last.kind === 'start')
        invalid(
          'model.flowOfEvent',
          `The sequence flow "${flow.id}" ${first.kind === 'end' ? `leaves the end event ${labelOf(first)}` : `enters the start event ${labelOf(last)}`}.`,
        );
      return { ...flow, from: source, to: target };
    });
    return { nodes: this.scope.nodes, flows };
  }
}

/** Whether any step gives more than one token. */
function splitsTokens({ nodes, flows }: Scope): boolean {
  const out = new Map<string, number>();
  for (const { from } of flows) out.set(from, (out.get(from) ?? 0) + 1);
  return nodes.some(({ id, kind }) => kind !== 'exclusive' && (out.get(id) ?? 0) > 1);
}

const named = ({ written: { attributes } }: XmlElement): string => {
  const { id = '', name } = attributes;
  return name?.trim() ? `"${name}" (${id})` : `"${id}"`;
};

function refuse(element: XmlElement, why: string): never {
  return invalid(
    'model.bpmnElement',
    `The BPMN file has a <${element.name}> ${named(element)}, which is not supported: ${why}.`,
  );
}
