import { invalid, nearest } from '#sdk';
import { compileDateFormat, NAMED_DATE_FORMATS } from '../../mining/formats/date-format.ts';
import { checkTimeZone } from '../../mining/log/time-zones.ts';
import { checkPrivacy } from './check-privacy.ts';
import { checkWideEvents } from './check-wide-events.ts';
import { type ColumnMapping, headersOfEvents, type Mapping } from './mapping.ts';
import { oneColumn, quoted, unknownColumn } from './mapping-faults.ts';
import { WIDE_NAMES } from './wide-rows.ts';

/**
 * Checks a whole mapping against the headers of a file, before any work. Faults (`invalid`), each with the JSON pointer
 * into the mapping: `import.unknownColumn`, `import.columnMappedTwice`, `import.roleMappedTwice`, `import.noCaseColumn`,
 * `import.noActivityColumn`, `import.unknownFormat`, `import.unknownTimeZone`, `import.needsTimeZone`,
 * `import.nameUsedTwice`, `import.classifierColumn`, `import.dialectConflict`, and those of {@link checkWideEvents}.
 */
export function checkMapping(mapping: Mapping, names: readonly string[]): void {
  checkDialect(mapping);
  checkColumns(mapping, names);
  checkWideEvents(mapping, names);
  checkRoles(mapping, names);
  if (mapping.timeZone !== null) checkTimeZone(mapping.timeZone);
  mapping.columns.forEach((column, i) => {
    if (column.zone) checkTimeZone(column.zone);
    if (column.format && !column.drop) checkFormat(column, i, mapping);
  });
  checkNames(mapping);
  checkPrivacy(mapping);
}

function checkDialect({ dialect: { delimiter, quote, escape: escapeSign } }: Mapping): void {
  const plain = /^[\t\x20-\x7e]$/;
  if (!plain.test(delimiter) || delimiter === quote || delimiter === escapeSign || /[\w.-]/.test(delimiter)) {
    invalid(
      'import.dialectConflict',
      `"${delimiter}" cannot separate cells: it must be a sign of its own, such as , ; | or a tab.`,
    );
  }
  if ((quote !== '' && !plain.test(quote)) || (escapeSign !== '' && !plain.test(escapeSign))) {
    invalid('import.dialectConflict', 'Quote and escape must be ASCII signs.');
  }
}

function checkColumns(mapping: Mapping, names: readonly string[]): void {
  const seen = new Set<string>();
  mapping.columns.forEach(({ column }, i) => {
    const pointer = `/columns/${i}/column`;
    if (!names.includes(column)) unknownColumn(column, names, pointer, mapping.dialect.delimiter);
    if (seen.has(column)) {
      const message = `Column "${column}" is mapped twice; each column has one entry.`;
      invalid('import.columnMappedTwice', message, [{ pointer, value: column, message: 'second entry' }]);
    }
    seen.add(column);
    checkTimeColumn(mapping, names, i);
  });
  mapping.classifiers.forEach((classifier, i) => {
    classifier.columns.forEach((column, k) => {
      const pointer = `/classifiers/${i}/columns/${k}`;
      if (!names.includes(column)) unknownColumn(column, names, pointer, mapping.dialect.delimiter);
      const own = mapping.columns.find((c) => c.column === column);
      if (own && !own.drop && own.role !== 'case' && own.level !== 'case') return;
      const message = `Classifier "${classifier.name}" names the column "${column}", which is not mapped as a column of events.`;
      invalid('import.classifierColumn', message, [{ pointer, value: column, message: 'not a column of events' }]);
    });
  });
}

function checkTimeColumn({ columns, dialect }: Mapping, names: readonly string[], i: number): void {
  const { column, timeColumn, drop } = columns[i]!;
  if (!timeColumn || drop) return;
  const pointer = `/columns/${i}/timeColumn`;
  if (!names.includes(timeColumn)) unknownColumn(timeColumn, names, pointer, dialect.delimiter);
  if (timeColumn !== column) return;
  const message = `Column "${column}" is named as its own time of day; name the column that holds the time of day.`;
  invalid('import.timeColumn', message, [{ pointer, value: timeColumn, message: 'the same column' }]);
}

