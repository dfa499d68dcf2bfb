import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnLevel, type ColumnSpec, ident, joinSql, sql } from '#sdk';
import type { XesFinding } from '../../mining/formats/xes/findings.ts';
import type { XesColumnSource } from '../../mining/formats/xes/xes-declarations.ts';
import type { XesHeader } from '../../mining/formats/xes/xes-header.ts';
import { row } from '../duckdb/query.ts';
import type { Finding } from './import-job.ts';
import type { StagedLog } from './staged-log.ts';

/** What the reader found, with how often and where first. */
export const readingFindings = (found: readonly XesFinding[]): Finding[] =>
  found.map(({ code, count, message, line }) => ({
    code,
    ...(/traces/i.test(code) ? { cases: count } : {}),
    message: `${message} (${count === 1 ? 'once' : `${count} times`}${line === null ? '' : `, ${count === 1 ? '' : 'first '}in line ${line}`})`,
  }));

/** The columns of attributes that stand directly in a trace or event, by key. */
export type KeyedColumns = Readonly<Record<ColumnLevel, ReadonlyMap<string, ColumnSpec>>>;

export function columnsByKey(
  columns: readonly ColumnSpec[],
  sources: Readonly<Record<string, XesColumnSource>>,
): KeyedColumns {
  const of = (level: ColumnLevel) =>
    columns.flatMap((column): [string, ColumnSpec][] => {
      const path = sources[column.id]?.path;
      return column.level === level && path?.length === 1 ? [[path[0]!.key, column]] : [];
    });
  // Of a key that has a column of times and one of texts the first counts, which holds the times.
  return { case: new Map(of('case').reverse()), event: new Map(of('event').reverse()) };
}

/**
 * The classifiers that a log declares for events, by column ids, and all that it declares. Keys that stand unquoted with
 * blanks in them are put together again where the parts are no attributes. One whose attributes no event has is a finding.
 */
export function declaredClassifiers(
  header: XesHeader,
  { event }: KeyedColumns,
): { classifiers: StagedLog['classifiers']; declared: XesHeader['classifiers']; findings: Finding[] } {
  const classifiers: { name: string; columns: string[] }[] = [];
  const declared: XesHeader['classifiers'] = [];
  const findings: Finding[] = [];
  for (const { name, scope, keys } of header.classifiers) {
    const whole = joinKeys(keys, (key) => event.has(key));
    const ids = whole.map((key) => event.get(key)?.id);
    const known = ids.length > 0 && ids.every((id) => id !== undefined);
    declared.push({ name, scope, keys: scope === 'event' && known ? whole : keys });
    if (scope !== 'event' || classifiers.some((c) => c.name === name)) continue;
    if (known) classifiers.push({ name, columns: ids });
    else {
      const message = `The classifier "${name}" names attributes that no event has (${keys.join(' ')}): left out`;
      findings.push({ code: 'classifierWithoutAttribute', message });
    }
  }
  return { classifiers, declared, findings };
}

function joinKeys(keys: readonly string[], isKnown: (key: string) => boolean): string[] {
  const joined: string[] = [];
  for (let from = 0; from < keys.length; ) {
    let to = keys.length;
    while (to > from + 1 && !isKnown(keys.slice(from, to).join(' '))) to--;
    joined.push(keys.slice(from, to).join(' '));
    from = to;
  }
  return joined;
}

/** Events without a time: they are kept, and the order of their case is the file's. */
export async function untimedEvents(connection: DuckDBConnection): Promise<Finding[]> {
  const { n } = await row<{ n: number }>(connection, sql`select (count(*) - count("time"))::double as n from staged`);
  if (n === 0) return [];
  const message = `${n} events have no time (time:timestamp): kept; their cases stay in the order of the file`;
  return [{ code: 'eventsWithoutTime', column: 'time:timestamp', message }];
}

/**
 * Attributes that the log declares as global, which promises that each trace or event has them, and that some lack. The
 * declared default is named and not filled in: it stands there for writers ("UNKNOWN", 1970-01-01), and would turn what
 * is not known into data.
 */
export async function brokenPromises(
  connection: DuckDBConnection,
  header: XesHeader,
  keyed: KeyedColumns,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const level of ['event', 'case'] as const) {
    const declared = header.globals
      .filter((g) => (g.scope === 'event') === (level === 'event'))
      .flatMap((g) => g.attributes)
      .filter(({ key, type }) => type !== 'list' && type !== 'container' && key !== 'concept:name');
    const known = declared.flatMap(({ key, value }) => {
      const column = keyed[level].get(key);
      return column ? [{ column, value: value ?? '' }] : [];
    });
    if (known.length === 0) continue;
    const counts = known.map(
      ({ column }) => sql`(count(*) - count(${ident(column.id)}))::double as ${ident(column.id)}`,
    );
    const table = ident(level === 'event' ? 'staged' : 'staged_cases');
    const missing = await row<Record<string, number>>(connection, sql`select ${joinSql(counts, ', ')} from ${table}`);
    for (const { column, value } of known) {
      const lacking = missing[column.id]!;
      if (lacking === 0) continue;
      const who = level === 'event' ? 'events' : 'cases';
      const message = `The log declares "${column.name}" for all ${who} (default "${value.slice(0, 100)}"), but ${lacking} have none: left missing`;
      findings.push({
        code: 'globalMissing',
        column: column.name,
        ...(level === 'case' ? { cases: lacking } : {}),
        message,
      });
    }
  }
  return findings;
}
