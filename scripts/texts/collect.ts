import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text literal of JavaScript. */
const LITERAL = String.raw`'((?:[^'\\\n]|\\.)*)'`;
const ONE = new RegExp(String.raw`(?:(?<![\w.$])(?:words\.|texts\.)?|\)\.)t\(\s*${LITERAL}`, 'g');
const MANY = new RegExp(
  String.raw`(?<![\w.$])(?:words\.|texts\.)?n\(\s*[^'()]*(?:\([^()]*\)[^'()]*)*,\s*${LITERAL},\s*${LITERAL}`,
  'g',
);
/** Texts that stand in data and are translated where they are shown: marked where they are written. */
const MARKED = new RegExp(String.raw`text\(\s*${LITERAL}\s*\)`, 'g');

const plain = (literal: string): string => literal.replace(/\\(.)/g, '$1');

/** The English texts of a source file or template. */
export function textsOf(source: string): string[] {
  const found = [...source.matchAll(ONE), ...source.matchAll(MANY), ...source.matchAll(MARKED)];
  return found.flatMap(([, ...literals]) => literals.filter((literal) => literal !== undefined).map(plain));
}

const filesBelow = (root: string, folder: string, ends: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => ends.test(path));

/** The English texts of all pages, with a file in which each stands. */
export function textsOfPages(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [folder, ends] of [
    ['views', /\.eta$/],
    ['src/features', /(?<!\.test)\.ts$/],
    ['src/platform', /(?<!\.test)\.ts$/],
  ] as const)
    for (const path of filesBelow(root, folder, ends)) {
      const file = `${folder}/${path}`;
      for (const text of textsOf(readFileSync(join(root, file), 'utf8'))) if (!found.has(text)) found.set(text, file);
    }
  return found;
}
