import { english, type Texts } from '../../platform/text/texts.ts';

/** What is wrong with a row, where the readers of files say it in a fixed sentence. */
export const FIXED_REFUSALS = [
  ...[english('the case id is missing'), english('the activity is missing'), english('the timestamp is missing')],
  ...[english('no event of the row has a time'), english('is not an ISO 8601 time'), english('is neither yes nor no')],
  english('carries no time zone; say which with --time-zone'),
  ...[english('the line holds a NUL byte (0x00)'), english('the value holds a NUL character (U+0000)')],
  english('the line is not valid UTF-8; is it Windows-1252 in a UTF-8 file?'),
  english('the record is not valid UTF-8, which JSON must be'),
  english('the record is no JSON object, so that its values have no names'),
  english('the row cannot be read'),
  english('the event has no concept:name, so that it has no activity'),
  english('the event stands outside any trace, so that it has no case'),
  ...[english('a quote is opened here and never closed'), english('the value is not an integer')],
  ...[english('the value is not a date and time'), english('the value is not a boolean')],
  english('the value is not a number'),
  english('a quoted cell is followed by text; quotes inside a cell must be doubled'),
] as const;

/** The reason in the reader's language. Sentences with a figure or a format are taken apart; an unknown one stays as it is. */
export function refusedWords(reason: string, { t }: Texts): string {
  const [, cells, width] = /^the row has (\d+) cells?, the table has (\d+) columns$/.exec(reason) ?? [];
  if (cells !== undefined)
    return t('the row has {cells} cells, the table has {width} columns', { cells, width: width! });
  const [, size] = /^a cell is larger than (.+)$/.exec(reason) ?? [];
  if (size !== undefined) return t('a cell is larger than {size}', { size });
  const [, sign] = /^is not a number \(decimal sign "(.)"\)$/.exec(reason) ?? [];
  if (sign !== undefined) return t('is not a number (decimal sign "{sign}")', { sign });
  const [, format] = /^is not a time in the format (.+)$/s.exec(reason) ?? [];
  if (format !== undefined) return t('is not a time in the format {format}', { format });
  return t(reason);
}
