import { COLUMNS, ident, joinSql, literal, type Sql, sql, wholeNumber } from '#sdk';
import type { ReadValue } from '../../mining/formats/value-sql.ts';
import { isGood } from './bad-rows.ts';
import type { ColumnPlan, PlannedColumn, PlannedEvent } from './column-plan.ts';

/** Columns of the log that the events of wide rows bring, by the names of the XES standard. */
export const WIDE_NAMES = ['concept:name', 'time:timestamp', 'start_timestamp'] as const;

const EVENT = ident('event');
const FIRST = ident('first event');

/**
 * Rows of a table as rows of the log. Where a row stands for several events (`plan.events`), each event that has a time becomes a row,
 * in the order of the mapping; a row that is refused stays one. Otherwise the table as it is.
 */
export function eventRows(table: Sql, plan: ColumnPlan): Sql {
  if (plan.events === null) return table;
  const there = plan.events.map(({ time }, i) => sql`case when ${time.raw} is not null then ${wholeNumber(i)} end`);
  const list = sql`case when ${isGood(plan)} then list_filter([${joinSql(there, ', ')}], lambda x: x is not null) else [-1] end`;
  return sql`(select *, unnest("events") as ${EVENT}, "events"[1] as ${FIRST} from (select *, ${list} as "events" from ${table}))`;
}

/** Whether a row of {@link eventRows} is accepted. Never null. */
export const isTaken = (plan: ColumnPlan): Sql => (plan.events === null ? isGood(plan) : sql`(${EVENT} >= 0)`);

/** Whether a row of {@link eventRows} is the first of its row in the table: rows are counted by it. */
export const isFirst = (plan: ColumnPlan): Sql => (plan.events === null ? sql`true` : sql`(${EVENT} = ${FIRST})`);

/** Activity, time and, where one of them has it, start of the events: columns of {@link eventRows}. */
export function columnsOfEvents(events: readonly PlannedEvent[]): PlannedColumn[] {
  const pick = (of: (event: PlannedEvent) => Sql | null): Sql => {
    const cases = events.flatMap((event, i) => {
      const value = of(event);
      return value === null ? [] : [sql`when ${wholeNumber(i)} then ${value}`];
    });
    return sql`case ${EVENT} ${joinSql(cases, '\n')} end`;
  };
  const time = (id: string, name: string, of: (event: PlannedEvent) => PlannedEvent['start']): PlannedColumn => {
    const offsets = events.some((event) => of(event)?.read.offset);
    const read: ReadValue = {
      value: pick((event) => of(event)?.read.value ?? null),
      problem: sql`''`,
      offset: offsets ? pick((event) => of(event)?.read.offset ?? null) : null,
    };
    return { ...own(id, name), class: 'time', raw: pick((event) => of(event)?.raw ?? null), read };
  };
  const [activity, timestamp, start] = WIDE_NAMES;
  return [
    {
      ...own(COLUMNS.activity, activity),
      class: 'category',
      raw: pick((event) => literal(event.activity)),
      read: null,
    },
    time(COLUMNS.time, timestamp, (event) => event.time),
    ...(events.some((event) => event.start) ? [time(COLUMNS.startTime, start, (event) => event.start)] : []),
  ];
}

const own = (id: string, name: string) =>
  ({ id, name, level: 'event', required: false, fallback: false, ofEvents: true, mapping: { column: name } }) as const;
