import { invalid } from '#sdk';
import type { SniffedDates } from '../../mining/formats/date-sniff.ts';
import { sniffJoined } from '../../mining/formats/joined-times.ts';
import { sniffSaidNumbers } from '../../mining/formats/number-sniff.ts';
import type { SniffedColumn, SniffedTable } from '../../mining/formats/table-sniff.ts';
import { checkMapping } from './check-mapping.ts';
import { undecidedPerson } from './check-privacy.ts';
import type { ColumnMapping, Mapping, MappingInput } from './mapping.ts';
import { quoted, unknownColumn } from './mapping-faults.ts';
import { suspicionOf } from './personal-columns.ts';
import type { Privacy } from './privacy-schema.ts';
import { proposeMapping, signsOf } from './propose-mapping.ts';
import { type StandingDecisions, withStanding } from './standing-decisions.ts';

/**
 * What a person gave, completed from the file, and checked: the mapping that {@link readCsv} takes. Asks by a fault
 * (kind `invalid`) what the file cannot say: `import.noCaseColumn`, `import.noActivityColumn`, `import.needsTimeZone`,
 * `import.ambiguousDate`, `import.unknownDateFormat`, `import.headerOnly`, and all of {@link checkMapping}.
 * @param standing what the dataset has decided about people before: it holds where nothing is given
 */
export function completeMapping(
  sniffed: SniffedTable,
  input: MappingInput = {},
  asksPrivacy = false,
  standing: StandingDecisions | null = null,
): Mapping {
  if (sniffed.header && sniffed.rows === 0 && sniffed.columns.length > 1) {
    invalid('import.headerOnly', 'The file holds a header row and not one event below it.', [
      { line: sniffed.skip + 1, message: 'header row' },
    ]);
  }
  const merged = mergeMapping(sniffed, input);
  const mapping = standing ? withStanding(merged, standing) : merged;
  checkMapping(
    mapping,
    sniffed.columns.map((c) => c.name),
  );
  askForTimes(mapping, sniffed);
  if (asksPrivacy) askForPersons(mapping, sniffed);
  return mapping;
}

/** What was given over what is proposed, not yet checked. Faults: a column that the file does not have, or that is given twice. */
export function mergeMapping(sniffed: SniffedTable, input: MappingInput = {}): Mapping {
  const timeZone = input.timeZone ?? null;
  const { mapping: proposed } = proposeMapping(sniffed, timeZone);
  const given = checkGiven(sniffed, input);
  const columns = rolesFreed(proposed.columns, given, input).map((proposal) => {
    const own = given.get(proposal.column);
    return own ? overlay(proposal, own) : proposal;
  });
  return {
    dialect: { ...proposed.dialect, ...input.dialect },
    timeZone,
    columns: columns
      .map((c) => withFormat(c.privacy?.action === 'drop' ? { ...c, drop: true } : c, sniffed))
      .map((c) => (input.dialect?.decimal === undefined ? withSigns(c, sniffed) : c)),
    ...(input.events?.length ? { events: input.events } : {}),
    ...(input.fileColumn ? { fileColumn: input.fileColumn } : {}),
    classifiers: input.classifiers ?? [],
  };
}

/** Proposals that do not stand in the way of what was given: a role that is taken, times that events bring, a time of day. */
function rolesFreed(
  proposals: readonly ColumnMapping[],
  given: ReadonlyMap<string, ColumnMapping>,
  { events = [] }: MappingInput,
): ColumnMapping[] {
  const said = [...given.values()];
  const taken = new Set<string>(said.flatMap((g) => (g.role && g.role !== 'attribute' ? [g.role] : [])));
  if (events.length > 0) for (const role of ['activity', 'timestamp', 'start']) taken.add(role);
  const ofEvents = new Map<string, 'timestamp' | 'start'>();
  for (const { time, start } of events) {
    ofEvents.set(time, 'timestamp');
    if (start !== undefined) ofEvents.set(start, 'start');
  }
  const timesOfDay = new Set(said.flatMap(({ timeColumn, drop }) => (timeColumn && !drop ? [timeColumn] : [])));
  return proposals.map((proposal): ColumnMapping => {
    const { column, role = 'attribute' } = proposal;
    const eventRole = ofEvents.get(column);
    if (eventRole)
      return { column, role: eventRole, ...(proposal.timeColumn ? { timeColumn: proposal.timeColumn } : {}) };
    if (timesOfDay.has(column)) return { column, drop: true };
    return role !== 'attribute' && taken.has(role) ? { column, role: 'attribute', type: 'category' } : proposal;
  });
}

function checkGiven(sniffed: SniffedTable, input: MappingInput): Map<string, ColumnMapping> {
  const names = sniffed.columns.map((c) => c.name);
  const given = new Map<string, ColumnMapping>();
  (input.columns ?? []).forEach((column, i) => {
    const pointer = `/columns/${i}/column`;
    if (!names.includes(column.column)) unknownColumn(column.column, names, pointer, sniffed.syntax.delimiter);
    if (given.has(column.column)) {
      const message = `Column "${column.column}" is mapped twice; each column has one entry.`;
      invalid('import.columnMappedTwice', message, [{ pointer, value: column.column, message: 'second entry' }]);
    }
    given.set(column.column, column);
  });
  return given;
}

