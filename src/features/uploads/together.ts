import { AppError, invalid } from '#sdk';
import { familyOf } from '../../engine/import/several-files.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Upload } from './model.ts';
import { demandFile, previewUpload } from './preview.ts';
import { about, changedMeanwhile, getUpload, type UploadParts } from './use-cases.ts';

/** Files that can be loaded as one. */
const MOST_PARTS = 100;

/**
 * Makes the files of several uploads one log to be: they share the mapping and the load of the first, and are read in this order.
 * Whether they have the same columns is told by {@link groupByColumns} and checked by the load.
 */
export async function putTogether(parts: UploadParts, actor: Actor, ids: readonly string[]): Promise<Upload> {
  const { store, changes, clock } = parts;
  const uploads = [...new Set(ids)].map((id) => getUpload(parts, actor, id));
  const [first] = uploads;
  if (!first || uploads.length < 2 || uploads.length > MOST_PARTS)
    invalid('upload.whichParts', `Name from 2 to ${MOST_PARTS} uploads, in the order in which they are to be read.`);
  for (const upload of uploads) {
    await demandFile(parts, upload);
    demandPart(upload, first);
  }
  return changes.make(actor, (change) => {
    const nowMs = clock.now();
    const set = (before: Upload, lead: string | null, place: number): Upload => {
      const after: Upload = { ...before, lead, place, updatedAtMs: nowMs };
      if (!store.update(change.tx, after, before.state)) throw changedMeanwhile();
      return after;
    };
    const chosen = new Set(uploads.map(({ id }) => id));
    for (const { id, tenant } of uploads)
      for (const left of store.listParts(tenant, id)) if (!chosen.has(left.id)) set(left, null, 0);
    const [lead] = uploads.map((upload, i) => set(upload, i === 0 ? null : first.id, i));
    const names = uploads.map(({ name }) => name);
    change.record({ action: 'upload.together', ...about(first), event: 'updated', after: { parts: names } });
    return lead!;
  });
}

function demandPart(upload: Upload, first: Upload): void {
  const say = (why: string): never => {
    throw new AppError(
      'conflict',
      'upload.cannotBePart',
      `"${upload.name}" cannot be loaded together with others: ${why}.`,
    );
  };
  if (upload.state !== 'complete') say('it is being loaded, or was');
  const family = familyOf(upload.kind);
  if (family === null) say('an archive cannot; unpack it first');
  if (family !== familyOf(first.kind)) say(`it is ${family}, and "${first.name}" is ${familyOf(first.kind)}`);
  if (upload.project !== first.project || upload.dataset !== first.dataset) say('it is meant for another place');
}

/** Makes files that were put together single ones again. */
export function takeApart(parts: UploadParts, actor: Actor, id: string): Upload {
  const { store, changes, clock } = parts;
  const upload = getUpload(parts, actor, id);
  const others = store.listParts(upload.tenant, upload.id);
  return changes.make(actor, (change) => {
    for (const part of others) {
      const after: Upload = { ...part, lead: null, place: 0, updatedAtMs: clock.now() };
      if (part.state !== 'complete' || !store.update(change.tx, after, part.state)) throw changedMeanwhile();
    }
    change.record({
      action: 'upload.apart',
      ...about(upload),
      event: 'updated',
      before: { parts: others.map((p) => p.name) },
    });
    return upload;
  });
}

/** Uploads whose files have the same columns. */
export interface ColumnGroup {
  readonly columns: readonly string[];
  /** Several, and of a kind that can be read as one. */
  readonly mayBeOne: boolean;
  readonly uploads: readonly Upload[];
}

/** Complete uploads by kind and columns, in the order given. A file that cannot be looked into stands alone; its own page says why. */
export async function groupByColumns(
  parts: UploadParts,
  actor: Actor,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ColumnGroup[]> {
  const uploads = [...new Set(ids)].slice(0, MOST_PARTS).map((id) => getUpload(parts, actor, id));
  const looked = await Promise.all(
    uploads
      .filter(({ state }) => state === 'complete')
      .map(async (upload) => ({ upload, columns: await columnsOf(parts, actor, upload, signal) })),
  );
  const groups = new Map<string, { columns: readonly string[]; uploads: Upload[] }>();
  for (const { upload, columns } of looked) {
    const family = familyOf(upload.kind);
    // Traces of XES have the attributes that they have: files of one log may differ in them.
    const same = family === 'XES' ? [] : columns;
    const alone = columns === null || family === null;
    const key = alone ? upload.id : JSON.stringify([upload.project, upload.dataset, family, same]);
    const group = groups.get(key) ?? { columns: columns ?? [], uploads: [] };
    group.uploads.push(upload);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ ...group, mayBeOne: group.uploads.length > 1 }));
}

async function columnsOf(
  parts: UploadParts,
  actor: Actor,
  upload: Upload,
  signal?: AbortSignal,
): Promise<readonly string[] | null> {
  try {
    const { columns } = await previewUpload(parts, actor, upload.id, { mapping: {}, timeZone: null, rows: 1 }, signal);
    return columns.map(({ name }) => name);
  } catch (error) {
    if (error instanceof AppError && error.fault === 'invalid') return null;
    throw error;
  }
}
