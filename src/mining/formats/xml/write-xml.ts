/** An element to be written; text and children exclude each other, and text among children is written as it stands. */
export interface XmlPart {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly children?: readonly (XmlPart | string)[];
  readonly text?: string;
}

/** A document in UTF-8, two blanks an indentation. What XML cannot hold (control characters) becomes U+FFFD. */
export function writeXml(root: XmlPart): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  write(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function write({ name, attributes = {}, children = [], text }: XmlPart, indent: string, lines: string[]): void {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(String(value))}"`)];
  const tag = `${indent}<${head.join(' ')}`;
  if (text !== undefined) lines.push(`${tag}>${escaped(text)}</${name}>`);
  else if (children.length === 0) lines.push(`${tag}/>`);
  else if (children.some((child) => typeof child === 'string')) {
    const inside: string[] = [];
    for (const child of children) {
      if (typeof child === 'string') inside.push(escaped(child));
      else write(child, '', inside);
    }
    lines.push(`${tag}>${inside.join('')}</${name}>`);
  } else {
    lines.push(`${tag}>`);
    for (const child of children) write(child as XmlPart, `${indent}  `, lines);
    lines.push(`${indent}</${name}>`);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML 1.0 cannot hold
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A text as it may stand in an attribute or an element. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(ILLEGAL, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character]!);
