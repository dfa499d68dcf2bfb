import type { ColumnId, ColumnSpec } from '#sdk';
import type { Manifest } from './manifest.ts';
import { maskedColumn, maskedId } from './masked-columns.ts';
import { logOf, type OpenVersion } from './open-version.ts';

/** What somebody is not shown of the columns of a version. */
export interface Veil {
  /** Columns that are not there, by id or name in small letters. */
  readonly hidden: readonly string[];
  /** Of columns that were loaded as masked is shown only whether there is a value. */
  readonly masks: boolean;
}

export const NO_VEIL: Veil = { hidden: [], masks: false };

/** Columns of a version that are not there, and those that are shown as stars, to who sees it through this veil. */
function under(
  { columns }: Pick<Manifest, 'columns'>,
  { hidden, masks }: Veil,
): Record<'gone' | 'masked', Set<ColumnId>> {
  const names = new Set(hidden);
  const isHidden = ({ id, name }: ColumnSpec) => names.has(id) || names.has(name.toLowerCase());
  const gone = new Set(columns.filter(isHidden).map(({ id }) => id));
  return { gone, masked: new Set(columns.filter((c) => masks && c.masked && !gone.has(c.id)).map(({ id }) => id)) };
}

/** Whether a version holds less to who sees it through this veil. */
export function veils(manifest: Pick<Manifest, 'columns'>, veil: Veil): boolean {
  const { gone, masked } = under(manifest, veil);
  return gone.size + masked.size > 0;
}

/**
 * What a version is said to hold to somebody who must not see some of its columns: hidden ones, and classifiers that are made of hidden
 * or masked ones, are not there; masked ones are replaced.
 */
export function veiledManifest(manifest: Manifest, veil: Veil): Manifest {
  const { gone, masked } = under(manifest, veil);
  if (gone.size + masked.size === 0) return manifest;
  const isTold = (id: string) => gone.has(id) || masked.has(id);
  for (const { column, parts = [] } of manifest.classifiers) if (parts.some(isTold)) gone.add(column);
  return {
    ...manifest,
    columns: manifest.columns.filter(({ id }) => !gone.has(id)).map((c) => (masked.has(c.id) ? maskedColumn(c) : c)),
    derived: manifest.derived.map((id) => (masked.has(id) ? maskedId(id) : id)),
    classifiers: manifest.classifiers.filter(({ column }) => !isTold(column)),
  };
}

/** The same of an open version: filters and calculators know of columns from its log alone. */
export function veiled(version: OpenVersion, veil: Veil): OpenVersion {
  const manifest = veiledManifest(version.manifest, veil);
  if (manifest === version.manifest) return version;
  return {
    ...version,
    manifest,
    log: (classifier, totals, own = version.dictionary) => logOf(manifest, totals, own, classifier),
  };
}
