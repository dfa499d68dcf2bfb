import { invalid } from '#sdk';
import { logName } from '../../engine/import/check-mapping.ts';
import type { Mapping } from '../../engine/import/mapping.ts';
import { changesCells, isMasked } from '../../engine/import/private-cells.ts';
import { type LineAt, linesFrom, parseRefused, type RefusedLine } from '../../engine/import/refused-file.ts';
import type { Rejected } from '../../engine/import/staged-log.ts';
import type { Veil } from '../../engine/segments/veil.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayIn, notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { ImportParts } from './jobs.ts';
import { refusedPath } from './keep-refused.ts';
import { type Dataset, scopeOfDataset } from './model.ts';
import type { Refusal, RefusedFilter, RefusedRow } from './refusal.ts';
import { about, type OpenDataset, openDataset } from './use-cases.ts';

/** The refused rows of a load, opened for somebody who sees single cases and all of the dataset. */
export interface OpenRefusal {
  readonly dataset: Dataset;
  /** Null: the load refused no row, or they are no longer kept. */
  readonly refusal: Refusal | null;
  readonly path: string;
  /** Of each header. `changed`: privacy changed the cells before they were kept. `hidden`: not shown to who asks. */
  readonly columns: readonly { readonly header: string; readonly changed: boolean; readonly hidden: boolean }[];
}

/** Faults: `not_found` to who sees a part of the dataset, as for the load itself. */
export function openRefusal(
  parts: ImportParts,
  actor: Actor,
  id: string,
  loadId: string,
  permission: Permission = 'read:datasets',
): OpenRefusal {
  const { dataset, policy, veil } = openDataset(parts, actor, id, permission);
  guardIn(actor, 'read:cases', scopeOfDataset(dataset));
  const refusal = policy.length > 0 ? null : parts.store.findRefusal(dataset.tenant, dataset.id, loadId);
  if (!refusal && (policy.length > 0 || !parts.store.findLoad(dataset.tenant, dataset.id, loadId)))
    return notFound('load');
  const region = parts.regionOf(dataset.tenant, dataset.workspace);
  const columns = (refusal?.headers ?? []).map((header) => columnOf(header, refusal!.mapping as Mapping | null, veil));
  return { dataset, refusal, path: refusedPath(parts, { ...dataset, region }, loadId), columns };
}

function columnOf(header: string, mapping: Mapping | null, veil: Veil): OpenRefusal['columns'][number] {
  const mapped = mapping?.columns.find(({ column }) => column === header);
  const names = [header, ...(mapped ? [logName(mapped)] : [])].map((name) => name.toLowerCase());
  return {
    header,
    changed: mapped ? changesCells(mapped) : false,
    hidden: names.some((name) => veil.hidden.includes(name)) || (veil.masks && isMasked(mapped)),
  };
}

/** A row as it may be seen: without what is hidden, nor the text of a row in which that cannot be found. */
export function seenRow({ columns }: Pick<OpenRefusal, 'columns'>, row: number, line: RefusedLine): RefusedRow {
  const isHidden = (column: string | null) => columns.some((c) => c.header === column && c.hidden);
  // Nobody knows which column a word of such a row belongs to.
  const lost = line.text !== undefined && columns.some((c) => c.hidden);
  return {
    ...{ row, file: line.file ?? null, line: line.line },
    problems: line.problems.map((p) => (isHidden(p.column) ? { ...p, value: null } : p)),
    cells: lost ? null : (line.cells?.map((cell, i) => (columns[i]?.hidden ? null : cell)) ?? null),
    text: lost || !line.text ? null : line.text,
  };
}

/** What a load told of its first refused rows, as somebody may see it: nothing without single cases and all rows. */
export function seenProblems(
  { dataset, policy, veil }: OpenDataset,
  actor: Actor,
  mapping: Mapping | null,
  problems: readonly Rejected[],
): readonly Rejected[] {
  if (policy.length > 0 || !mayIn(actor, 'read:cases', scopeOfDataset(dataset))) return [];
  const isHidden = (column: string) => columnOf(column, mapping, veil).hidden;
  const some = mapping?.columns.some(({ column }) => isHidden(column)) ?? veil.hidden.length > 0;
  return problems.map((p) => ((p.column === null ? some : isHidden(p.column)) ? { ...p, value: null } : p));
}

