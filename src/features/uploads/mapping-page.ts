import type { MappingInput } from '../../engine/import/mapping.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import type { Call, PageAnswer } from '../../platform/http/route.ts';
import { freeName } from '../../platform/names.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { FileMode } from '../datasets/index.ts';
import { loadUpload } from './load.ts';
import { type MappingFields, mappingFrom } from './mapping-form.ts';
import { columnsIn, keepMapping, type LookAt, type MappingState, mappingStep } from './mapping-step.ts';
import { datasetNameFor, type Upload } from './model.ts';
import { type AnyCall, EVERY, show, targetOfUpload, type UploadPageParts } from './page-parts.ts';
import { previewUpload } from './preview.ts';
import { getUploadStatus } from './status.ts';
import { getUpload } from './use-cases.ts';

/** The mapping step of an upload. */
export async function mappingPage(
  parts: UploadPageParts,
  call: AnyCall,
  upload: Upload,
  state: MappingState,
): Promise<PageAnswer> {
  const { fields, mistakes } = state;
  const target = targetOfUpload(parts, call, upload);
  const { t } = textsIn(call.viewer.locale);
  const data = {
    ...(await mappingStep(lookAt(parts, call, upload, modeOf(fields)), call.viewer, state)),
    ...{ action: `/uploads/${upload.id}`, title: upload.name, scan: upload.scan },
    ...{ steps: [t('Upload'), t('Columns'), t('Load')], step: 1 },
    files: [upload, ...parts.store.listParts(upload.tenant, upload.id)].map(({ name, bytes }) => ({ name, bytes })),
    ...{ name: fields?.name || nameFor(parts, call, upload), mode: fields?.mode || 'replace', key: fields?.key ?? '' },
    foot: '@uploads/load-foot',
  };
  const html = show(parts, call, '@uploads/mapping', target, `${t('Columns of')} ${upload.name}`, data);
  return mistakes ? { html, fault: mistakes.fault } : { html };
}

const lookAt =
  (parts: UploadPageParts, call: AnyCall, upload: Upload, mode: FileMode): LookAt =>
  (mapping, timeZone, rows) =>
    previewUpload(parts, call.actor, upload.id, { mapping, timeZone, rows, mode }, call.signal);

const modeOf = (fields: MappingFields | null): FileMode =>
  fields?.mode === 'append' || fields?.mode === 'upsert' ? fields.mode : 'replace';

function nameFor(parts: UploadPageParts, call: AnyCall, upload: Upload): string {
  const names = parts.datasets.listDatasets(call.actor, upload.project, EVERY).items.map((d) => d.name);
  return freeName(datasetNameFor(upload.name), names);
}

/** Takes the form: shows what comes of it, keeps the mapping under a name, or loads the file. */
export async function mapColumns(parts: UploadPageParts, call: Call<MappingFields>): Promise<PageAnswer> {
  const { body: fields, actor, viewer } = call;
  const upload = getUpload(parts, actor, call.params.id!);
  // A second tab, or Back: the load is under way, and its page says so.
  if (!(await getUploadStatus(parts, actor, upload.id)).mayLoad) return { redirect: `/uploads/${upload.id}` };
  const said = mappingFrom(fields);
  const look = lookAt(parts, call, upload, modeOf(fields));
  const again = (mistakes: FormMistakes | null, done: MappingState['done'] = null) =>
    mappingPage(parts, call, upload, { said, fields, mistakes, done });
  try {
    if (fields.do === 'load') return await load(parts, call, upload, said);
    const keeping = { mappings: parts.mappings, actor, viewer, workspace: upload.workspace };
    if (fields.do === 'keep') return await again(null, await keepMapping(keeping, look, said, fields));
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
  const { question } = await lookAt(parts, call, upload, modeOf(fields))(said, fields.timeZone || null, 1);
  if (question) return mappingPage(parts, call, upload, { said, fields, mistakes: null, done: null });
  const into = upload.dataset === null ? { newDatasetName: fields.name } : {};
  const mode = modeOf(fields);
  const how = mode === 'upsert' ? ({ mode, key: columnsIn(fields.key) } as const) : ({ mode } as const);
  const takenFrom = fields.takenFrom || undefined;
  const wanted = { ...into, mapping: said, takenFrom, timeZone: fields.timeZone || null, ...how };
  await loadUpload(parts, actor, upload.id, wanted);
  return { redirect: `/uploads/${upload.id}` };
}
