import { SaxesParser } from 'saxes';
import { notUnderstood } from '#sdk';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

const MAX_DEPTH = 32;

/** A small document as a tree, its namespaces ignored. Entities of its own and what else it declares are refused. */
export function parseXml(text: string, server: string): XmlElement {
  const parser = new SaxesParser();
  const document = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open: { name: string; children: XmlElement[]; text: string }[] = [document];
  const wrong = (what: string) => notUnderstood(server, `${what}: ${JSON.stringify(text.slice(0, 200))}`);
  parser.on('error', () => {
    throw wrong('no XML');
  });
  parser.on('doctype', () => {
    throw wrong('XML that declares a type of its own');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) throw wrong('XML that is nested too deep');
    const element = { name: name.replace(/^.*:/, ''), attributes, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (piece) => {
    open.at(-1)!.text += piece;
  });
  parser.on('cdata', (piece) => {
    open.at(-1)!.text += piece;
  });
  parser.write(text).close();
  return document.children[0] ?? document;
}

/** The first child of that name, by each step of the path. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let found = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

export const textAt = (element: XmlElement | undefined, ...path: readonly string[]): string =>
  at(element, ...path)?.text ?? '';

export const allOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
