import { type ColumnId, hasBit } from '#sdk';
import type { Selection } from '../../mining/views/selection.ts';
import { hashOf } from '../canonical.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { Lru } from './lru.ts';

const masked = new Lru<readonly string[]>(64e6);

/**
 * Dictionaries under a row policy: codes keep their places, and the text of a value that no live case shows is empty, so
 * that neither a picker nor a "did you mean" tells of it. Kept per thread.
 */
export function liveDictionary(
  version: OpenVersion,
  policy: { steps: unknown; asOf: number | null },
  live: Selection,
): (id: ColumnId) => readonly string[] {
  if (!live.cases) return (id) => version.dictionary(id);
  return (id) => {
    const key = hashOf({ version: version.manifest.hash, policy, id });
    let values = masked.get(key);
    if (!values) {
      values = mask(version, live, id);
      masked.set(
        key,
        values,
        values.reduce((n, v) => n + 2 * v.length + 16, 100),
      );
    }
    return values;
  };
}

function mask(version: OpenVersion, live: Selection, id: ColumnId): readonly string[] {
  const values = version.dictionary(id);
  const spec = version.manifest.columns.find((c) => c.id === id);
  if (!spec) return values;
  const seen = new Uint8Array(values.length);
  for (const segment of version.segments) {
    const codes = segment.codes(id);
    const cases = live.cases![segment.index]!;
    for (let c = 0; c < segment.cases; c++) {
      if (!hasBit(cases, c)) continue;
      if (spec.level === 'case') seen[codes[c]!] = 1;
      else for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) seen[codes[e]!] = 1;
    }
  }
  return values.map((value, code) => (seen[code] ? value : ''));
}