/** All rows, in the order in which they were refused, by blocks. */
export async function* eachRefused(open: OpenRefusal): AsyncGenerator<readonly (readonly [number, RefusedLine])[]> {
  let row = 0;
  for await (const lines of linesFrom(open.path)) yield lines.map(({ bytes }) => [++row, parseRefused(bytes)] as const);
}

/** A step of the refused rows that a filter keeps; recorded, because single cases are seen by it. */
export async function listRefused(
  parts: ImportParts,
  actor: Actor,
  of: { readonly dataset: string; readonly load: string },
  filter: RefusedFilter,
  request: ListRequest,
): Promise<Listed<RefusedRow> & { open: OpenRefusal }> {
  const open = openRefusal(parts, actor, of.dataset, of.load);
  if (!open.refusal) return { items: [], total: 0, next: null, open };
  const found = await rowsOf(open, filter, request);
  recordSight(parts, actor, open, 'dataset.readRefused', {
    ...filter,
    rows: Math.min(found.rows.length, request.limit),
  });
  const list = listed(found.rows, found.total, request, ({ row, next }) => [String(row), String(next)]);
  return { ...list, items: list.items.map(({ seen }) => seen), open };
}

export function recordSight(
  { changes }: ImportParts,
  actor: Actor,
  { dataset, refusal }: OpenRefusal,
  action: string,
  after: object,
): void {
  changes.make(actor, (change) => {
    change.record({ action, ...about(dataset), after: { load: refusal!.id, ...after } });
  });
}

interface FoundRow {
  readonly row: number;
  readonly seen: RefusedRow;
  /** Where the next line begins. */
  readonly next: number;
}

/** One row more than the limit where there is one. */
async function rowsOf(
  open: OpenRefusal,
  filter: RefusedFilter,
  { limit, after, offset }: ListRequest,
): Promise<{ rows: FoundRow[]; total: number }> {
  const all = filter.reason === undefined && filter.column === undefined;
  const [last, place] = placeOf(after);
  const wanted = all ? null : needleOf(filter);
  const rows: FoundRow[] = [];
  // Without a filter the number of rows is known, and reading begins where the step before ended.
  let row = all ? last : 0;
  let matches = all ? last : 0;
  for await (const lines of linesFrom(open.path, all ? place : 0)) {
    for (const line of lines) {
      row++;
      if (wanted && !wanted(line)) continue;
      matches++;
      const skipped = after ? row <= last : matches <= offset;
      if (!skipped && rows.length <= limit) rows.push({ row, next: line.next, seen: seenAt(open, row, line) });
    }
    if (all && rows.length > limit) break;
  }
  return { rows, total: all ? open.refusal!.rows : matches };
}

const badCursor = (): never =>
  invalid('list.badCursor', 'This cursor was not made by this list. Take "next" of an answer as it is.');

function placeOf(after: ListRequest['after']): [number, number] {
  if (!after) return [0, 0];
  const [row, place] = after.map(Number);
  return Number.isSafeInteger(row) && row! >= 0 && Number.isSafeInteger(place) && place! >= 0
    ? [row!, place!]
    : badCursor();
}

function seenAt(open: OpenRefusal, row: number, { bytes }: LineAt): RefusedRow {
  try {
    return seenRow(open, row, parseRefused(bytes));
  } catch (error) {
    // The middle of a line: a place that no answer named.
    if (error instanceof SyntaxError) return badCursor();
    throw error;
  }
}

/** Looks for the words first: only lines that may be meant are taken apart. */
function needleOf({ reason, column }: RefusedFilter): (line: LineAt) => boolean {
  const needle = Buffer.from(JSON.stringify(reason ?? (column === '' ? null : column)));
  return ({ bytes }) =>
    bytes.includes(needle) &&
    parseRefused(bytes).problems.some(
      (p) => (reason === undefined || p.reason === reason) && (column === undefined || (p.column ?? '') === column),
    );
}
