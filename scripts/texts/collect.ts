import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredTexts } from './declared.ts';
import { sentencesOf } from './sentences.ts';

/** A text literal of JavaScript. */
const LITERAL = String.raw`'((?:[^'\\\n]|\\.)*)'`;
const ONE = new RegExp(String.raw`(?:(?<![\w.$])(?:words\.|texts\.)?|\)\.)t\(\s*${LITERAL}`, 'g');
const MANY = new RegExp(
  String.raw`(?<![\w.$])(?:words\.|texts\.)?n\(\s*[^'()]*(?:\([^()]*\)[^'()]*)*,\s*${LITERAL},\s*${LITERAL}`,
  'g',
);
/** Texts in data, translated where they are shown. */
const MARKED = new RegExp(String.raw`\benglish\(\s*${LITERAL}`, 'g');
const IN_PAGES = [ONE, MANY, MARKED];
/** Titles and notices that a feature's pages hand to what translates them. */
const TITLE = new RegExp(String.raw`\btitle: ${LITERAL}`, 'g');
const VIEW_AND_TITLE = new RegExp(String.raw`'@[\w/-]+',\s*${LITERAL}`, 'g');
const TITLED = new RegExp(String.raw`\btitled\(\s*\w+,\s*${LITERAL}`, 'g');
const SAID = new RegExp(String.raw`\bsaid\(\s*\w+,\s*${LITERAL}`, 'g');
/** Faults at the fields of a form are shown beside them. */
const MESSAGE = new RegExp(String.raw`\bmessage: ${LITERAL}`, 'g');

/** Fixed sentences of faults that a page may show; those that name something: {@link SAYING}. */
const FAULT = new RegExp(
  String.raw`(?:(?:AppError|ProviderFault)\(\s*'\w+',|\binvalid\(|\bdemandFreeName\([^'"]*,)\s*'[\w.-]+',\s*${LITERAL}`,
  'g',
);

/** What each permission allows. */
const ALLOWS = new RegExp(String.raw`'\w+:\w+': ${LITERAL}`, 'g');

/** Where texts stand: files, and how they are written there. */
const PLACES: readonly (readonly [string, RegExp, readonly RegExp[]])[] = [
  ['views', /\.eta$/, IN_PAGES],
  ['src/features', /(?<!\.test)\.ts$/, IN_PAGES],
  ['src/platform', /(?<!\.test)\.ts$/, IN_PAGES],
  ['src', /^assemble[\w-]*\.ts$/, IN_PAGES],
  ['src/features', /pages\.ts$/, [TITLE, VIEW_AND_TITLE, TITLED, SAID]],
  ['src/features', /(?<!api|by-query)(?<!\.test)\.ts$/, [FAULT, MESSAGE]],
  ['src/platform', /(?:names|guard|conflicts|pictures|form-answer|handle-request)\.ts$/, [FAULT, MESSAGE]],
  ['src/platform/access', /permissions\.ts$/, [ALLOWS]],
  ['src/mining/filters', /(?<!\.test)\.ts$/, [FAULT]],
  ['src/mining/rules', /(?<!\.test)\.ts$/, [FAULT, MARKED]],
  ['src/mining/quality', /(?<!\.test)\.ts$/, [FAULT, MARKED]],
  [
    'src/engine',
    /(?:disk-full|scatter|detect|read-xes|sniff-file|csv-text|build-version|import-faults|complete-mapping|sql-fault)\.ts$/,
    [FAULT],
  ],
  ['src/mining/log', /working-calendar\.ts$/, [MESSAGE]],
];

/** Where sentences stand that name something, and are shown on pages: what connections and their loads say. */
const SAYING: readonly (readonly [string, RegExp])[] = [
  ['plugins', /(?<!\.test)\.ts$/],
  ['src/sdk', /connector-faults\.ts$/],
  ['src/engine/connect', /(?<!\.test)\.ts$/],
  ['src/engine', /^child-process\.ts$/],
  ['src/engine/import', /(?:several-files|like-files)\.ts$/],
  ['src/platform/egress', /(?<!\.test)\.ts$/],
  ['src/features/connections', /(?<!\.test)\.ts$/],
  ['src/features/extractions', /(?<!\.test)\.ts$/],
];

/** The folders that are looked through. */
export const textPlaces: readonly string[] = [...new Set([...PLACES, ...SAYING].map(([folder]) => folder))];

const plain = (literal: string): string => literal.replace(/\\(.)/g, '$1');

/** The English texts of a source file or template. */
export const textsOf = (source: string, writings: readonly RegExp[] = IN_PAGES): string[] =>
  writings
    .flatMap((writing) => [...source.matchAll(writing)])
    .flatMap(([, ...literals]) => literals.filter((literal) => literal !== undefined).map(plain));

const filesBelow = (root: string, folder: string, ends: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => ends.test(path));

/** Whether more than names stands in it, such as `{server}: {message}.` */
const isSaid = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\w+\}/g, ''));

/** Every English text that a page may show in the reader's language, with a place where it stands. */
export function textsOfPages(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [folder, ends, writings] of PLACES)
    for (const path of filesBelow(root, folder, ends)) {
      const file = `${folder}/${path}`;
      for (const text of textsOf(readFileSync(join(root, file), 'utf8'), writings))
        if (!found.has(text)) found.set(text, file);
    }
  for (const [folder, ends] of SAYING)
    for (const path of filesBelow(root, folder, ends)) {
      const file = `${folder}/${path}`;
      const source = readFileSync(join(root, file), 'utf8');
      for (const text of [...sentencesOf(source), ...textsOf(source, [FAULT, MARKED])].filter(isSaid))
        if (!found.has(text)) found.set(text, file);
    }
  for (const [text, origin] of declaredTexts()) if (!found.has(text)) found.set(text, origin);
  return found;
}
