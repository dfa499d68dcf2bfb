import { AppError } from '#sdk';
import type { Privacy } from '../../engine/import/privacy-schema.ts';
import { english } from '../../platform/text/texts.ts';

export type Groups = NonNullable<Privacy['groups']>;

/** What a mapping may hold (engine/import/privacy-schema.ts). */
const MOST_GROUPS = 1_000;
const MOST_VALUES = 10_000;
/** Characters of a hierarchy that the form shows again. */
export const MOST_SHOWN = 100_000;

/**
 * Groups from the lines of a hierarchy, as people type it and as tools write it: a value, then what it belongs to on each level, with
 * semicolons or tabs between. Faults: `upload.badHierarchy`.
 * @param level 1: what stands behind the value
 */
export function readHierarchy(text: string, level: number): Groups {
  const found = new Map<string, Set<string>>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [value = '', ...levels] = line.split(line.includes('\t') ? '\t' : ';').map((part) => part.trim());
    const to = levels[level - 1] ?? '';
    if (value === '' || to === '') throw bad(BAD_LINE, i + 1);
    const values = found.get(to) ?? new Set();
    found.set(to, values.add(value));
    if (found.size > MOST_GROUPS || values.size > MOST_VALUES) throw bad(TOO_MANY, i + 1);
  }
  return [...found].map(([to, values]) => ({ to, values: [...values] }));
}

/** Groups as lines, where they are few enough to be shown. */
export function hierarchyText(groups: Groups): string {
  const text = groups.flatMap(({ to, values }) => values.map((value) => `${value};${to}`)).join('\n');
  return text.length > MOST_SHOWN ? '' : text;
}

const BAD_LINE = english(
  'Each line of a hierarchy names a value and, behind a semicolon or a tab, its group; a line lacks one of them.',
);
const TOO_MANY = english('A hierarchy has at most 1,000 groups of 10,000 values each.');

const bad = (message: string, line: number): AppError =>
  new AppError('invalid', 'upload.badHierarchy', message, [
    { pointer: '/privacyGroups', value: String(line), message: `line ${line}` },
  ]);
