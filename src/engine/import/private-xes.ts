import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, type ColumnSpec, ident, joinSql, MAX_CATEGORY_VALUES, type Sql, sql, wholeNumber } from '#sdk';
import { execute, row, rows } from '../duckdb/query.ts';
import { suspect } from '../privacy/suspect.ts';
import { type Anonymity, anonymityOf } from './anonymity.ts';
import { demandKey, undecidedPerson } from './check-privacy.ts';
import type { ColumnMapping } from './mapping.ts';
import { NO_PERSON } from './personal-columns.ts';
import { preparePrivacy } from './privacy-macros.ts';
import { type Privacy, SHIFT_DAYS } from './privacy-schema.ts';
import { changedText, changesCells, isMasked } from './private-cells.ts';
import type { StagedXes } from './stage-xes.ts';
import type { StandingDecisions } from './standing-decisions.ts';
import { CASE_ID, roleOf } from './xes-names.ts';
import { type DecidedColumns, decidedIn } from './xes-people.ts';

export interface PeopleOptions {
  /** Entries of columns with their `privacy`; the rest of a mapping means nothing to a file that describes itself. */
  readonly decided: readonly ColumnMapping[];
  /** What the dataset decided before; absent: nothing. */
  readonly standing?: StandingDecisions | null;
  readonly privacyKey: string | null;
  /** Whether an attribute that seems to tell who somebody is must be decided about. */
  readonly asks: boolean;
}

export interface PrivateXes extends StagedXes {
  readonly decided: readonly ColumnMapping[];
  readonly anonymity: Anonymity | null;
}

/** Different values that are looked at, as the sniffer of tables does. */
const SAMPLE_VALUES = 200;

/**
 * What was decided about people, done to a log that is staged: afterwards `staged`, `staged_cases` and the types of their columns hold
 * nothing any more that was not to be kept.
 */
export async function privateXes(
  connection: DuckDBConnection,
  staged: StagedXes,
  { decided: given, standing, privacyKey, asks }: PeopleOptions,
): Promise<PrivateXes> {
  const decided = decidedIn(given, staged.columns, standing);
  if (asks) await askForPersons(connection, staged.columns, decided);
  if (decided.size === 0) return { ...staged, decided: [], anonymity: null };
  const changed = [...decided.values()].filter(changesCells);
  await preparePrivacy(connection, { columns: changed }, () => demandKey(privacyKey));
  let { columns } = staged;
  if (changed.length > 0)
    for (const level of ['event', 'case'] as const) columns = await changeTable(connection, columns, decided, level);
  const kept = new Set(columns.map(({ id }) => id));
  const was = new Map(staged.columns.map((c) => [c.id, c]));
  const sources = Object.fromEntries(
    Object.entries(staged.sources)
      .filter(([id]) => kept.has(id))
      .map(([id, source]) => {
        const isSame = columns.find((c) => c.id === id)?.class === was.get(id)?.class;
        return [id, isSame ? source : { path: source.path, type: 'string' as const }];
      }),
  );
  const masked = columns.map((c) => (isMasked(decided.get(c.name)) ? { ...c, masked: true as const } : c));
  return {
    ...staged,
    decided: [...decided.values()],
    columns: masked,
    sources,
    anonymity: await classesOfCases(connection, columns, decided),
  };
}

/** Writes one of the two tables anew with what may be kept of it. @returns all columns, as they are then */
async function changeTable(
  connection: DuckDBConnection,
  columns: readonly ColumnSpec[],
  decided: DecidedColumns,
  level: 'case' | 'event',
): Promise<ColumnSpec[]> {
  const table = ident(level === 'event' ? 'staged' : 'staged_cases');
  const own = columns.filter((c) => c.level === level);
  if (level === 'case' && own.length === 0) return [...columns];
  const treated = own.map((spec) => ({ spec, privacy: privacyOf(decided.get(spec.name)) }));
  const rewritten = treated.filter(({ privacy }) => isRewritten(privacy));
  for (const { spec, privacy } of rewritten) await mapValues(connection, table, spec, privacy!);
  const cells = treated.flatMap(({ spec, privacy }) => {
    const cell = cellOf(spec, privacy);
    return cell ? [sql`${cell} as ${ident(spec.id)}`] : [];
  });
  const joins = rewritten.map(
    ({ spec }) => sql`left join ${mapOf(spec)} ${mapOf(spec)} on ${mapOf(spec)}.v = s.${ident(spec.id)}`,
  );
  const hashed = privacyOf(decided.get(CASE_ID)) !== null;
  const caseId = sql`${hashed ? sql`pseudonym(s.case_id)` : sql`s.case_id`} as case_id`;
  const keys = level === 'event' ? [sql`s."row" as "row"`, caseId] : [caseId];
  const left = own.filter(({ id, name }) => id === COLUMNS.time || privacyOf(decided.get(name))?.action !== 'drop');
  if (level === 'case' && left.length === 0) await execute(connection, sql`drop table ${table}`);
  else {
    await execute(
      connection,
      sql`create table private_rows as select ${joinSql([...keys, ...cells], ', ')} from ${table} s ${joinSql(joins, '\n')}`,
    );
    await execute(connection, sql`drop table ${table}`);
    await execute(connection, sql`alter table private_rows rename to ${table}`);
  }
  const after = new Map<string, ColumnSpec>(left.map((spec) => [spec.id, spec]));
  for (const { spec } of rewritten) after.set(spec.id, await retype(connection, table, spec));
  for (const { spec } of treated) if (!after.has(spec.id)) await dropType(connection, spec);
  return columns.flatMap((c) => (c.level === level ? (after.get(c.id) ?? []) : [c]));
}

