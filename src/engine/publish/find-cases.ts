import { join } from 'node:path';
import { hasBit } from '#sdk';
import { asUint32, mapFile } from '../segments/column-files.ts';
import type { OpenVersion } from '../segments/open-version.ts';

export interface FoundCase {
  segment: number;
  caseIx: number;
  caseId: string;
}

/** The cases of a version that have one of these ids: live ones, or with the copies that later segments replaced. Ids are compared as bytes by hash, so that no text is decoded on the way. */
export function findCases(version: OpenVersion, ids: Iterable<string>, which: 'live' | 'all'): FoundCase[] {
  const wanted = new Map<number, string[]>();
  for (const id of ids) {
    const bytes = Buffer.from(id, 'utf8');
    const hash = hashBytes(bytes, 0, bytes.length);
    const same = wanted.get(hash);
    if (same) same.push(id);
    else wanted.set(hash, [id]);
  }
  const found: FoundCase[] = [];
  version.manifest.segments.forEach((ref, segment) => {
    const folder = join(version.folder, 'segments', ref.folder);
    const offsets = asUint32(mapFile(join(folder, 'case-id.offsets.col'), ref.files['case-id.offsets']!.bytes));
    const bytes = mapFile(join(folder, 'case-id.bytes.col'), ref.files['case-id.bytes']!.bytes);
    const live = which === 'live' ? version.live[segment] : null;
    for (let c = 0; c < ref.cases; c++) {
      const candidates = wanted.get(hashBytes(bytes, offsets[c]!, offsets[c + 1]!));
      if (!candidates || (live && !hasBit(live, c))) continue;
      const caseId = version.segments[segment]!.caseId(c);
      if (candidates.includes(caseId)) found.push({ segment, caseIx: c, caseId });
    }
  });
  return found;
}

/** FNV-1a, 32 bits. */
function hashBytes(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}
