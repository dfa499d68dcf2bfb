import type { XmlElement } from './xml/parse-xml.ts';
import type { XmlPart } from './xml/write-xml.ts';

/** What a file says of an element beyond the flow, to be written again: nothing here is understood. */
export interface KeptXml {
  /** What the file calls it where that says more than our kind, as `userTask`. */
  readonly element?: string;
  /** Attributes of other namespaces, with their declarations. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Documentation and extension elements. */
  readonly parts: readonly XmlPart[];
}

/** Declarations of namespaces that hold where an element stands, by prefix; `''` is the one without prefix. */
export type Namespaces = Readonly<Record<string, string>>;

type Written = XmlElement['written'];

export function namespacesIn({ attributes }: Written, outer: Namespaces = {}): Namespaces {
  const found: Record<string, string> = { ...outer };
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns') found[''] = value;
    else if (name.startsWith('xmlns:')) found[name.slice(6)] = value;
  }
  return found;
}

/** @param own namespaces of the BPMN standard: what is in them is read, not kept */
export function keptOf(element: XmlElement, outer: Namespaces, own: ReadonlySet<string>): KeptXml {
  const scope = namespacesIn(element.written, outer);
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(element.written.attributes)) {
    const prefix = prefixOf(name);
    const uri = prefix === '' || prefix === 'xmlns' || prefix === 'xml' ? undefined : scope[prefix];
    if (uri === undefined || own.has(uri)) continue;
    attributes[`xmlns:${prefix}`] = uri;
    attributes[name] = value;
  }
  const parts = element.children.flatMap((child): XmlPart[] => {
    if (child.name === 'documentation') return [{ name: 'bpmn:documentation', text: child.text }];
    if (child.name !== 'extensionElements') return [];
    const inner = namespacesIn(child.written, scope);
    const children = child.written.children.flatMap((part) =>
      typeof part === 'string' || !('name' in part) ? [] : [withNamespaces(part, inner)],
    );
    return children.length > 0 ? [{ name: 'bpmn:extensionElements', children }] : [];
  });
  return { attributes, parts };
}

export const isKept = ({ attributes, parts }: KeptXml): boolean => Object.keys(attributes).length + parts.length > 0;

const prefixOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '');

/** The element as it stands, with declarations of all prefixes in it, so that it means the same wherever it is written. */
function withNamespaces(node: Written, scope: Namespaces): XmlPart {
  const used = new Set<string>();
  const part = copy(node, used);
  const declared = Object.fromEntries(
    [...used]
      .sort()
      .filter((prefix) => scope[prefix] !== undefined && !Object.hasOwn(node.attributes, declaration(prefix)))
      .map((prefix) => [declaration(prefix), scope[prefix]!]),
  );
  return { ...part, attributes: { ...declared, ...part.attributes } };
}

const declaration = (prefix: string): string => (prefix === '' ? 'xmlns' : `xmlns:${prefix}`);

/** Recursion goes as deep as the document, which is limited. */
function copy({ name, attributes, children }: Written, used: Set<string>): XmlPart {
  for (const each of [name, ...Object.keys(attributes).filter((key) => key.includes(':'))]) {
    const prefix = prefixOf(each);
    if (prefix !== 'xmlns' && prefix !== 'xml') used.add(prefix);
  }
  const inside = children.flatMap((child): (XmlPart | string)[] => {
    if (typeof child === 'string') return [child];
    return 'name' in child ? [copy(child, used)] : [];
  });
  const elements = inside.filter((child) => typeof child !== 'string');
  const isMixed = inside.some((child) => typeof child === 'string' && child.trim() !== '');
  if (elements.length === 0)
    return inside.length === 0 ? { name, attributes } : { name, attributes, text: inside.join('') };
  return { name, attributes, children: isMixed ? inside : elements };
}
