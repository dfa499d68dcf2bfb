import { join } from 'node:path';
import { AppError, allBits, andNotBits, type Bits, COLUMNS, type ColumnId, type Log, noBits, type Segment } from '#sdk';
import { makeLog } from '../../mining/log/log-info.ts';
import { makeSegment } from '../../mining/log/segment.ts';
import { asBuffer, asFloat64, asUint16, asUint32, mapFile, readDictionary } from './column-files.ts';
import { knowsSourceOrder, type Manifest, OUT_OF_ORDER, readManifest, type SegmentRef } from './manifest.ts';
import { maskedCodes, maskedValues } from './masked-columns.ts';

/** A version on disk, opened for reading on this thread. Columns are mapped when first asked for. */
export interface OpenVersion {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly segments: readonly Segment[];
  /** Cases that no later segment replaces, per segment; null: all of them. */
  readonly live: readonly (Bits | null)[];
  dictionary(id: ColumnId): readonly string[];
  /** The log as filters and calculators see it; `cases` and `events` are the totals under the policy. */
  log(
    classifier: ColumnId,
    totals: { cases: number; events: number },
    dictionary?: (id: ColumnId) => readonly string[],
  ): Log;
}

export function openVersion(folder: string): OpenVersion {
  const manifest = readManifest(folder);
  const dictionaries = new Map<ColumnId, readonly string[]>();
  const dictionary = (id: ColumnId) => {
    let values = dictionaries.get(id);
    if (!values) {
      const file = manifest.dictionaries[id];
      values = file
        ? readDictionary(join(folder, 'dictionaries', `${id}.dict`), file.bytes).map(shown)
        : (maskedValues(id) ?? ['']);
      dictionaries.set(id, values);
    }
    return values;
  };
  return {
    folder,
    manifest,
    segments: manifest.segments.map((ref, index) => openSegment(folder, manifest, ref, index)),
    live: manifest.segments.map((ref) => liveBits(folder, ref)),
    dictionary,
    log: (classifier, totals, own = dictionary) => logOf(manifest, totals, own, classifier),
  };
}

/** What filters and calculators are told of a version. */
export const logOf = (
  manifest: Manifest,
  totals: { cases: number; events: number },
  dictionary: (id: ColumnId) => readonly string[],
  classifier: ColumnId,
): Log => makeLog({ ...manifest, ...totals, dictionary, classifier, knowsSourceOrder: knowsSourceOrder(manifest) });

/** An erased value is read as no value. */
const shown = (value: string): string => (value.startsWith('\uffff') ? '' : value);

/** The column that holds a classifier, by the classifier's name or a category column's name or id. */
export function classifierColumn(manifest: Manifest, name: string | undefined): ColumnId {
  if (name === undefined) return COLUMNS.activity;
  const declared = manifest.classifiers.find((c) => c.name === name);
  if (declared) return declared.column;
  const column = manifest.columns.find((c) => c.id === name || c.name === name);
  if (column?.level === 'event' && column.class === 'category') return column.id;
  const known = ['concept:name', ...manifest.classifiers.map((c) => c.name)].map((n) => `"${n}"`).join(', ');
  throw new AppError(
    'invalid',
    'version.unknownClassifier',
    `The log has no classifier "${name}". Classifiers: ${known}.`,
  );
}

function liveBits(folder: string, ref: SegmentRef): Bits | null {
  if (!ref.dead) return null;
  const dead = asUint32(mapFile(join(folder, 'segments', ref.folder, 'dead'), ref.dead.bytes));
  return andNotBits(allBits(ref.cases), dead);
}

function openSegment(folder: string, manifest: Manifest, ref: SegmentRef, index: number): Segment {
  const map = (name: string) => mapFile(join(folder, 'segments', ref.folder, `${name}.col`), ref.files[name]!.bytes);
  const specs = new Map(manifest.columns.map((c) => [c.id, c]));
  const offsets = asUint32(map('offsets'));
  let idOffsets: Uint32Array | undefined;
  let idBytes: Buffer | undefined;
  const column = (id: ColumnId): Uint16Array | Float64Array | null => {
    const spec = specs.get(id);
    if (!spec) return maskedCodes(id, column);
    if (spec.class === 'text') return null;
    const wide = spec.class === 'number' || spec.class === 'time';
    if (ref.files[id]) return wide ? asFloat64(map(id)) : asUint16(map(id));
    const length = spec.level === 'case' ? ref.cases : ref.events;
    return wide ? new Float64Array(length).fill(Number.NaN) : new Uint16Array(length);
  };
  return makeSegment({
    index,
    offsets,
    column,
    caseId(caseIx) {
      idOffsets ??= asUint32(map('case-id.offsets'));
      idBytes ??= asBuffer(map('case-id.bytes'));
      return idBytes.toString('utf8', idOffsets[caseIx]!, idOffsets[caseIx + 1]!);
    },
    variants: () => ({ of: asUint32(map('variant')), first: asUint32(map('variant-first')) }),
    outOfOrder() {
      const sum = ref.files[OUT_OF_ORDER];
      if (!sum) return null;
      return sum.bytes === 0 ? noBits(ref.events) : asUint32(map(OUT_OF_ORDER));
    },
  });
}
