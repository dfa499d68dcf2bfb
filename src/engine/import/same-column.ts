import { type ColumnSpec, ident, sql } from '#sdk';
import { rows } from '../duckdb/query.ts';
import type { StagedLog } from './staged-log.ts';

/** Shares of equal letters, and of values known already, from which two columns are taken for one. */
const ALIKE = 0.8;
const KNOWN = 0.8;
/** Values that are compared. */
const SAMPLE = 2000;

/** Of columns that are missing the one that this column is under another name, with the reason and, where values tell it, the share of known ones; null where none is. */
export async function sameColumn(
  { connection }: StagedLog,
  column: ColumnSpec,
  candidates: readonly { name: string }[],
  valuesOf: (name: string) => ReadonlySet<string>,
): Promise<{ name: string; reason: string; share: number | null } | null> {
  const spelt = candidates.filter((c) => likeness(letters(c.name), letters(column.name)) >= ALIKE);
  if (spelt.length === 1) return { name: spelt[0]!.name, reason: 'the names are nearly the same', share: null };
  if (column.class !== 'category') return null;
  const type = ident(`e_${column.id}`);
  const found = await rows<{ v: string }>(
    connection,
    sql`select unnest(enum_range(null::${type}))::varchar as v limit ${SAMPLE}`,
  );
  const shares = candidates
    .map(({ name }) => ({ name, share: shareIn(valuesOf(name), found) }))
    .sort((a, b) => b.share - a.share);
  const [best, next] = shares;
  if (!best || best.share < KNOWN || next?.share === best.share) return null;
  return {
    name: best.name,
    reason: `${Math.round(best.share * 100)} % of its values are known from there`,
    share: best.share,
  };
}

function shareIn(known: ReadonlySet<string>, found: readonly { v: string }[]): number {
  return found.length === 0 ? 0 : found.filter(({ v }) => known.has(v)).length / found.length;
}

const letters = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^case:/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** 1 less the edits (Levenshtein) that make one of the other, as a share of the longer one. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 0;
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const line = [i];
    for (let j = 1; j <= b.length; j++)
      line.push(Math.min(above[j]! + 1, line[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = line;
  }
  return 1 - above[b.length]! / longer;
}
