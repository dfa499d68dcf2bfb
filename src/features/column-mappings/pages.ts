import { invalid, type Static, Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import { isStale, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { exportText, readExported } from './exchange.ts';
import type { ColumnMapping } from './model.ts';
import {
  type ColumnMappingParts,
  changeColumnMapping,
  createColumnMapping,
  deleteColumnMapping,
  getColumnMapping,
  listColumnMappings,
  listMappingUses,
} from './use-cases.ts';

export interface ColumnMappingPageParts extends ColumnMappingParts {
  readonly render: Render;
}

type AnyCall = Call<unknown, unknown>;
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const Query = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const RenameForm = Type.Object({ name: Text(500), etag: Text(64) });
const DeleteForm = Type.Object({ etag: Text(64) });
const PAGE_SIZE = 50;
const MOST_IMPORT_BYTES = 4 * 1_048_576;

export const columnMappingPages = (parts: ColumnMappingPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/mappings', permission: 'read:datasets' },
    summary: 'The kept column mappings: what they are for, and which datasets use them.',
    query: Query,
    handler: (call) => ({ html: listPage(parts, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: '/mappings/import', permission: 'write:datasets' },
    summary: 'Keeps a mapping that was saved as a file.',
    form: Type.Object({}),
    file: { limitBytes: () => MOST_IMPORT_BYTES },
    handler: (call) => importMapping(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/mappings/:id', permission: 'read:datasets' },
    summary: 'A kept column mapping: what it says of each column, and where it is used.',
    handler: (call) => ({ html: onePage(parts, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: '/mappings/:id', permission: 'write:datasets' },
    summary: 'Renames a kept column mapping.',
    form: RenameForm,
    handler: (call) => renameMapping(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/mappings/:id/mapping.json', permission: 'read:datasets' },
    summary: 'A kept column mapping as a file.',
    handler: (call) => {
      const mapping = getColumnMapping(parts, call.actor, call.params.id!);
      const download = { name: `${mapping.name}.json`, contentType: 'application/json', content: exportText(mapping) };
      return { download };
    },
  }),
  ...deleting(parts),
];

const deleting = (parts: ColumnMappingPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/mappings/:id/delete', permission: 'write:datasets' },
    summary: 'Asks whether a kept column mapping shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, false) }),
  }),
  page({
    ...{ method: 'POST', path: '/mappings/:id/delete', permission: 'write:datasets' },
    summary: 'Deletes a kept column mapping.',
    form: DeleteForm,
    handler: (call): PageAnswer => {
      const { name } = getColumnMapping(parts, call.actor, call.params.id!, 'write:datasets');
      try {
        deleteColumnMapping(parts, call.actor, call.params.id!, call.body.etag);
      } catch (error) {
        if (!isStale(error)) throw error;
        return { html: deleteForm(parts, call, true), fault: 'conflict' };
      }
      call.reply.flash = textsIn(call.viewer.locale).t('The mapping "{name}" was deleted.', { name });
      return { redirect: '/mappings' };
    },
  }),
];

function renameMapping(parts: ColumnMappingPageParts, call: Call<Static<typeof RenameForm>>): Promise<PageAnswer> {
  const { name, etag } = call.body;
  return orAgain(
    () => {
      const { mapping } = getColumnMapping(parts, call.actor, call.params.id!, 'write:datasets');
      const after = changeColumnMapping(parts, call.actor, call.params.id!, etag, { name, mapping });
      call.reply.flash = textsIn(call.viewer.locale).t('The mapping is called "{name}" now.', { name: after.name });
      return { redirect: `/mappings/${after.id}` };
    },
    (mistakes) => onePage(parts, call, mistakes, name),
  );
}

function importMapping(parts: ColumnMappingPageParts, call: Call<unknown>): Promise<PageAnswer> {
  return orAgain(
    async () => {
      const { file } = call;
      if (!file) invalid('columnMapping.noFile', 'No file was chosen. Choose one, then send the form again.');
      const chunks: Uint8Array[] = [];
      for await (const chunk of file) chunks.push(chunk);
      const { id, name } = createColumnMapping(parts, call.actor, readExported(Buffer.concat(chunks).toString('utf8')));
      call.reply.flash = textsIn(call.viewer.locale).t('The mapping "{name}" is kept.', { name });
      return { redirect: `/mappings/${id}` };
    },
    (mistakes) => listPage(parts, { ...call, query: { page: 1 } } as Call<undefined, Static<typeof Query>>, mistakes),
  );
}

function listPage(
  parts: ColumnMappingPageParts,
  call: Call<undefined, Static<typeof Query>>,
  mistakes: FormMistakes | null,
): string {
  const { page: number } = call.query;
  const request = { limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { items, total } = listColumnMappings(parts, call.actor, null, request);
  const rows = items.map((mapping) => ({
    ...{ id: mapping.id, name: mapping.name, ...shapeOf(mapping) },
    uses: listMappingUses(parts, call.actor, mapping).length,
    changedMs: mapping.updatedAtMs ?? mapping.createdAtMs,
  }));
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const href = (wanted: number) => `/mappings?page=${wanted}`;
  return show(parts, call, '@mappings/mappings', 'Mappings', { rows, total, page: number, pages, href, mistakes });
}

/** What a mapping is about, in short. */
function shapeOf({ mapping, profile }: ColumnMapping) {
  const { columns = [], events = [] } = mapping;
  const of = (role: string) => columns.find((c) => c.role === role && !c.drop)?.column ?? null;
  return { columns: profile?.length ?? columns.length, caseColumn: of('case'), activity: of('activity'), events };
}

function onePage(parts: ColumnMappingPageParts, call: AnyCall, mistakes: FormMistakes | null, typed?: string): string {
  const mapping = getColumnMapping(parts, call.actor, call.params.id!);
  const { id, name, etag, profile, mapping: says } = mapping;
  const ofEvents = new Set((says.events ?? []).flatMap(({ time, start }) => [time, start]));
  const data = {
    ...{ id, name, etag, typed: typed ?? name, mistakes, timeZone: says.timeZone ?? null, events: says.events ?? [] },
    columns: (says.columns ?? []).map((column) => ({
      ...{ ...column, ofEvents: ofEvents.has(column.column) },
      profile: profile?.find((p) => p.name === column.column) ?? null,
    })),
    uses: listMappingUses(parts, call.actor, mapping),
    mayChange: mayIn(call.actor, 'write:datasets', mapping),
  };
  return show(parts, call, '@mappings/mapping', name, data);
}

function deleteForm(parts: ColumnMappingPageParts, call: AnyCall, stale: boolean): string {
  const mapping = getColumnMapping(parts, call.actor, call.params.id!, 'write:datasets');
  const uses = listMappingUses(parts, call.actor, mapping).length;
  const data = { of: { id: mapping.id, name: mapping.name, etag: mapping.etag }, uses, stale };
  return show(parts, call, '@mappings/delete', 'Delete the mapping', data);
}

function show(
  { render }: ColumnMappingPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string {
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'mappings' });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}
