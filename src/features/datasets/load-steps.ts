import { hashOf } from '../../engine/canonical.ts';
import { logName } from '../../engine/import/check-mapping.ts';
import type { ImportReport } from '../../engine/import/import-job.ts';
import type { ColumnMapping, Mapping } from '../../engine/import/mapping.ts';
import type { StepDone, Thing } from '../../platform/provenance/index.ts';
import type { DatasetVersion } from './model.ts';

/** A version as steps name it. */
export const versionThing = ({ hash, number }: DatasetVersion): Thing => ({ kind: 'version', hash, number });

/** What makes the rows that are read of a file; its hash names them. */
export const rowsOf = (of: { file: string; mapping: string | null; reader: string; zone: string }): Thing => ({
  kind: 'rows',
  hash: hashOf(of),
});

/** What was decided about people: names of columns, never values. */
function privacyOf({ mapping, anonymity, people = [] }: ImportReport): Record<string, unknown> {
  const columns = (mapping as Mapping | null)?.columns ?? [];
  const decided = [...columns, ...people].flatMap(({ column, privacy }) =>
    privacy ? [{ column, class: privacy.class, action: privacy.action }] : [],
  );
  return {
    columns: columnsOf(columns),
    ...(decided.length > 0 ? { privacy: decided } : {}),
    ...(anonymity ? { anonymity } : {}),
  };
}

/** What the columns of the file are called in the log, and what was done to their values. */
const columnsOf = (columns: readonly ColumnMapping[]) =>
  columns
    .filter(({ drop }) => !drop)
    .map((c) => ({
      ...{ column: c.column, name: logName(c) },
      ...(c.privacy && c.privacy.action !== 'keep' ? { action: c.privacy.action } : {}),
    }));

/** The steps of a load: the file read by its mapping, its rows made a log, and the recipe of the dataset applied to that. */
export function loadSteps(
  report: ImportReport,
  load: { files: readonly string[]; mode: string; base: DatasetVersion | null },
): StepDone[] {
  const { reader, zone, read, accepted, rejected, inserted, updated, unchanged, built, replayed, cases, events } =
    report;
  const said = report.mapping ?? report.people ?? null;
  const mapping = said === null ? null : hashOf(said);
  const files = load.files.map((hash): Thing => ({ kind: 'file', hash }));
  const rows = rowsOf({ file: load.files.join(' '), mapping, reader, zone });
  const before = load.base ? [versionThing(load.base)] : [];
  const log: Thing = { kind: 'version', hash: built };
  return [
    {
      ...{ step: 'read', inputs: files, output: rows },
      parameters: { mapping, reader, zone, read, accepted, refused: rejected.count, ...privacyOf(report) },
    },
    {
      ...{ step: 'load', inputs: [rows, ...before], output: log },
      parameters: { mode: load.mode, inserted, updated, unchanged, cases, events },
    },
    ...replayed.map(
      ({ enrichment, version, params, from, to }): StepDone => ({
        ...{ step: 'enrich', inputs: [{ kind: 'version', hash: from }], output: { kind: 'version', hash: to } },
        parameters: { enrichment, version, params: hashOf(params) },
      }),
    ),
  ];
}
