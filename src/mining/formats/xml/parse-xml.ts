import { AppError } from '#sdk';
import { ToUtf8 } from '../xes/to-utf8.ts';

/** An element of a small document, with its own text (that of its children left out) and without namespace prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** As the document has it, for what is only handed on: with prefixes, text and elements in their order. */
  readonly written: Bun.XML.Node;
}

export interface XmlLimits {
  bytes: number;
  /** Elements within each other. */
  depth: number;
  elements: number;
}

/** For model files. */
export const MODEL_LIMITS: XmlLimits = { bytes: 64 << 20, depth: 200, elements: 1_000_000 };

/**
 * Reads a whole document that comes from outside: a model, never a log (those are read as they stream). A document type
 * declaration is refused whatever is in it, so that no entity is expanded and nothing fetched.
 * @param what names the document in messages: `PNML file`
 */
export function parseXml(bytes: Uint8Array, what: string, limits: XmlLimits = MODEL_LIMITS): XmlElement {
  const fault = (kind: 'invalid' | 'too_large', code: string, message: string): never => {
    throw new AppError(kind, `model.${code}`, `The ${what} ${message}`);
  };
  if (bytes.length > limits.bytes)
    fault('too_large', 'tooLarge', `has ${megabytes(bytes.length)}; at most ${megabytes(limits.bytes)} are read.`);
  const text = new TextDecoder().decode(new ToUtf8().convert(bytes, true));
  if (hasDoctype(text))
    fault(
      'invalid',
      'xmlDoctype',
      'has a document type declaration (<!DOCTYPE), which is refused because entities declared there can be harmful. Remove the declaration.',
    );
  let root: Bun.XML.Node;
  try {
    root = Bun.XML.parse(text, { compact: false });
  } catch (error) {
    if (error instanceof RangeError) return fault('too_large', 'tooDeep', 'has elements that are nested too deep.');
    if (!(error instanceof SyntaxError)) throw error;
    return fault(
      'invalid',
      'xmlNotWellFormed',
      `is not well-formed XML: ${error.message.replace(/^XML Parse error: /, '')}.`,
    );
  }
  return plain(root, limits, fault);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Whether a document type declaration stands before the first element: the parser refuses it anywhere else. */
function hasDoctype(text: string): boolean {
  let at = 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at < 0) return false;
    if (text.startsWith('<!--', at)) at = text.indexOf('-->', at + 4);
    else if (text.startsWith('<?', at)) at = text.indexOf('?>', at + 2);
    else return text.startsWith('<!', at);
    if (at < 0) return false;
  }
}

type Refuse = (kind: 'invalid' | 'too_large', code: string, message: string) => never;
interface Draft extends XmlElement {
  children: Draft[];
  text: string;
}

/** Without recursion: the depth is what the document says. */
function plain(root: Bun.XML.Node, limits: XmlLimits, fault: Refuse): XmlElement {
  const draft = (node: Bun.XML.Node): Draft => ({
    name: localName(node.name),
    attributes: Object.fromEntries(Object.entries(node.attributes).map(([key, value]) => [localName(key), value])),
    children: [],
    text: '',
    written: node,
  });
  const first = draft(root);
  const open: { node: Bun.XML.Node; into: Draft; depth: number }[] = [{ node: root, into: first, depth: 1 }];
  let elements = 1;
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, into, depth } = next;
    if (depth > limits.depth)
      fault('too_large', 'tooDeep', `has elements that are nested deeper than ${limits.depth}.`);
    for (const child of node.children) {
      if (typeof child === 'string') into.text += child;
      if (typeof child === 'string' || !('name' in child)) continue;
      if (++elements > limits.elements)
        fault('too_large', 'tooManyElements', `has more than ${limits.elements.toLocaleString('en')} elements.`);
      const made = draft(child);
      into.children.push(made);
      open.push({ node: child, into: made, depth: depth + 1 });
    }
  }
  return first;
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

export const childrenNamed = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const childNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** The text of a child, or of its `text` (or `value`) as PNML writes it, without the line breaks and indentation around it. */
export function textIn(element: XmlElement, name: string): string | undefined {
  const child = childNamed(element, name);
  const written = child && (childNamed(child, 'text') ?? childNamed(child, 'value') ?? child).text;
  return written?.replace(/^\s*\n\s*|\s*\n\s*$/g, '');
}
