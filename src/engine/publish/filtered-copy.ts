import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bits, COLUMNS, type ColumnId, type ColumnSpec, hasBit, pickBits, type Segment } from '#sdk';
import { traceVariants } from '../../mining/log/trace-variants.ts';
import type { Selection } from '../../mining/views/selection.ts';
import { syncFolder, writeDictionary, writeSummed } from '../segments/column-files.ts';
import { type FileSum, type Manifest, OUT_OF_ORDER, type SegmentRef } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { finishVersion } from './build-version.ts';

type Codes = ReadonlyMap<ColumnId, Uint16Array>;

/**
 * A version that holds nothing but the selected cases and events: columns, dictionaries and ids of all others are not in
 * it. It has no archive. For plug-ins that run under a row policy, and as the reference for views.
 */
export function filteredCopy(version: OpenVersion, selection: Selection, into: string): Manifest {
  for (const part of ['archive', 'dictionaries', 'segments']) mkdirSync(join(into, part), { recursive: true });
  const columns = version.manifest.columns.filter((c) => c.class !== 'text');
  const kept = version.segments.map((segment) => keptRows(segment, selection));
  const { files: dictionaries, recode } = pruneDictionaries(version, columns, kept, into);
  // A version has one segment at least, if an empty one: kernels have something to say of nothing.
  const last = Math.max(
    0,
    kept.findLastIndex((rows) => rows.cases.length > 0),
  );
  const segments = version.segments.flatMap((segment, i) => {
    const rows = kept[i]!;
    return rows.cases.length === 0 && i !== last ? [] : [writeKept(segment, columns, rows, recode, into)];
  });
  // What the log says of itself speaks of the cases that are left out too.
  const { declarations: _of, ...manifest } = version.manifest;
  return finishVersion(into, {
    ...manifest,
    origin: { version: version.manifest.hash },
    ...bounds(version, kept),
    cases: segments.reduce((n, s) => n + s.cases, 0),
    events: segments.reduce((n, s) => n + s.events, 0),
    columns,
    derived: version.manifest.derived,
    dictionaries,
    segments,
  });
}

interface KeptRows {
  cases: Uint32Array;
  events: Uint32Array;
  /** Kept cases + 1. */
  offsets: Uint32Array;
}

function keptRows(segment: Segment, selection: Selection): KeptRows {
  const inCases = selection.cases?.[segment.index] ?? null;
  const inEvents: Bits | null = selection.events?.[segment.index] ?? null;
  const cases: number[] = [];
  const events: number[] = [];
  const offsets = [0];
  for (let c = 0; c < segment.cases; c++) {
    if (inCases && !hasBit(inCases, c)) continue;
    for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++)
      if (!inEvents || hasBit(inEvents, e)) events.push(e);
    cases.push(c);
    offsets.push(events.length);
  }
  return { cases: Uint32Array.from(cases), events: Uint32Array.from(events), offsets: Uint32Array.from(offsets) };
}

function pruneDictionaries(
  version: OpenVersion,
  columns: readonly ColumnSpec[],
  kept: readonly KeptRows[],
  into: string,
) {
  const files: Record<string, Manifest['dictionaries'][string]> = {};
  const recode = new Map<ColumnId, Uint16Array>();
  for (const column of columns.filter((c) => c.class === 'category')) {
    const values = version.dictionary(column.id);
    const used = new Uint8Array(values.length);
    version.segments.forEach((segment, i) => {
      const codes = segment.codes(column.id);
      for (const at of column.level === 'case' ? kept[i]!.cases : kept[i]!.events) used[codes[at]!] = 1;
    });
    const table = new Uint16Array(values.length);
    const left: string[] = [];
    for (let code = 1; code < values.length; code++) if (used[code]) table[code] = left.push(values[code]!);
    files[column.id] = writeDictionary(join(into, 'dictionaries', `${column.id}.dict`), left);
    recode.set(column.id, table);
  }
  return { files, recode };
}

function writeKept(
  segment: Segment,
  columns: readonly ColumnSpec[],
  rows: KeptRows,
  recode: Codes,
  into: string,
): SegmentRef {
  const name = String(segment.index).padStart(5, '0');
  const folder = join(into, 'segments', name);
  mkdirSync(folder, { recursive: true });
  const files: Record<string, FileSum> = {};
  const write = (id: string, data: ArrayBufferView) => {
    files[id] = writeSummed(join(folder, `${id}.col`), data);
  };
  write('offsets', rows.offsets);
  let activity: Uint16Array = new Uint16Array(0);
  for (const column of columns) {
    if (!segment.has(column.id)) continue;
    const at = column.level === 'case' ? rows.cases : rows.events;
    if (column.class === 'number' || column.class === 'time') {
      const source =
        column.id === COLUMNS.caseStart || column.id === COLUMNS.caseEnd
          ? caseBound(segment, rows, column.id)
          : gather(segment.numbers(column.id), at);
      write(column.id, source);
      continue;
    }
    const codes = gather(segment.codes(column.id), at);
    const table = recode.get(column.id);
    if (table) for (let i = 0; i < codes.length; i++) codes[i] = table[codes[i]!]!;
    if (column.id === COLUMNS.activity) activity = codes;
    write(column.id, codes);
  }
  const variants = traceVariants(activity, rows.offsets);
  write('variant', variants.of);
  write('variant-first', variants.first);
  if (segment.outOfOrder) write(OUT_OF_ORDER, pickBits(segment.outOfOrder, rows.events));
  const ids = Array.from(rows.cases, (c) => Buffer.from(segment.caseId(c), 'utf8'));
  const idOffsets = new Uint32Array(ids.length + 1);
  ids.forEach((bytes, i) => {
    idOffsets[i + 1] = idOffsets[i]! + bytes.length;
  });
  write('case-id.offsets', idOffsets);
  write('case-id.bytes', Buffer.concat(ids));
  syncFolder(folder);
  return {
    folder: name,
    cases: rows.cases.length,
    events: rows.events.length,
    files,
    archive: { bytes: 0, sha256: '' },
  };
}

function gather<T extends Uint16Array | Float64Array>(source: T, at: Uint32Array): T {
  const out = new (source.constructor as new (n: number) => T)(at.length);
  for (let i = 0; i < at.length; i++) out[i] = source[at[i]!]!;
  return out;
}

/** First or last time among the kept events of each kept case. */
function caseBound(segment: Segment, rows: KeptRows, id: ColumnId): Float64Array {
  const time = segment.numbers(COLUMNS.time);
  const out = new Float64Array(rows.cases.length).fill(Number.NaN);
  for (let c = 0; c < out.length; c++) {
    for (let i = rows.offsets[c]!; i < rows.offsets[c + 1]!; i++) {
      const t = time[rows.events[i]!]!;
      const better = id === COLUMNS.caseStart ? !(t >= out[c]!) : !(t <= out[c]!);
      if (better && !Number.isNaN(t)) out[c] = t;
    }
  }
  return out;
}

function bounds(version: OpenVersion, kept: readonly KeptRows[]): { start: number | null; end: number | null } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  version.segments.forEach((segment, i) => {
    const time = segment.numbers(COLUMNS.time);
    for (const e of kept[i]!.events) {
      const t = time[e]!;
      if (t < start) start = t;
      if (t > end) end = t;
    }
  });
  return start <= end ? { start, end } : { start: null, end: null };
}
