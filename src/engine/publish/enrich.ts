import { existsSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AppError,
  allBits,
  COLUMNS,
  type ColumnData,
  type ColumnEnrichment,
  type ColumnSpec,
  MAX_CATEGORY_VALUES,
  type OutputColumn,
} from '#sdk';
import { byBytes } from '../../mining/log/byte-order.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import { DEFAULT_LENS, viewOf } from '../../mining/views/lens.ts';
import type { Selection } from '../../mining/views/selection.ts';
import type { Registry } from '../registry.ts';
import { localHost } from '../run/local-host.ts';
import { localRun } from '../run/local-run.ts';
import { erasedValue, readDictionary, writeDictionary, writeSummed } from '../segments/column-files.ts';
import { linkDeclarations } from '../segments/declarations-file.ts';
import type { Manifest, RecipeStep, SegmentRef } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { finishVersion } from './build-version.ts';

/**
 * Applies one enrichment: a version with the same files (hard links) and the new columns, and the step behind the recipe.
 * @param earlier the enriched version that this one follows: its columns are taken over for segments that both share,
 *   unless the enrichment looks at the whole log; its codes keep their meaning
 */
export async function enrichVersion(
  version: OpenVersion,
  wanted: { enrichment: string; params: unknown },
  registry: Registry,
  into: string,
  earlier: OpenVersion | null = null,
): Promise<Manifest> {
  const enrichment = columnEnrichment(registry, wanted.enrichment);
  const params = checkParams(enrichment.params, wanted.params, '/params') as never;
  const outputs = enrichment.outputs(params);
  const given = new Set(enrichment.inputs(params));
  const masked = version.manifest.columns.some((c) => c.masked && (given.has(c.id) || given.has(c.name)));
  const specs = newColumns(version, outputs).map((spec) => (masked ? { ...spec, masked: true as const } : spec));
  linkVersion(version, into);
  const shared =
    enrichment.scope === 'log' || !earlier ? new Map<string, SegmentRef>() : sharedSegments(version, earlier);
  const data = await compute(version, enrichment, params, registry, shared, join(into, 'segments'));
  const columns = specs.map((spec, i) =>
    encodeColumn(
      spec,
      data.map((d) => d?.[i] ?? null),
      shared,
      earlier,
    ),
  );
  const segments = version.manifest.segments.map((ref, at): SegmentRef => {
    const files = { ...ref.files };
    columns.forEach(({ spec, arrays }) => {
      const path = join(into, 'segments', ref.folder, `${spec.id}.col`);
      const before = shared.get(ref.folder);
      const source = earlier && before ? columnOf(earlier, spec) : null;
      if (source && before) {
        linkSync(join(earlier!.folder, 'segments', before.folder, `${source.id}.col`), path);
        files[spec.id] = before.files[source.id]!;
      } else {
        files[spec.id] = writeSummed(path, arrays[at]!);
      }
    });
    return { ...ref, files };
  });
  const dictionaries = { ...version.manifest.dictionaries };
  for (const { spec, values } of columns) {
    if (values) dictionaries[spec.id] = writeDictionary(join(into, 'dictionaries', `${spec.id}.dict`), values);
  }
  const step: RecipeStep = { enrichment: enrichment.id, version: enrichment.version, params };
  return finishVersion(into, {
    ...version.manifest,
    origin: { version: version.manifest.hash },
    columns: [...version.manifest.columns, ...specs],
    derived: [...version.manifest.derived, ...specs.map((s) => s.id)],
    dictionaries,
    recipe: [...version.manifest.recipe, step],
    segments,
  });
}

function columnEnrichment(registry: Registry, id: string): ColumnEnrichment {
  const found = registry.enrichments.get(id);
  if (found?.kind === 'enrichment') return found;
  throw new AppError('invalid', 'enrich.unknown', `There is no enrichment "${id}" that adds columns.`);
}

function newColumns(version: OpenVersion, outputs: readonly OutputColumn[]): ColumnSpec[] {
  let next = Math.max(0, ...version.manifest.columns.map((c) => Number(/^c_(\d+)$/.exec(c.id)?.[1] ?? 0))) + 1;
  return outputs.map(({ name, level, class: kind }) => {
    if (version.manifest.columns.some((c) => c.name === name)) {
      throw new AppError(
        'conflict',
        'enrich.nameTaken',
        `The log has a column "${name}" already. Give the new column another name.`,
      );
    }
    return { id: `c_${String(next++).padStart(3, '0')}`, name, level, class: kind };
  });
}

const columnOf = (version: OpenVersion, like: ColumnSpec): ColumnSpec | null =>
  version.manifest.columns.find((c) => c.name === like.name && c.level === like.level && c.class === like.class) ??
  null;

