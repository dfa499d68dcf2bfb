import type { Mapping, MappingInput } from '../../engine/import/mapping.ts';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import { isClock } from '../../mining/formats/joined-times.ts';
import type { Words } from '../../platform/text/words.ts';
import { signName } from './dialect-form.ts';
import { type DetailFields, type MappingFields, NO_TIME_COLUMN, shownAs } from './mapping-form.ts';
import { readValue } from './read-value.ts';
import { reasonText } from './reason-text.ts';
import { choiceOf } from './said-columns.ts';

const REQUIRED = new Set(['case', 'activity', 'timestamp', 'event']);

/** A column in the table of the mapping step. */
export function columnView(column: PreviewColumn, mapping: MappingInput, asked: string | null, words: Words) {
  const choice = choiceOf(column, mapping);
  const isTime = column.type === 'time' && !column.drop;
  const format = isTime ? (column.format ?? '') : '';
  const isAttribute = column.role === 'attribute' && !column.drop;
  const type = isAttribute ? column.type : '';
  const name = mapping.columns?.find((c) => c.column === column.name)?.name ?? null;
  return {
    ...{ name: column.name, inLog: name, choice, type, format, isTime, isAttribute, formats: column.formats },
    ...{ shown: shownAs(choice, type, format), confidence: column.confidence },
    ...{ reason: reasonText(column.reason, words), samples: column.samples, missing: column.missing, bad: column.bad },
    readings: column.readings.map(({ text, stored }) => ({
      text,
      stored: stored && readValue(stored, column.type, words.fmt),
    })),
    ...{ required: REQUIRED.has(choice), asked: column.name === asked },
  };
}

/** Columns of one page of the table. */
const PAGE_COLUMNS = 40;

/** Which columns the table shows: those whose name holds the text that is looked for, a page of them. */
export function columnPage<T extends { name: string; choice: string }>(
  columns: readonly T[],
  fields: MappingFields | null,
) {
  const find = fields?.find.trim() ?? '';
  const wanted = find.toLowerCase();
  const found = wanted === '' ? columns : columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  const pages = Math.max(1, Math.ceil(found.length / PAGE_COLUMNS));
  const asked =
    /^page:(\d{1,4})$/.exec(fields?.do ?? '')?.[1] ?? (fields && fields.shownFind !== fields.find ? '1' : fields?.page);
  const page = Math.min(pages, Math.max(1, Number(asked) || 1));
  const shown = found.slice((page - 1) * PAGE_COLUMNS, page * PAGE_COLUMNS);
  return { find, page, pages, total: columns.length, found: found.length, shown, names: found.map(({ name }) => name) };
}

/** The column whose details are open: the one that was just asked for; asked for again, it is closed. */
export function openedColumn(columns: readonly PreviewColumn[], fields: MappingFields | null): string {
  const asked = /^open:(\d{1,6})$/.exec(fields?.do ?? '')?.[1];
  if (asked === undefined) return fields?.opened ?? '';
  const name = columns[Number(asked)]?.name ?? '';
  return name === fields?.opened ? '' : name;
}

/** Details of the open column: what is said of it beside role, type and format, and what can be chosen. */
export function detailsView(columns: readonly PreviewColumn[], name: string, mapping: Mapping | null) {
  const column = columns.find((c) => c.name === name);
  if (!column || !mapping) return null;
  const own = mapping.columns.find((c) => c.column === name);
  const event = mapping.events?.find(({ time }) => time === name);
  const starts = new Set(mapping.events?.flatMap(({ start }) => start ?? []));
  const times = new Set(mapping.events?.map(({ time }) => time));
  const fields: DetailFields = {
    ...{ detailName: own?.name ?? '', detailZone: own?.zone ?? '', detailDecimal: own?.decimal ?? '' },
    detailThousands: own?.thousands === undefined ? '' : signName(own.thousands),
    detailDefault: own?.default ?? '',
    detailTimeColumn: own?.timeColumn === '' ? NO_TIME_COLUMN : (own?.timeColumn ?? ''),
    ...{ detailActivity: event?.activity ?? '', detailStart: event?.start ?? '' },
  };
  return {
    ...{ name, fields, shown: JSON.stringify(fields), isEvent: event !== undefined },
    ...{ isTime: column.type === 'time', isNumber: column.type === 'number' && column.role === 'attribute' },
    ...{ missing: column.missing, decimal: mapping.dialect.decimal },
    clocks: columns
      .filter((c) => c.name !== name && (isClock({ examples: c.samples }) || c.name === own?.timeColumn))
      .map((c) => c.name),
    starts: columns
      .filter((c) => c.holds === 'time' && c.name !== name && !times.has(c.name))
      .filter((c) => !starts.has(c.name) || c.name === event?.start)
      .map((c) => c.name),
  };
}
