import type { ColumnSpec } from '#sdk';
import { makeLog } from '../../mining/log/log-info.ts';
import type { Manifest } from './manifest.ts';
import type { OpenVersion } from './open-version.ts';

/**
 * What a version is said to hold to somebody who must not see some of its columns: those, and classifiers that are made of them, are not
 * there.
 * @param hidden ids or names, in small letters
 */
export function veiledManifest(manifest: Manifest, hidden: readonly string[]): Manifest {
  if (hidden.length === 0) return manifest;
  const names = new Set(hidden);
  const isNamed = ({ id, name }: Pick<ColumnSpec, 'id' | 'name'>) => names.has(id) || names.has(name.toLowerCase());
  const gone = new Set(manifest.columns.filter(isNamed).map(({ id }) => id));
  for (const { column, parts = [] } of manifest.classifiers) if (parts.some((part) => gone.has(part))) gone.add(column);
  return {
    ...manifest,
    columns: manifest.columns.filter(({ id }) => !gone.has(id)),
    classifiers: manifest.classifiers.filter(({ column }) => !gone.has(column)),
  };
}

/** The same of an open version: filters and calculators know of columns from its log alone. */
export function veiled(version: OpenVersion, hidden: readonly string[]): OpenVersion {
  if (hidden.length === 0) return version;
  const manifest = veiledManifest(version.manifest, hidden);
  return {
    ...version,
    manifest,
    log: (classifier, totals, own = version.dictionary) =>
      makeLog({ ...manifest, ...totals, dictionary: own, classifier }),
  };
}
