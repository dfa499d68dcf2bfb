import { type Static, Type } from '#sdk';
import { type MappingInput, VALUE_TYPES } from '../../engine/import/mapping.ts';
import { DAY } from './day-choice.ts';
import { dialectSaid, isOtherTable, signOf } from './dialect-form.ts';
import { privacyFields, takePrivacy } from './privacy-form.ts';
import {
  asMapping,
  CHOICES,
  type ChosenColumn,
  choose,
  DETAILS,
  describeEvent,
  garbledForm,
  type SaidColumns,
  saidIn,
  setFormat,
  setType,
} from './said-columns.ts';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const Texts = (maxLength: number) => Type.Array(Type.String({ maxLength }), { default: [], maxItems: 60_000 });

/** The form of the mapping step. Of the columns it shows some, in the order of the file, one value of each list for each. */
export const MappingForm = Type.Object({
  /** What a button asks for: look, load, keep, use, bulk, wide, `open:` a column, `page:` of the columns, `day:` a format of dates. */
  do: Type.Optional(Type.String({ maxLength: 60 })),
  /** JSON: what was said before this form was shown. */
  base: Text(4_000_000),
  column: Texts(100_000),
  role: Texts(30),
  type: Texts(20),
  format: Texts(200),
  /** The three above as they stood in the form when it was shown: only what differs was said by the person. */
  shown: Texts(300),
  ...privacyFields,
  /** Which columns are shown. */
  find: Text(200),
  shownFind: Text(200),
  page: Text(6),
  /** Columns that are ticked, or all that were found, and what they are to be. */
  tick: Texts(100_000),
  all: Text(3),
  found: Text(4_000_000),
  bulk: Text(30),
  /** JSON: columns of times, each of which may be an event of its own. */
  wide: Text(4_000_000),
  /** JSON: columns of times that wait to hear which number is the day. */
  dayColumns: Text(4_000_000),
  /** The column whose details are open, and these; JSON: as they were shown. */
  opened: Text(100_000),
  detailName: Text(1000),
  detailZone: Text(64),
  detailDecimal: Text(10),
  detailThousands: Text(10),
  detailDefault: Text(1000),
  detailTimeColumn: Text(100_000),
  detailActivity: Text(1000),
  detailStart: Text(100_000),
  shownDetails: Text(500_000),
  timeZone: Text(64),
  encoding: Text(20),
  delimiter: Text(10),
  quote: Text(10),
  decimal: Text(1),
  header: Text(3),
  skip: Text(6),
  missing: Text(500),
  sheet: Text(255),
  records: Text(1000),
  shownDialect: Text(2000),
  kept: Text(64),
  /** The kept mapping that was taken last, for the record. */
  takenFrom: Text(64),
  fileColumn: Text(200),
  /** Several files are loaded as one: the field above was shown. */
  several: Text(3),
  keepAs: Text(500),
  name: Text(500),
  mode: Text(10),
  /** Columns of the key of an upsert, with commas between them. */
  key: Text(20_000),
});
export type MappingFields = Static<typeof MappingForm>;

export const shownAs = (choice: string, type: string, format: string | null): string =>
  `${choice}|${type}|${format ?? ''}`;

/** What has been said in the form so far: what was said before, and what differs from how it was shown. */
export function mappingFrom(fields: MappingFields): MappingInput {
  const before = jsonOf<MappingInput>(fields.base) ?? {};
  const { columns: _, events: __, dialect: ___, timeZone: ____, fileColumn: shownFile, ...rest } = before;
  const fileColumn = fields.several === 'yes' ? fields.fileColumn.trim() : shownFile;
  const dialect = dialectSaid(fields, before.dialect);
  if (isOtherTable(fields)) return { ...(dialect ? { dialect } : {}), columns: [] };
  const said = saidIn(before);
  takeRows(said, fields);
  takeDetails(said, fields);
  takePrivacy(said, fields);
  if (fields.do === 'bulk') takeBulk(said, fields);
  if (fields.do === 'wide')
    for (const column of listOf(fields.wide)) choose(said, column, { choice: 'event', type: '', format: '' }, null);
  if (fields.do?.startsWith(DAY))
    for (const column of listOf(fields.dayColumns)) setFormat(said, column, fields.do.slice(DAY.length));
  return { ...rest, ...(dialect ? { dialect } : {}), ...(fileColumn ? { fileColumn } : {}), ...asMapping(said) };
}

function jsonOf<T extends object>(text: string): T | null {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  } catch {
    // said below
  }
  return garbledForm();
}

function listOf(text: string): string[] {
  const { list } = jsonOf<{ list?: unknown }>(text) ?? { list: [] };
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : garbledForm();
}

function takeRows(said: SaidColumns, fields: MappingFields): void {
  fields.column.forEach((name, i) => {
    const [choice = '', type = '', format = ''] = [fields.role[i], fields.type[i], fields.format[i]];
    const shown = fields.shown[i] ?? '';
    if (shownAs(choice, type, format) === shown) return;
    const [shownChoice = '', shownType = '', ...shownFormat] = shown.split('|');
    const before: ChosenColumn = { choice: shownChoice, type: shownType, format: shownFormat.join('|') };
    choose(said, name, { choice, type, format: format.trim() }, before);
  });
}

/** Details as the form has them; empty where nothing is said. */
export interface DetailFields {
  readonly detailName: string;
  readonly detailZone: string;
  readonly detailDecimal: string;
  readonly detailThousands: string;
  readonly detailDefault: string;
  readonly detailTimeColumn: string;
  readonly detailActivity: string;
  readonly detailStart: string;
}
export const NO_TIME_COLUMN = 'none';
const fieldOf = (key: (typeof DETAILS)[number]) =>
  `detail${key[0]!.toUpperCase()}${key.slice(1)}` as keyof DetailFields & string;

function takeDetails(said: SaidColumns, fields: MappingFields): void {
  const column = fields.opened;
  if (column === '') return;
  const shown = jsonOf<Partial<DetailFields>>(fields.shownDetails) ?? {};
  const isChanged = (field: keyof DetailFields) => fields[field] !== (shown[field] ?? '');
  if (isChanged('detailActivity') || isChanged('detailStart'))
    describeEvent(said, column, fields.detailActivity.trim(), fields.detailStart);
  for (const key of DETAILS) {
    const field = fieldOf(key);
    if (!isChanged(field)) continue;
    const { [key]: _, ...rest } = said.columns.get(column) ?? { column };
    const value = key === 'name' || key === 'zone' ? fields[field].trim() : fields[field];
    const isTime = key === 'timeColumn';
    // Both together are written in another way than the date alone.
    if (isTime) delete (rest as { format?: string }).format;
    const text =
      isTime && value === NO_TIME_COLUMN ? '' : key === 'decimal' || key === 'thousands' ? signOf(value) : value;
    said.columns.set(column, { ...rest, column, ...(value === '' ? {} : { [key]: text }) });
  }
}

function takeBulk(said: SaidColumns, { bulk, all, found, tick }: MappingFields): void {
  const columns = all === 'yes' ? listOf(found) : tick;
  const type = VALUE_TYPES.find((known) => bulk === `type:${known}`);
  for (const column of columns) {
    if (type) setType(said, column, type);
    else if (CHOICES.some((known) => known === bulk))
      choose(said, column, { choice: bulk, type: '', format: '' }, null);
  }
}