function checkRoles(mapping: Mapping, names: readonly string[]): void {
  const ofEvents = headersOfEvents(mapping);
  const byRole = new Map<string, ColumnMapping>();
  mapping.columns.forEach((column, i) => {
    const role = column.role ?? 'attribute';
    if (role === 'attribute' || column.drop || ofEvents.has(column.column)) return;
    const first = byRole.get(role);
    if (first) {
      const message = `Columns "${first.column}" and "${column.column}" are both mapped as ${role}; one column can have this role.`;
      invalid('import.roleMappedTwice', message, [
        { pointer: `/columns/${i}/role`, value: role, message: 'second column' },
      ]);
    }
    byRole.set(role, column);
  });
  const has = `The file has: ${quoted(names)}.${oneColumn(names, mapping.dialect.delimiter)}`;
  const say = (role: string) => `Name it with --map '{"columns":[{"column":"…","role":"${role}"}]}'. ${has}`;
  if (!byRole.has('case')) invalid('import.noCaseColumn', `No column is known to hold the case id. ${say('case')}`);
  if (!byRole.has('activity') && ofEvents.size === 0)
    invalid('import.noActivityColumn', `No column is known to hold the activity. ${say('activity')}`);
}

function checkFormat(column: ColumnMapping, i: number, mapping: Mapping): void {
  const format = compileDateFormat(column.format!);
  if (format === null) {
    const near = nearest(column.format!, NAMED_DATE_FORMATS);
    const hint = near ? ` Did you mean "${near}"?` : '';
    invalid(
      'import.unknownFormat',
      `"${column.format}" is not a date format.${hint} Known are ${NAMED_DATE_FORMATS.join(', ')} and patterns of YYYY MM DD HH hh mm ss f A Z MON MONTH, such as "DD.MM.YYYY HH:mm:ss".`,
      [{ pointer: `/columns/${i}/format`, value: column.format!, message: 'unknown format' }],
    );
  }
  if (format.kind === 'pattern' && !format.zoned && !(column.zone ?? mapping.timeZone)) {
    invalid(
      'import.needsTimeZone',
      `Times in the format "${column.format}" (column "${column.column}") carry no time zone. In which zone were they written? Say so, for example with --time-zone Europe/Berlin`,
      [{ pointer: `/columns/${i}/format`, value: column.format!, message: 'no offset' }],
    );
  }
}

function checkNames(mapping: Mapping): void {
  const ofEvents = headersOfEvents(mapping);
  const names = new Map<string, string>(ofEvents.size === 0 ? [] : WIDE_NAMES.map((name) => [name, 'of the events']));
  mapping.columns.forEach((column, i) => {
    if (column.drop || ofEvents.has(column.column)) return;
    const name = logName(column);
    const other = names.get(name);
    if (other !== undefined) {
      const message = `Columns "${other}" and "${column.column}" would both be called "${name}" in the log; give one another name.`;
      invalid('import.nameUsedTwice', message, [{ pointer: `/columns/${i}/name`, value: name, message: 'used twice' }]);
    }
    names.set(name, column.column);
  });
  const { fileColumn } = mapping;
  if (fileColumn === undefined || !names.has(fileColumn)) return;
  const message = `The column that tells the files apart would be called "${fileColumn}", as "${names.get(fileColumn)}" is; give it another name.`;
  invalid('import.nameUsedTwice', message, [{ pointer: '/fileColumn', value: fileColumn, message: 'used twice' }]);
}

/** Name of a column in the log: attributes of the case carry the prefix `case:`. */
export function logName(column: ColumnMapping): string {
  const name = column.name ?? column.column;
  const ofCase = (column.role ?? 'attribute') === 'attribute' && column.level === 'case';
  return ofCase && !name.startsWith('case:') ? `case:${name}` : name;
}
