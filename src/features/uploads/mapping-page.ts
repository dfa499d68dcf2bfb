import type { MappingInput } from '../../engine/import/mapping.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import type { Call, PageAnswer } from '../../platform/http/route.ts';
import { freeName } from '../../platform/names.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { fittedTo } from '../column-mappings/index.ts';
import { loadUpload } from './load.ts';
import { type MappingFields, mappingFrom } from './mapping-form.ts';
import { mappingView } from './mapping-view.ts';
import { datasetNameFor, type Upload } from './model.ts';
import { type AnyCall, EVERY, sendPathOf, show, targetOfUpload, type UploadPageParts } from './page-parts.ts';
import { previewUpload, type UploadPreview } from './preview.ts';
import { hierarchyMistake } from './privacy-form.ts';
import { getUploadStatus } from './status.ts';
import { getUpload } from './use-cases.ts';

interface MappingState {
  /** What the person said so far. */
  readonly said: MappingInput;
  /** The form as it was sent; null: it is shown for the first time. */
  readonly fields: MappingFields | null;
  readonly mistakes: FormMistakes | null;
  /** What was just done: the mapping was kept. */
  readonly done: { readonly words: string; readonly id: string } | null;
}

export const FIRST_VIEW: MappingState = { said: {}, fields: null, mistakes: null, done: null };
const PREVIEW_ROWS = 50;

/** The mapping step. Its first view takes a kept mapping that was made for just these columns. */
export async function mappingPage(
  parts: UploadPageParts,
  call: AnyCall,
  upload: Upload,
  { said, fields, mistakes, done }: MappingState,
): Promise<PageAnswer> {
  const look = (mapping: MappingInput) => lookAt(parts, call, upload, mapping, fields?.timeZone, PREVIEW_ROWS);
  const first = await look(said);
  const kept = keptIn(first, fields);
  const mapping = kept
    ? fittedTo(
        kept.mapping,
        first.columns.map((c) => c.name),
      )
    : said;
  const preview = kept ? await look(mapping) : first;
  const target = targetOfUpload(parts, call, upload);
  const texts = textsIn(call.viewer.locale);
  const data = {
    ...{
      upload: { id: upload.id, name: upload.name, bytes: upload.bytes, scan: upload.scan },
      back: sendPathOf(upload),
      mistakes,
      done: done?.words ?? null,
    },
    ...{
      map: mappingView(preview, mapping, fields, texts),
      taken: kept?.name ?? null,
      zones: zonesFor(call.viewer.zone),
    },
    takenFrom: done?.id ?? kept?.id ?? fields?.takenFrom ?? '',
    files: [upload, ...parts.store.listParts(upload.tenant, upload.id)].map(({ id, name, bytes }) => ({
      id,
      name,
      bytes,
    })),
    fileColumn: mapping.fileColumn ?? '',
    ...{ name: fields?.name || nameFor(parts, call, upload), mode: fields?.mode || 'replace' },
    ...{ key: fields?.key ?? '', keepAs: fields?.keepAs },
  };
  const html = show(parts, call, '@uploads/mapping', target, `${texts.t('Columns of')} ${upload.name}`, data);
  return mistakes ? { html, fault: mistakes.fault } : { html };
}

const lookAt = (
  parts: UploadPageParts,
  call: AnyCall,
  upload: Upload,
  mapping: MappingInput,
  timeZone: string | undefined,
  rows: number,
): Promise<UploadPreview> =>
  previewUpload(parts, call.actor, upload.id, { mapping, timeZone: timeZone || null, rows }, call.signal);

/** The kept mapping that was chosen; at the first view the one for just this make of file. */
function keptIn({ kept }: UploadPreview, fields: MappingFields | null) {
  if (fields === null) return kept.find(({ exact }) => exact)?.mapping;
  return fields.do === 'use' ? kept.find(({ mapping }) => mapping.id === fields.kept)?.mapping : undefined;
}

/** One's own zone first. */
const zonesFor = (own: string): string[] => [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

function nameFor(parts: UploadPageParts, call: AnyCall, upload: Upload): string {
  const names = parts.datasets.listDatasets(call.actor, upload.project, EVERY).items.map((d) => d.name);
  return freeName(datasetNameFor(upload.name), names);
}

/** Takes the form: shows what comes of it, keeps the mapping under a name, or loads the file. */
export async function mapColumns(parts: UploadPageParts, call: Call<MappingFields>): Promise<PageAnswer> {
  const { body: fields, actor } = call;
  const upload = getUpload(parts, actor, call.params.id!);
  // A second tab, or Back: the load is under way, and its page says so.
  if (!(await getUploadStatus(parts, actor, upload.id)).mayLoad) return { redirect: `/uploads/${upload.id}` };
  const said = mappingFrom(fields);
  const again = (mistakes: FormMistakes | null, done: MappingState['done'] = null) =>
    mappingPage(parts, call, upload, { said, fields, mistakes, done });
  const wrong = hierarchyMistake(fields);
  if (wrong !== null) return again(formMistakes(wrong));
  try {
    if (fields.do === 'load') return await load(parts, call, upload, said);
    if (fields.do === 'keep') return await again(null, await keep(parts, call, upload, said));
  } catch (error) {
    return again(formMistakes(error));
  }
  return again(null);
}

async function load(
  parts: UploadPageParts,
  call: Call<MappingFields>,
  upload: Upload,
  said: MappingInput,
): Promise<PageAnswer> {
  const { body: fields, actor } = call;
  // What the load would end with is said now, beside the columns.
  const { question } = await lookAt(parts, call, upload, said, fields.timeZone, 1);
  if (question) return mappingPage(parts, call, upload, { said, fields, mistakes: null, done: null });
  const into = upload.dataset === null ? { newDatasetName: fields.name } : {};
  const mode = fields.mode === 'append' || fields.mode === 'upsert' ? fields.mode : 'replace';
  const how = mode === 'upsert' ? ({ mode, key: keyIn(fields.key) } as const) : ({ mode } as const);
  const takenFrom = fields.takenFrom || undefined;
  const wanted = { ...into, mapping: said, takenFrom, timeZone: fields.timeZone || null, ...how };
  await loadUpload(parts, actor, upload.id, wanted);
  return { redirect: `/uploads/${upload.id}` };
}

/** Keeps the whole mapping; how the text is written is told from each file anew. @returns what to say of it */
async function keep(
  parts: UploadPageParts,
  call: Call<MappingFields>,
  upload: Upload,
  said: MappingInput,
): Promise<MappingState['done']> {
  const { body: fields, actor, viewer } = call;
  const { mapping, fingerprint, profile } = await lookAt(parts, call, upload, said, fields.timeZone, 1);
  if (!mapping || fingerprint === null || profile === null) return null;
  const { dialect: _, ...rest } = mapping;
  const made = { fingerprint, profile: [...profile] };
  const kept = { name: fields.keepAs, workspaceId: upload.workspace, ...made, mapping: rest };
  const { id, name } = parts.mappings.create(actor, kept);
  return { id, words: textsIn(viewer.locale).t('The mapping "{name}" is kept.', { name }) };
}

/** `order, line` as columns. */
const keyIn = (text: string): string[] =>
  text
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