/** A given role or type replaces what was proposed for the old one. */
function overlay(proposal: ColumnMapping, own: ColumnMapping): ColumnMapping {
  const sameRole = own.role === undefined || own.role === proposal.role;
  const sameType = own.type === undefined || own.type === proposal.type;
  if (sameRole && sameType)
    return { ...proposal, ...(own.type && proposal.fallback ? { fallback: false } : {}), ...own };
  const { level } = proposal;
  const role = own.role ?? proposal.role ?? 'attribute';
  return { ...(level && role === 'attribute' ? { level } : {}), role, ...own };
}

const isTimeColumn = (c: ColumnMapping) => c.role === 'timestamp' || c.role === 'start' || c.type === 'time';

function withFormat(column: ColumnMapping, sniffed: SniffedTable): ColumnMapping {
  if (!isTimeColumn(column) || column.format) return column;
  const format = datesOf(column, sniffed)?.format;
  return format ? { ...column, format } : column;
}

/** What somebody calls numbers is read by the signs in which they are written, where the sample leaves no doubt. */
function withSigns(column: ColumnMapping, sniffed: SniffedTable): ColumnMapping {
  const { type, decimal, thousands, drop } = column;
  if (type !== 'number' || drop || decimal !== undefined || thousands !== undefined) return column;
  const numbers = sniffSaidNumbers(columnOf(sniffed, column).values);
  return numbers && !numbers.ambiguous ? { ...column, ...signsOf(numbers, sniffed) } : column;
}

const columnOf = (sniffed: SniffedTable, { column }: ColumnMapping): SniffedColumn =>
  sniffed.columns.find((c) => c.name === column)!;

/** What the sample says of the times of a column; of a date and a time in two columns, of both together. */
function datesOf(column: ColumnMapping, sniffed: SniffedTable): SniffedDates | null {
  const own = columnOf(sniffed, column);
  const clock = column.timeColumn && sniffed.columns.find((c) => c.name === column.timeColumn);
  return clock ? sniffJoined(own, clock) : own.dates;
}

/** A column that seems to tell who somebody is, and about which nobody decided. */
function askForPersons(mapping: Mapping, sniffed: SniffedTable): void {
  for (const column of mapping.columns) {
    if (column.drop || column.privacy || suspicionOf(column, sniffed)?.class !== 'direct') continue;
    undecidedPerson(column.column);
  }
}

/** A time column without a format or a zone is a question, not a guess. */
function askForTimes(mapping: Mapping, sniffed: SniffedTable): void {
  for (const column of mapping.columns) {
    if (!isTimeColumn(column) || column.drop) continue;
    const seen = { ...columnOf(sniffed, column), dates: datesOf(column, sniffed) };
    if (!column.format && seen.filled > 0) askForFormat(seen, column.privacy);
    if (column.format === 'iso' && seen.dates?.zoned === false && !(column.zone ?? mapping.timeZone))
      needsTimeZone(seen, column.privacy);
  }
  if (mapping.columns.some((c) => c.role === 'timestamp')) return;
  const named = sniffed.roles.find((r) => r.role === 'timestamp' || r.role === 'start');
  const column = named && sniffed.columns[named.position]!;
  if (column && column.filled > 0 && !mapping.columns[named.position]!.drop) askForFormat(column);
}

/** Of a column that was decided about nothing is quoted: others than who loads it may read the question. */
function askForFormat({ name, dates, examples }: SniffedColumn, privacy?: Privacy): never {
  const shown = privacy ? 'not shown here' : quoted(examples.slice(0, 3));
  const say = (format: string) => `--map '{"columns":[{"column":${JSON.stringify(name)},"format":"${format}"}]}'`;
  if (dates && dates.ambiguous.length > 0) {
    invalid(
      'import.ambiguousDate',
      `The dates in column "${name}" (${shown}) can be read in ${dates.ambiguous.length} ways: ${dates.ambiguous.join(' or ')}. Say which: ${say(dates.ambiguous[0]!)}`,
      [{ ...(privacy ? {} : { value: examples[0]! }), message: dates.ambiguous.join(' or ') }],
    );
  }
  invalid(
    'import.unknownDateFormat',
    `The values in column "${name}" (${shown}) are in no date format that is known. Give theirs, for example ${say('DD.MM.YYYY HH:mm:ss')}, or map the column as an attribute.`,
    [{ ...(privacy ? {} : { value: examples[0]! }), message: 'unknown date format' }],
  );
}

/** The question a naive timestamp raises. */
function needsTimeZone({ name, dates }: SniffedColumn, privacy?: Privacy): never {
  const example = privacy ? '' : (dates?.naive ?? '');
  invalid(
    'import.needsTimeZone',
    `The times in column "${name}"${example === '' ? '' : ` ("${example}")`} carry no time zone. In which zone were they written? Say so, for example with --time-zone Europe/Berlin`,
    [{ value: example, message: 'no offset' }],
  );
}