/** Segments that the earlier version has too, by folder. */
const sharedSegments = (version: OpenVersion, earlier: OpenVersion): Map<string, SegmentRef> =>
  new Map(
    earlier.manifest.segments
      .filter((e) =>
        version.manifest.segments.some(
          (s) =>
            s.folder === e.folder &&
            s.files.offsets?.sha256 === e.files.offsets?.sha256 &&
            s.files.time?.sha256 === e.files.time?.sha256,
        ),
      )
      .map((e) => [e.folder, e]),
  );

function linkVersion(version: OpenVersion, into: string): void {
  const link = (...path: string[]) => {
    const from = join(version.folder, ...path);
    if (existsSync(from)) linkSync(from, join(into, ...path));
  };
  for (const part of ['archive', 'dictionaries', 'segments']) mkdirSync(join(into, part), { recursive: true });
  linkDeclarations(version.folder, version.manifest, into);
  for (const id of Object.keys(version.manifest.dictionaries)) link('dictionaries', `${id}.dict`);
  for (const ref of version.manifest.segments) {
    mkdirSync(join(into, 'segments', ref.folder));
    for (const id of Object.keys(ref.files)) link('segments', ref.folder, `${id}.col`);
    link('segments', ref.folder, 'dead');
    link('archive', `${ref.folder}.parquet`);
  }
}

async function compute(
  version: OpenVersion,
  enrichment: ColumnEnrichment,
  params: never,
  registry: Registry,
  shared: ReadonlyMap<string, SegmentRef>,
  cacheFolder: string,
): Promise<(readonly ColumnData[] | null)[]> {
  const live: Selection = {
    cases: version.live.some((bits) => bits)
      ? version.live.map((bits, i) => bits ?? allBits(version.segments[i]!.cases))
      : null,
    events: null,
  };
  const log = version.log(COLUMNS.activity, version.manifest);
  const context = await enrichment.prepare(log, params, localRun(localHost(registry, cacheFolder), version, live));
  return version.segments.map((segment, i) =>
    shared.has(version.manifest.segments[i]!.folder)
      ? null
      : enrichment.apply(segment, viewOf(segment, live, DEFAULT_LENS), params, context),
  );
}

/**
 * Values that the earlier version knows, in their places. One that no segment shows any more is overwritten: it may be
 * all that is left of an erased case.
 */
function knownValues(
  spec: ColumnSpec,
  used: ReadonlySet<string>,
  shared: ReadonlyMap<string, SegmentRef>,
  earlier: OpenVersion | null,
): string[] {
  const source = earlier && columnOf(earlier, spec);
  if (!source) return [];
  const file = join(earlier.folder, 'dictionaries', `${source.id}.dict`);
  const values = readDictionary(file, earlier.manifest.dictionaries[source.id]!.bytes);
  const seen = new Uint8Array(values.length);
  earlier.segments.forEach((segment, i) => {
    if (shared.has(earlier.manifest.segments[i]!.folder)) for (const code of segment.codes(source.id)) seen[code] = 1;
  });
  return values.map((value, code) => (seen[code] || used.has(value) ? value : erasedValue(code))).slice(1);
}

/** Brings the per-segment values of a category under one dictionary: the earlier one in its order, then new values by bytes. */
function encodeColumn(
  spec: ColumnSpec,
  data: readonly (ColumnData | null)[],
  shared: ReadonlyMap<string, SegmentRef>,
  earlier: OpenVersion | null,
) {
  if (spec.class !== 'category') {
    return { spec, values: null, arrays: data.map((d) => (d === null ? null : 'numbers' in d ? d.numbers : d.codes)) };
  }
  const used = new Set<string>();
  for (const d of data)
    if (d && 'codes' in d) for (const code of new Set(d.codes)) if (code > 0) used.add(d.values![code - 1]!);
  const known = knownValues(spec, used, shared, earlier);
  const have = new Set(known);
  const values = [...known, ...[...used].filter((v) => !have.has(v)).sort(byBytes)];
  if (values.length > MAX_CATEGORY_VALUES) {
    throw new AppError(
      'invalid',
      'enrich.tooManyValues',
      `"${spec.name}" would have more than ${MAX_CATEGORY_VALUES} different values.`,
    );
  }
  const codeOf = new Map(values.map((v, i) => [v, i + 1]));
  const arrays = data.map((d) => {
    if (!d || !('codes' in d)) return null;
    const table = Uint16Array.from([0, ...d.values!.map((v) => codeOf.get(v) ?? 0)]);
    return d.codes.map((code) => table[code]!);
  });
  return { spec, values, arrays };
}
