import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bits, countBits, noBits, setBit } from '#sdk';
import { countKept } from '../../mining/views/selection.ts';
import { asUint32, mapFile, syncFolder, writeSummed } from '../segments/column-files.ts';
import type { SegmentRef } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { FoundCase } from './find-cases.ts';

/** Cases of a version that later segments replace: those dead before, and those replaced now. */
export function deadBits(base: OpenVersion, replaced: readonly FoundCase[]): (Bits | null)[] {
  const dead = base.manifest.segments.map((ref): Bits | null => {
    if (!ref.dead) return null;
    return new Uint32Array(asUint32(mapFile(join(base.folder, 'segments', ref.folder, 'dead'), ref.dead.bytes)));
  });
  for (const { segment, caseIx } of replaced) {
    dead[segment] ??= noBits(base.manifest.segments[segment]!.cases);
    setBit(dead[segment]!, caseIx);
  }
  return dead;
}

/** Events under dead bits, over all segments. */
export function deadEvents(base: OpenVersion, dead: readonly (Bits | null)[]): number {
  return dead.reduce((n, bits, i) => n + (bits ? countKept(base.segments[i]!, bits, null).events : 0), 0);
}

/** Takes an unchanged segment over by hard links, without columns of enrichments; only its dead bits are written. */
export function carryOver(
  base: OpenVersion,
  index: number,
  dead: Bits | null,
  into: string,
  missing: readonly string[],
): SegmentRef {
  const whole = base.manifest.segments[index]!;
  const ref = { ...whole, files: sourceFiles(base, whole) };
  const from = join(base.folder, 'segments', ref.folder);
  const to = join(into, 'segments', ref.folder);
  mkdirSync(to, { recursive: true });
  for (const name of Object.keys(ref.files)) linkSync(join(from, `${name}.col`), join(to, `${name}.col`));
  linkSync(join(base.folder, 'archive', `${ref.folder}.parquet`), join(into, 'archive', `${ref.folder}.parquet`));
  const { dead: _before, ...kept } = ref;
  const absent = [...(ref.missing ?? []), ...missing];
  const carried: SegmentRef = absent.length > 0 ? { ...kept, missing: absent } : kept;
  if (dead && countBits(dead) > 0) {
    const events = countKept(base.segments[index]!, dead, null).events;
    carried.dead = { ...writeSummed(join(to, 'dead'), dead), cases: countBits(dead), events };
  }
  syncFolder(to);
  return carried;
}

/** Columns of enrichments are made again by the recipe, under ids of their own. */
function sourceFiles(base: OpenVersion, ref: SegmentRef): SegmentRef['files'] {
  const enriched = base.manifest.derived.filter((id) => /^c_\d+$/.test(id));
  return Object.fromEntries(Object.entries(ref.files).filter(([id]) => !enriched.includes(id)));
}
