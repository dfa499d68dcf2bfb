import { escaped } from '../xml/write-xml.ts';
import { parseDate } from './parse-date.ts';
import { parseBoolean, parseFloatText, parseInteger } from './parse-number.ts';
import { joinKeys, type XesAttribute, type XesHeader } from './xes-header.ts';

/** What stands before the first trace, and the root element with it. */
export function headerText(header: Omit<XesHeader, 'version' | 'features'>, features: string | null): string {
  const { extensions, globals, classifiers, attributes } = header;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<log xes.version="1849.2016"${features ? ` xes.features="${features}"` : ''} xmlns="http://www.xes-standard.org/">`,
    ...extensions.map(({ name, prefix, uri }) => `\t<extension${xml({ name, prefix, uri })}/>`),
  ];
  for (const { scope, attributes: declared } of globals) {
    lines.push(`\t<global${xml({ scope })}>`);
    for (const attribute of declared) attributeLines(attribute, '\t\t', lines);
    lines.push('\t</global>');
  }
  for (const { name, scope, keys } of classifiers) {
    const joined = joinKeys(keys);
    if (joined !== null) lines.push(`\t<classifier${xml({ name, scope, keys: joined })}/>`);
  }
  for (const attribute of attributes) attributeLines(attribute, '\t', lines);
  return `${lines.join('\n')}\n`;
}

const xml = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');

function attributeLines(attribute: XesAttribute, indent: string, lines: string[]): void {
  const { key, value, children = [], values = [] } = attribute;
  const type = value === null ? 'list' : isOfType(attribute) ? attribute.type : 'string';
  const tag = `${indent}<${type}${xml(value === null ? { key } : { key, value })}`;
  if (value !== null && children.length === 0) {
    lines.push(`${tag}/>`);
    return;
  }
  lines.push(`${tag}>`);
  for (const child of children) attributeLines(child, `${indent}\t`, lines);
  if (value === null) {
    lines.push(`${indent}\t<values>`);
    for (const child of values) attributeLines(child, `${indent}\t\t`, lines);
    lines.push(`${indent}\t</values>`);
  }
  lines.push(`${indent}</${type}>`);
}

/** What was read of the log's own attributes is kept as it was written, right or wrong; a wrong value is a text. */
function isOfType({ type, value }: XesAttribute): boolean {
  const bytes = new TextEncoder().encode(value ?? '');
  switch (type) {
    case 'date':
      return parseDate(bytes, 0, bytes.length, { ms: 0, offsetMinutes: 0 });
    case 'int':
      return !Number.isNaN(parseInteger(bytes, 0, bytes.length));
    case 'float':
      return parseFloatText(bytes, 0, bytes.length) !== null;
    case 'boolean':
      return parseBoolean(bytes, 0, bytes.length) !== 0;
    default:
      return type !== 'list' && type !== 'container';
  }
}

/** Every key of these attributes and those within. */
export function* keysIn(attributes: readonly XesAttribute[]): Generator<string> {
  for (const { key, children = [], values = [] } of attributes) {
    yield key;
    yield* keysIn(children);
    yield* keysIn(values);
  }
}

/** True where an attribute stands in another. */
export const holdsOthers = (attributes: readonly XesAttribute[]): boolean =>
  attributes.some(({ children, values, value }) => value === null || (children ?? values ?? []).length > 0);
