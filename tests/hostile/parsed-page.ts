import { type DefaultTreeAdapterMap, parse } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** A page as a browser would build it. */
export interface ParsedPage {
  /** Each element by its name, and with each of its attributes: `a`, `a href`. */
  readonly vocabulary: ReadonlySet<string>;
  /** Values of attributes that lead somewhere, and what styles would do. */
  readonly leads: readonly string[];
  readonly styles: readonly string[];
  /** What runs, or says how scripts run. */
  readonly scripts: readonly string[];
  /** Where the next part of a list is. */
  readonly next: string | null;
  /** Whether somebody reads this name in it: in its text, or as the value of a field or a title. */
  has(name: string): boolean;
}

const LEADS = new Set(
  'href src action formaction data poster cite background ping srcset manifest hx-get hx-post hx-put hx-patch hx-delete hx-push-url'.split(
    ' ',
  ),
);

export function parsePage(html: string): ParsedPage {
  const vocabulary = new Set<string>();
  const leads: string[] = [];
  const styles: string[] = [];
  const scripts: string[] = [];
  const said: string[] = [];
  let next: string | null = null;
  const look = (node: Node): string => {
    if (node.nodeName === '#text') return (node as DefaultTreeAdapterMap['textNode']).value;
    if (!('childNodes' in node)) return '';
    if ('tagName' in node) lookAt(node as Element);
    const children =
      node.nodeName === 'template' ? (node as DefaultTreeAdapterMap['template']).content.childNodes : node.childNodes;
    const text = children.map(look).join('');
    if (node.nodeName === 'style') styles.push(text);
    if (node.nodeName === 'script') scripts.push(text);
    return text;
  };
  const lookAt = ({ tagName, attrs }: Element) => {
    vocabulary.add(tagName);
    if (attrs.some(({ name, value }) => name === 'rel' && value === 'next'))
      next = attrs.find(({ name }) => name === 'href')?.value ?? null;
    for (const { name, value, prefix } of attrs) {
      vocabulary.add(`${tagName} ${prefix ? `${prefix}:` : ''}${name}`);
      said.push(value);
      if (LEADS.has(name)) leads.push(value);
      if (name === 'style') styles.push(value);
    }
  };
  said.push(look(parse(html)));
  const read = said.map(asRead);
  return { vocabulary, leads, styles, scripts, next, has: (name) => read.some((text) => text.includes(asRead(name))) };
}

/** Without what parsers drop (zero bytes, and what utf-8 makes of half a pair); spaces as they are laid out. */
const asRead = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\0\ufffd]/g, '')
    .replace(/[\s\u00a0]+/g, ' ');
