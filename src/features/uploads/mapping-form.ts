import { invalid, type Static, Type } from '#sdk';
import type { ColumnMapping, MappingInput } from '../../engine/import/mapping.ts';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const Texts = (maxLength: number) => Type.Array(Type.String({ maxLength }), { default: [], maxItems: 60_000 });

/** What a column is chosen to be: a role, or an attribute of one level, or nothing. */
export const CHOICES = [
  ...['case', 'activity', 'timestamp', 'start', 'resource', 'lifecycle', 'instance'],
  ...['case-attribute', 'event-attribute', 'drop'],
] as const;

/** The form of the mapping step. Columns stand in the order of the file, one value of each list for each. */
export const MappingForm = Type.Object({
  do: Type.Optional(Type.String({ maxLength: 20 })),
  /** JSON: what was said before this form was shown. */
  base: Text(2_000_000),
  column: Texts(100_000),
  role: Texts(30),
  type: Texts(20),
  format: Texts(200),
  /** The three above as they stood in the form when it was shown: only what differs was said by the person. */
  shown: Texts(300),
  timeZone: Text(64),
  encoding: Text(20),
  delimiter: Text(10),
  quote: Text(10),
  decimal: Text(1),
  header: Text(3),
  skip: Text(6),
  missing: Text(500),
  shownDialect: Text(700),
  kept: Text(64),
  keepAs: Text(500),
  name: Text(500),
  mode: Text(10),
});
export type MappingFields = Static<typeof MappingForm>;

/** How a column stands in the form. */
export function choiceOf({ role, level, drop }: PreviewColumn): string {
  if (drop) return 'drop';
  return role === 'attribute' ? `${level}-attribute` : role;
}

export const shownAs = (choice: string, type: string, format: string | null): string =>
  `${choice}|${type}|${format ?? ''}`;

/** What has been said in the form so far: what was said before, and what differs from how it was shown. */
export function mappingFrom(fields: MappingFields): MappingInput {
  const before = baseOf(fields.base);
  const dialect = dialectSaid(fields, before.dialect);
  if (isOtherTable(fields)) return { ...(dialect ? { dialect } : {}), columns: [] };
  const said = new Map((before.columns ?? []).map((c) => [c.column, c]));
  fields.column.forEach((name, i) => {
    const [choice = '', type = '', format = ''] = [fields.role[i], fields.type[i], fields.format[i]];
    if (shownAs(choice, type, format) === fields.shown[i]) return;
    said.set(name, columnSaid(name, choice, type, format.trim(), (fields.shown[i] ?? '').split('|')));
  });
  return {
    ...(before.classifiers ? { classifiers: before.classifiers } : {}),
    ...(dialect ? { dialect } : {}),
    columns: [...said.values()],
  };
}

function baseOf(text: string): MappingInput {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as MappingInput;
  } catch {
    // said below
  }
  return invalid('upload.garbledForm', 'The form is garbled. Open this page again from its address.');
}

function columnSaid(
  column: string,
  choice: string,
  type: string,
  format: string,
  [, typeBefore, formatBefore]: readonly string[],
): ColumnMapping {
  if (!CHOICES.some((known) => known === choice))
    invalid('upload.garbledForm', 'The form names a role that there is not. Open this page again from its address.');
  if (choice === 'drop') return { column, drop: true };
  const isAttribute = choice.endsWith('-attribute');
  const time = isAttribute ? type === 'time' : choice === 'timestamp' || choice === 'start';
  return {
    ...{ column, drop: false, role: (isAttribute ? 'attribute' : choice) as NonNullable<ColumnMapping['role']> },
    ...(isAttribute ? { level: choice === 'case-attribute' ? 'case' : 'event' } : {}),
    // A type that stands as it was proposed stays a proposal, which costs no row.
    ...(isAttribute && type !== '' && type !== typeBefore ? { type: type as NonNullable<ColumnMapping['type']> } : {}),
    ...(time && format !== '' && (format !== formatBefore || type === typeBefore) ? { format } : {}),
  };
}

/** Signs by the names that the form gives them: a tab or nothing would not survive it. */
const SIGNS: Readonly<Record<string, string>> = { tab: '\t', none: '' };
export const signName = (sign: string): string => (sign === '\t' ? 'tab' : sign === '' ? 'none' : sign);
const signOf = (name: string): string => SIGNS[name] ?? name;

const dialectText = (f: Pick<MappingFields, (typeof DIALECT)[number]>): string =>
  DIALECT.map((key) => f[key]).join('\n');
const DIALECT = ['encoding', 'delimiter', 'quote', 'decimal', 'header', 'skip', 'missing'] as const;
export const shownDialect = dialectText;

/** With other signs or another first line the file has other columns: what was said of the former ones says nothing of them. */
function isOtherTable(fields: MappingFields): boolean {
  if (fields.shownDialect === '') return false;
  const shown = fields.shownDialect.replaceAll('\r', '').split('\n');
  return (['encoding', 'delimiter', 'quote', 'header', 'skip'] as const).some(
    (key) => fields[key] !== shown[DIALECT.indexOf(key)],
  );
}

function dialectSaid(fields: MappingFields, before: MappingInput['dialect']): MappingInput['dialect'] {
  if (
    fields.shownDialect === '' ||
    dialectText(fields).replaceAll('\r', '') === fields.shownDialect.replaceAll('\r', '')
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
  };
}
