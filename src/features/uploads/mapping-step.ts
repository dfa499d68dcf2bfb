import type { MappingInput } from '../../engine/import/mapping.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import type { Viewer } from '../../platform/http/viewer.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { type ColumnMappings, fittedTo } from '../column-mappings/index.ts';
import type { MappedPreview } from './mapped-preview.ts';
import type { MappingFields } from './mapping-form.ts';
import { mappingView } from './mapping-view.ts';

/** Looks at what is mapped, under a mapping. */
export type LookAt = (mapping: MappingInput, timeZone: string | null, rows: number) => Promise<MappedPreview>;

export interface MappingState {
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

/** What the mapping step shows, wherever its rows come from. Its first view takes a kept mapping that was made for just these columns. */
export async function mappingStep(look: LookAt, viewer: Viewer, { said, fields, mistakes, done }: MappingState) {
  const timeZone = fields?.timeZone || null;
  const first = await look(said, timeZone, PREVIEW_ROWS);
  const kept = keptIn(first, fields);
  const mapping = kept
    ? fittedTo(
        kept.mapping,
        first.columns.map((c) => c.name),
      )
    : said;
  const preview = kept ? await look(mapping, timeZone, PREVIEW_ROWS) : first;
  return {
    ...{ mistakes, done: done?.words ?? null, taken: kept?.name ?? null, zones: zonesFor(viewer.zone) },
    map: mappingView(preview, mapping, fields, viewer),
    takenFrom: done?.id ?? kept?.id ?? fields?.takenFrom ?? '',
    ...{ fileColumn: mapping.fileColumn ?? '', keepAs: fields?.keepAs },
  };
}

/** The kept mapping that was chosen; at the first view the one for just this make of file. */
function keptIn({ kept }: MappedPreview, fields: MappingFields | null) {
  if (fields === null) return kept.find(({ exact }) => exact)?.mapping;
  return fields.do === 'use' ? kept.find(({ mapping }) => mapping.id === fields.kept)?.mapping : undefined;
}

/** One's own zone first. */
export const zonesFor = (own: string): string[] => [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

interface Keeping {
  readonly mappings: Pick<ColumnMappings, 'create'>;
  readonly actor: Actor;
  readonly viewer: Viewer;
  readonly workspace: string;
}

/** Keeps the whole mapping; how the text is written is told from each file anew. @returns what to say of it */
export async function keepMapping(
  { mappings, actor, viewer, workspace }: Keeping,
  look: LookAt,
  said: MappingInput,
  fields: MappingFields,
): Promise<MappingState['done']> {
  const { mapping, fingerprint, profile } = await look(said, fields.timeZone || null, 1);
  if (!mapping || fingerprint === null || profile === null) return null;
  const { dialect: _, ...rest } = mapping;
  const made = { fingerprint, profile: [...profile] };
  const { id, name } = mappings.create(actor, {
    ...{ name: fields.keepAs, workspaceId: workspace, ...made, mapping: rest },
  });
  return { id, words: textsIn(viewer.locale).t('The mapping "{name}" is kept.', { name }) };
}

/** `order, line` as columns. */
export const columnsIn = (text: string): string[] =>
  text
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
