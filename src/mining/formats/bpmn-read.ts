import { invalid } from '#sdk';
import type { Bpmn } from '../model/bpmn.ts';
import { BPMN_NAMESPACE } from './bpmn-elements.ts';
import { isKept, type KeptXml, keptOf, type Namespaces, namespacesIn } from './bpmn-kept.ts';
import { ProcessReader } from './bpmn-process-read.ts';
import { childrenNamed, parseXml, type XmlElement } from './xml/parse-xml.ts';

export interface ReadBpmn {
  bpmn: Bpmn;
  /** The name of the process; null: it has none. */
  name: string | null;
  /** What was ignored, taken otherwise than written, or is missing: one sentence each. */
  findings: readonly string[];
  kept: KeptBpmn;
}

/** What `writeBpmn` writes again beside the flow. */
export interface KeptBpmn {
  readonly process: KeptXml;
  /** By id of node or flow. */
  readonly elements: ReadonlyMap<string, KeptXml>;
}

/**
 * Reads one process of a BPMN 2.0 file (OMG formal/2013-12-09): the first one that has a flow. What is read as what, what
 * is ignored and said, and what is refused by name, is in docs/models.md. Its drawing is not read.
 */
export function readBpmn(bytes: Uint8Array): ReadBpmn {
  const root = parseXml(bytes, 'BPMN file');
  const processes = childrenNamed(root, 'process');
  if (root.name !== 'definitions' || processes.length === 0)
    invalid(
      'model.notBpmn',
      `The file is no BPMN 2.0 file: it begins with <${root.name}>, not with <definitions> and a <process>.`,
    );
  const findings: string[] = [];
  const process = chosen(processes, findings);
  const messages = root.children.flatMap((child) => childrenNamed(child, 'messageFlow'));
  if (messages.length > 0)
    findings.push(
      `Ignored, because they steer no flow within the process: ${messages.length} message flow${messages.length > 1 ? 's' : ''}.`,
    );
  const reader = new ProcessReader(isBpmn(root), findings);
  const bpmn = reader.read(process);
  const [outer, own] = [namespacesIn(root.written), ownNamespaces(root)];
  const elements = new Map<string, KeptXml>();
  for (const [id, element] of reader.elements) {
    const kept = { ...keptOf(element, namespacesIn(process.written, outer), own), ...elementName(element) };
    if (isKept(kept) || kept.element !== undefined) elements.set(id, kept);
  }
  const name = process.written.attributes.name?.trim() ?? '';
  return { bpmn, name: name === '' ? null : name, findings, kept: { process: keptOf(process, outer, own), elements } };
}

const elementName = ({ name }: XmlElement) => (/^(?!task$)(\w*Task|callActivity)$/.test(name) ? { element: name } : {});

function chosen(processes: readonly XmlElement[], findings: string[]): XmlElement {
  const withFlow = processes.filter(({ children }) => children.some(({ name }) => name === 'sequenceFlow'));
  const process = withFlow[0] ?? processes[0]!;
  const others = withFlow.slice(1).map(({ written: { attributes } }) => `"${attributes.name ?? attributes.id ?? ''}"`);
  if (others.length > 0)
    findings.push(
      `The file has ${withFlow.length} processes; the first one was read, not ${others.slice(0, 5).join(', ')}.`,
    );
  return process;
}

/** Namespaces that this reader understands, or that only say how a file is drawn. */
const ownNamespaces = (root: XmlElement): ReadonlySet<string> =>
  new Set([
    BPMN_NAMESPACE,
    ...Object.values(namespacesIn(root.written)).filter((uri) => uri.startsWith('http://www.omg.org/spec/')),
    'http://www.w3.org/2001/XMLSchema-instance',
  ]);

/** Whether an element is one of the standard's: by its namespace, or by its name where the file declares none. */
function isBpmn(root: XmlElement): (element: XmlElement) => boolean {
  const scope: Namespaces = namespacesIn(root.written);
  const prefixes = new Set(Object.keys(scope).filter((prefix) => scope[prefix] === BPMN_NAMESPACE));
  if (prefixes.size === 0) return () => true;
  return ({ written: { name } }) => prefixes.has(name.includes(':') ? name.slice(0, name.indexOf(':')) : '');
}
