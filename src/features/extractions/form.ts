import { Choice, invalid, type Static, Type } from '#sdk';
import { CATCH_UPS, type WorkspaceSchedule } from '../../platform/schedules/index.ts';
import type { ChangeExtraction } from './input.ts';
import type { Extraction } from './model.ts';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });

/** What the page of an import job can change: how it is loaded, and when. */
export const ExtractionForm = Type.Object({
  name: Text(500),
  mode: Choice(['replace', 'append', 'upsert']),
  /** Of one that reads files: their pattern. */
  files: Text(1000),
  /** Columns with commas between them. */
  key: Text(20_000),
  rowLimit: Text(20),
  /** Of one that follows a column. */
  overlap: Text(20),
  /** Empty: it runs when it is asked to. */
  cron: Text(100),
  zone: Text(60),
  whenBusy: Choice(['skip', 'queue']),
  catchUp: Choice(CATCH_UPS),
  etag: Text(20),
});
export type ExtractionFields = Static<typeof ExtractionForm>;

export const fieldsOf = (extraction: Extraction, schedule: WorkspaceSchedule | null): ExtractionFields => ({
  ...{ name: extraction.name, mode: extraction.mode, key: extraction.key.join(', '), etag: extraction.etag },
  files: 'files' in extraction.source ? extraction.source.files : '',
  rowLimit: extraction.rowLimit === null ? '' : String(extraction.rowLimit),
  overlap: extraction.follow.by === 'column' ? String(extraction.follow.overlap) : '',
  ...{ cron: schedule?.cron ?? '', zone: schedule?.zone ?? 'UTC' },
  ...{ whenBusy: schedule?.overlap === 'queue' ? 'queue' : 'skip', catchUp: schedule?.catchUp ?? 'once' },
});

/** The form over what the import job is; what it does not show stays. */
export function changedBy(extraction: Extraction, fields: ExtractionFields): Static<typeof ChangeExtraction> {
  const { source, follow, mapping, timeZone } = extraction;
  const { name, mode, key, cron, zone, whenBusy, catchUp } = fields;
  const rowLimit = numberIn(fields.rowLimit, '/rowLimit');
  if (rowLimit !== null && (!Number.isInteger(rowLimit) || rowLimit < 1)) wrongNumber('/rowLimit');
  return {
    ...{ name, mode, rowLimit, timeZone, mapping: mapping as Static<typeof ChangeExtraction>['mapping'] & object },
    source: sourceBy(source, fields.files),
    follow: follow.by === 'column' ? { ...follow, overlap: numberIn(fields.overlap, '/overlap') ?? 0 } : follow,
    key: mode === 'upsert' ? namesIn(key) : [],
    schedule: cron.trim() === '' ? null : { cron, zone, overlap: whenBusy, catchUp },
  };
}

const sourceBy = (source: Extraction['source'], files: string): Static<typeof ChangeExtraction>['source'] =>
  'files' in source && files.trim() !== ''
    ? { files: files.trim() }
    : (structuredClone(source) as Static<typeof ChangeExtraction>['source']);

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function numberIn(text: string, pointer: string): number | null {
  if (text.trim() === '') return null;
  const number = Number(text.trim());
  return Number.isFinite(number) && number >= 0 ? number : wrongNumber(pointer);
}

const wrongNumber = (pointer: string): never =>
  invalid('extraction.noNumber', 'This takes a whole number, or nothing.', [{ pointer, message: 'a number' }]);
