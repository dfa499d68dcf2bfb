import type { MappingInput } from '../../engine/import/mapping.ts';

/** Signs by the names that the form gives them: a tab or nothing would not survive it. */
const SIGNS: Readonly<Record<string, string>> = { tab: '\t', none: '', space: ' ' };
export const signName = (sign: string): string => Object.entries(SIGNS).find(([, own]) => own === sign)?.[0] ?? sign;
export const signOf = (name: string): string => SIGNS[name] ?? name;

const DIALECT = ['encoding', 'delimiter', 'quote', 'decimal', 'header', 'skip', 'missing', 'sheet', 'records'] as const;

/** How the text is written, as the form has it. */
export type DialectFields = Readonly<Record<(typeof DIALECT)[number], string>>;

export const shownDialect = (fields: DialectFields): string => DIALECT.map((key) => fields[key]).join('\n');

type Sent = DialectFields & { readonly shownDialect: string };

/** With other signs, another sheet or another first line the file has other columns: what was said of the former ones says nothing of them. */
export function isOtherTable(fields: Sent): boolean {
  if (fields.shownDialect === '') return false;
  const shown = fields.shownDialect.replaceAll('\r', '').split('\n');
  return (['encoding', 'delimiter', 'quote', 'header', 'skip', 'sheet', 'records'] as const).some(
    (key) => fields[key] !== shown[DIALECT.indexOf(key)],
  );
}

/** What has been said of how the text is written: only what differs from how it was shown. */
export function dialectSaid(fields: Sent, before: MappingInput['dialect']): MappingInput['dialect'] {
  if (
    fields.shownDialect === '' ||
    shownDialect(fields).replaceAll('\r', '') === fields.shownDialect.replaceAll('\r', '')
  )
    return before;
  const quote = signOf(fields.quote);
  return {
    encoding: fields.encoding as 'auto',
    delimiter: signOf(fields.delimiter),
    ...{ quote, escape: quote },
    header: fields.header === 'yes',
    skip: /^\d+$/.test(fields.skip) ? Number(fields.skip) : 0,
    decimal: fields.decimal as '.',
    missing: fields.missing
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean)
      .slice(0, 20),
    ...(fields.sheet === '' ? {} : { sheet: fields.sheet }),
    ...(fields.records.trim() === '' ? {} : { records: fields.records.trim() }),
  };
}