const privacyOf = (column: ColumnMapping | undefined): Privacy | null =>
  column && changesCells(column) ? column.privacy! : null;

/** Whether each value is replaced by a text, whatever row it stands in. */
const isRewritten = (privacy: Privacy | null): boolean =>
  privacy !== null && privacy.action !== 'drop' && privacy.action !== 'shift';

const mapOf = ({ id }: ColumnSpec): Sql => ident(`kept ${id}`);

/** A table of the different values of a column and what is kept of each: far fewer than there are rows. */
async function mapValues(connection: DuckDBConnection, table: Sql, spec: ColumnSpec, privacy: Privacy): Promise<void> {
  const isNumber = spec.class === 'number';
  const isTime = spec.class === 'time';
  const text = isNumber
    ? sql`plain_number(v)`
    : isTime
      ? sql`strftime(make_timestamp((v * 1000)::bigint), '%Y-%m-%dT%H:%M:%S.%gZ')`
      : sql`v::varchar`;
  const value = changedText(privacy, {
    raw: sql`t`,
    number: () => (isNumber ? sql`v` : sql`try_cast(t as double)`),
    atMs: () => (isTime ? sql`v` : sql`null::double`),
  });
  await execute(
    connection,
    sql`create table ${mapOf(spec)} as select v, ${value} as kept from (select v, ${text} as t from
      (select distinct ${ident(spec.id)} as v from ${table} where ${ident(spec.id)} is not null))`,
  );
}

/** What takes the place of a cell; null: nothing. A log keeps its column of times, if an empty one. */
function cellOf(spec: ColumnSpec, privacy: Privacy | null): Sql | null {
  const cell = sql`s.${ident(spec.id)}`;
  if (privacy === null) return cell;
  if (privacy.action === 'drop') return spec.id === COLUMNS.time ? sql`null::double` : null;
  if (privacy.action !== 'shift') return sql`${mapOf(spec)}.kept`;
  return sql`${cell} + case_offset_ms(s.case_id, ${wholeNumber(privacy.days ?? SHIFT_DAYS)})`;
}

/** A column of texts under the type of a category, as long as they are few; the type that held the former values goes. */
async function retype(connection: DuckDBConnection, table: Sql, spec: ColumnSpec): Promise<ColumnSpec> {
  await execute(connection, sql`drop table ${mapOf(spec)}`);
  await dropType(connection, spec);
  const [name, type] = [ident(spec.id), ident(`e_${spec.id}`)];
  const values = sql`select distinct ${name} as v from ${table} where ${name} is not null`;
  const { n } = await row<{ n: number }>(connection, sql`select count(*)::double as n from (${values})`);
  if (n === 0 || n > MAX_CATEGORY_VALUES) return { ...spec, class: 'text' };
  await execute(connection, sql`create type ${type} as enum (${values} order by v)`);
  await execute(connection, sql`alter table ${table} alter ${name} type ${type} using ${name}::${type}`);
  return { ...spec, class: 'category' };
}

async function dropType(connection: DuckDBConnection, { id, class: kind }: ColumnSpec): Promise<void> {
  if (kind === 'category') await execute(connection, sql`drop type if exists ${ident(`e_${id}`)}`);
}

/** The classes of cases under the columns that were called quasi-identifiers. */
function classesOfCases(
  connection: DuckDBConnection,
  columns: readonly ColumnSpec[],
  decided: DecidedColumns,
): Promise<Anonymity | null> {
  const quasi = columns.filter(({ name }) => decided.get(name)?.privacy?.class === 'quasi');
  const ofCases = quasi.some(({ level }) => level === 'case');
  const join = ofCases ? sql`left join staged_cases c using (case_id)` : sql``;
  const values = quasi.map(({ id, level }) => sql`${level === 'case' ? sql`c` : sql`s`}.${ident(id)} as ${ident(id)}`);
  const table = sql`(select ${joinSql([sql`case_id`, sql`s."row" as place`, ...values], ', ')} from staged s ${join})`;
  return anonymityOf(
    connection,
    table,
    quasi.map(({ id, name }) => ({ name, value: ident(id) })),
  );
}

async function askForPersons(
  connection: DuckDBConnection,
  columns: readonly ColumnSpec[],
  decided: DecidedColumns,
): Promise<void> {
  for (const spec of columns) {
    if (decided.has(spec.name) || NO_PERSON.has(roleOf(spec))) continue;
    const table = ident(spec.level === 'event' ? 'staged' : 'staged_cases');
    const found = await rows<{ v: string }>(
      connection,
      sql`select distinct ${ident(spec.id)}::varchar as v from (select ${ident(spec.id)} from ${table}
        where ${ident(spec.id)} is not null limit 10000) limit ${wholeNumber(SAMPLE_VALUES)}`,
    );
    if (suspect({ name: spec.name, values: found.map(({ v }) => v) })?.class === 'direct') undecidedPerson(spec.name);
  }
}
