import type { RoleProposal } from '../../mining/formats/column-roles.ts';
import { clockOf, sniffJoined } from '../../mining/formats/joined-times.ts';
import { isQuantityName, type SniffedNumbers } from '../../mining/formats/number-sniff.ts';
import type { SniffedColumn, SniffedTable } from '../../mining/formats/table-sniff.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';

/** Why the proposal is what it is, one entry a column. */
export interface Proposal {
  column: string;
  /** 0 … 1; below 0.5 a role is not taken. */
  confidence: number;
  reason: string;
}

const SURE = 0.5;

/**
 * A mapping for a sniffed file. Attributes are categories, exactly as written, unless the sample says more than once that
 * they are something else: a number needs plain numbers without leading zeros and decimals or a header that speaks of a
 * quantity; a time needs one unambiguous format and an offset or a known zone. Such proposals carry `fallback`: a value
 * that does not read turns the column back into text and costs no row. Never faults; {@link completeMapping} asks.
 */
export function proposeMapping(
  sniffed: SniffedTable,
  timeZone: string | null = null,
): { mapping: Mapping; proposals: Proposal[] } {
  const proposals: Proposal[] = [];
  const columns = sniffed.columns.map((column) => {
    const role = sniffed.roles.find((r) => r.position === column.position && r.confidence >= SURE);
    const { mapping, ...why } = role ? roleColumn(column, role, sniffed) : attribute(column, sniffed, timeZone);
    proposals.push({ column: column.name, ...why });
    return mapping;
  });
  const { syntax, header, skip, decimal } = sniffed;
  // A sample without UTF-8 does not speak for the whole file: `auto` lets every line have its say.
  const { encoding: seen } = sniffed.encoding;
  const encoding = seen === 'windows-1252' ? 'auto' : seen;
  const dialect = { encoding, ...syntax, header, skip, decimal, missing: [] };
  return { mapping: { dialect, timeZone, columns, classifiers: [] }, proposals };
}

interface Proposed extends Omit<Proposal, 'column'> {
  mapping: ColumnMapping;
}

function roleColumn(
  column: SniffedColumn,
  { role, confidence, reason }: RoleProposal,
  sniffed: SniffedTable,
): Proposed {
  const mapping: ColumnMapping = { column: column.name, role };
  if (role !== 'timestamp' && role !== 'start') return { mapping, confidence, reason };
  const clock = role === 'timestamp' ? clockOf(column, sniffed) : null;
  const format = clock ? sniffJoined(column, clock)?.format : column.dates?.format;
  if (clock && format) Object.assign(mapping, { timeColumn: clock.name });
  if (format) mapping.format = format;
  return { mapping, confidence, reason };
}

/** The column of the timestamp’s time of day, if it has one of its own. */
function isClockOfTimestamp(column: SniffedColumn, sniffed: SniffedTable): boolean {
  const role = sniffed.roles.find((r) => r.role === 'timestamp' && r.confidence >= SURE);
  const date = role && sniffed.columns[role.position];
  return date !== undefined && clockOf(date, sniffed) === column && sniffJoined(date, column)?.format != null;
}

function attribute(column: SniffedColumn, sniffed: SniffedTable, timeZone: string | null): Proposed {
  const level = column.name.startsWith('case:') ? 'case' : 'event';
  const base: ColumnMapping = { column: column.name, role: 'attribute', level };
  const as = (type: ColumnMapping['type'], reason: string, confidence: number, more: Partial<ColumnMapping> = {}) => ({
    mapping: { ...base, type, ...more } as ColumnMapping,
    confidence,
    reason,
  });
  if (column.unnamed && column.rowNumber) return as('category', 'a row number without a header', 0.9, { drop: true });
  if (isClockOfTimestamp(column, sniffed))
    return as('category', 'the time of day of the timestamp, which is read together with it', 0.8, { drop: true });
  const { dates, numbers, declared } = column;
  if (declared) return as(declared.type, `the file says so: ${declared.word}`, 0.95, { fallback: true });
  if (dates?.format && !/^(epoch|YYYYMMDD)/.test(dates.format)) {
    if (dates.share === 1 && (dates.zoned || timeZone !== null)) {
      return as('time', `every sampled value is a time (${dates.format})`, 0.8, {
        format: dates.format,
        fallback: true,
      });
    }
    return as('category', 'dates without a known time zone are kept as written', 0.6);
  }
  if (dates?.ambiguous.length) return as('category', 'day and month cannot be told apart: kept as written', 0.6);
  if (numbers && !numbers.ambiguous && (numbers.fractions || isQuantityName(column.name))) {
    const why = numbers.fractions ? 'numbers with decimals' : 'numbers under a header that speaks of a quantity';
    return as('number', why, 0.8, { fallback: true, ...signsOf(numbers, sniffed) });
  }
  const reason = numbers ? 'whole numbers may be names (007): kept as written' : 'kept as written';
  return as('category', reason, 0.9);
}

/** The signs in which the numbers of a column differ from those of the file. */
export const signsOf = ({ decimal, thousands }: SniffedNumbers, sniffed: SniffedTable): Partial<ColumnMapping> => ({
  ...(decimal === sniffed.decimal ? {} : { decimal }),
  ...(thousands ? { thousands } : {}),
});
