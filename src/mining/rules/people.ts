import { COLUMNS, ColumnRef, type ColumnSpec, invalid, type Log, Type } from '#sdk';
import { ruleCode } from './activity-codes.ts';

/** Parameter of rules about people. */
export const Who = Type.Optional(
  ColumnRef('Attribute of the events that says who did it; without it, the resource of the log', 'event'),
);

/** The column that says who did an event. Ends in `invalid` when the log has none. */
function peopleColumn(log: Log, attribute: string | undefined): ColumnSpec {
  if (attribute === undefined && !log.findColumn(COLUMNS.resource))
    invalid(
      'rules.noPeople',
      'The log does not say who did an event: it has no column org:resource. Name the attribute that does.',
    );
  const column = log.column(attribute ?? COLUMNS.resource);
  if (column.level === 'event' && column.class === 'category') return column;
  return invalid(
    'rules.notPeople',
    `Column "${column.name}" cannot say who did an event: it holds ${column.class} values of ${column.level}s.`,
  );
}

/** What rules about who did two activities need: the codes of both, the column, and the length of its dictionary. */
export function peopleRule(log: Log, p: { activity: string; other: string; attribute?: string | undefined }) {
  const { id } = peopleColumn(log, p.attribute);
  return { a: ruleCode(log, p.activity), b: ruleCode(log, p.other), column: id, people: log.values(id).length };
}
