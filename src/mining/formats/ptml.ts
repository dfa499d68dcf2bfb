import { invalid } from '#sdk';
import { activity, type Operator, type ProcessTree, SILENT, tree } from '../model/process-tree.ts';
import { childrenNamed, parseXml, type XmlElement } from './xml/parse-xml.ts';
import { writeXml, type XmlPart } from './xml/write-xml.ts';

const OPERATORS: Readonly<Record<string, Operator>> = {
  sequence: 'sequence',
  xor: 'choice',
  def: 'choice',
  and: 'parallel',
  or: 'or',
  xorLoop: 'loop',
  defLoop: 'loop',
};
const NAMES: Readonly<Record<Operator, string>> = {
  sequence: 'sequence',
  choice: 'xor',
  parallel: 'and',
  or: 'or',
  loop: 'xorLoop',
};
const MOST_NODES = 100_000;
const MOST_DEPTH = 500;

/**
 * Reads a process tree as ProM writes it: `manualTask` is an activity, `automaticTask` a silent step, whatever its name.
 * A loop has body, redo and exit: an exit that is not silent follows the loop in a sequence; without the exit it has just
 * the redo. A deferred choice or loop is read as one that is not. Children stand in the order of their links.
 */
export function readPtml(bytes: Uint8Array): ProcessTree {
  const root = parseXml(bytes, 'PTML file');
  const found = childrenNamed(root, 'processTree')[0];
  if (root.name !== 'ptml' || !found)
    return invalid(
      'model.notPtml',
      `The file is no PTML file: it begins with <${root.name}>, not with <ptml> and a <processTree>.`,
    );
  return new TreeReader(found).read(found.attributes.root ?? '', 0);
}

class TreeReader {
  private readonly nodes = new Map<string, XmlElement>();
  private readonly children = new Map<string, string[]>();
  /** Nodes from the root to the one that is read. */
  private readonly path = new Set<string>();
  private left = MOST_NODES;

  constructor(found: XmlElement) {
    const links = new Set<string>();
    for (const element of found.children) {
      const { id, sourceId, targetId } = element.attributes;
      if (element.name === 'parentsNode') {
        // One writer repeats a node that stands at two places, with all its links.
        if (id !== undefined && links.has(id)) continue;
        if (id !== undefined) links.add(id);
        if (sourceId === undefined || targetId === undefined)
          invalid('model.badLink', 'A <parentsNode> of the PTML file lacks its sourceId or targetId.');
        const known = this.children.get(sourceId!);
        if (known) known.push(targetId!);
        else this.children.set(sourceId!, [targetId!]);
      } else if (id !== undefined) {
        const known = this.nodes.get(id);
        if (known && (known.name !== element.name || known.attributes.name !== element.attributes.name))
          invalid('model.twoIds', `Two nodes of the PTML file have the id "${id}".`);
        this.nodes.set(id, element);
      }
    }
  }

  read(id: string, depth: number): ProcessTree {
    const element = this.nodes.get(id);
    if (!element) return invalid('model.unknownNode', `The PTML file names the node "${id}", but has none of this id.`);
    if (this.path.has(id))
      invalid('model.cyclicTree', `The PTML file holds no tree: the node "${id}" is below itself.`);
    if (depth >= MOST_DEPTH || --this.left < 0)
      invalid(
        'model.treeTooLarge',
        `The tree of the PTML file is deeper than ${MOST_DEPTH} or has more than ${MOST_NODES.toLocaleString('en')} nodes.`,
      );
    if (element.name === 'manualTask') return activity(element.attributes.name ?? '');
    if (element.name === 'automaticTask') return SILENT;
    const operator = Object.hasOwn(OPERATORS, element.name) ? OPERATORS[element.name]! : null;
    if (operator === null)
      return invalid('model.unknownOperator', `The PTML file has a <${element.name}>, which is not supported.`);
    this.path.add(id);
    const children = (this.children.get(id) ?? []).map((child) => this.read(child, depth + 1));
    this.path.delete(id);
    if (children.length === 0)
      invalid('model.noChildren', `The <${element.name}> "${id}" of the PTML file has no children.`);
    return operator === 'loop' ? loopOf(children, id) : tree(operator, children);
  }
}

function loopOf(children: readonly ProcessTree[], id: string): ProcessTree {
  if (children.length > 3)
    invalid(
      'model.loopChildren',
      `The loop "${id}" of the PTML file has ${children.length} children; it has body, redo and exit.`,
    );
  const [body, redo, exit] = children as [ProcessTree, ...(ProcessTree | undefined)[]];
  const loop = tree('loop', redo ? [body, redo] : [body]);
  return exit === undefined || exit.kind === 'silent' ? loop : tree('sequence', [loop, exit]);
}

/** Writes the tree as PTML, as ProM reads it: loops with body, one redo part (a choice of all) and a silent exit. */
export function writePtml(root: ProcessTree, name = 'tree'): string {
  const nodes: XmlPart[] = [];
  const links: XmlPart[] = [];
  let last = 0;
  const newId = () => `00000000-0000-4000-8000-${(++last).toString(16).padStart(12, '0')}`;
  const write = (node: ProcessTree): string => {
    // Without a redo part the loop is its body alone; ProM knows no such loop.
    if (node.kind === 'loop' && node.children.length === 1) return write(node.children[0]!);
    const id = newId();
    if (node.kind === 'activity') nodes.push({ name: 'manualTask', attributes: { id, name: node.label } });
    else if (node.kind === 'silent') nodes.push({ name: 'automaticTask', attributes: { id, name: 'tau' } });
    else {
      nodes.push({ name: NAMES[node.kind], attributes: { id, name: '' } });
      for (const child of node.kind === 'loop' ? threeOf(node.children) : node.children) {
        const attributes = { id: newId(), sourceId: id, targetId: write(child) };
        links.push({ name: 'parentsNode', attributes });
      }
    }
    return id;
  };
  const treeId = newId();
  const rootId = write(root);
  const attributes = { id: treeId, name, root: rootId };
  return writeXml({ name: 'ptml', children: [{ name: 'processTree', attributes, children: [...nodes, ...links] }] });
}

const threeOf = ([body, ...redo]: readonly ProcessTree[]): ProcessTree[] => [
  body!,
  redo.length === 1 ? redo[0]! : tree('choice', redo),
  SILENT,
];
