import { jsonRecords } from './json-records.ts';
import { parquetRecords } from './parquet-records.ts';
import type { RecordsTask, TextRecords } from './text-records.ts';
import { xlsxRecords } from './xlsx-records.ts';
import type { PlainKind } from './zipped-log.ts';

/** Kinds of files whose records have to be found before there is a table of texts. */
export type RecordsKind = Exclude<PlainKind, 'csv' | 'csv.gz' | 'xes' | 'xes.gz'>;

export const isRecordsKind = (kind: PlainKind): kind is RecordsKind => !/^(csv|xes)\b/.test(kind);

/** Opens a file of this kind as records of texts. */
export function openRecords(kind: RecordsKind, task: RecordsTask): Promise<TextRecords> {
  if (kind === 'xlsx') return xlsxRecords(task);
  if (kind === 'parquet') return parquetRecords(task);
  return jsonRecords(task, kind.startsWith('ndjson'));
}
