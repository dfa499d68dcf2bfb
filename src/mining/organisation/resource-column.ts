import { COLUMN, COLUMNS, type ColumnSpec, invalid, type Log, nearest, Type } from '#sdk';

/** The parameter that says which column of events names who did them. */
export const ResourceColumn = Type.String({
  default: COLUMNS.resource,
  minLength: 1,
  [COLUMN]: 'event',
  description: 'Column of events that says who did them: a resource, a role, a group',
});

/** The column of events that a wish names; `invalid` where there is none, or none that people can be told apart by. */
export function resourceColumn(log: Log, ref: string): ColumnSpec {
  if (ref === COLUMNS.resource && log.findColumn(ref) === null)
    refuse(
      'The log does not say who did its events. Map a column as the resource, or name another column of events by "resource".',
      'no such column',
    );
  const column = log.column(ref);
  if (column.level === 'case')
    refuse(`Column "${column.name}" belongs to cases, not to events: it does not say who did an event.`, 'of cases');
  if (column.class === 'text')
    refuse(`Column "${column.name}" has too many different values to tell resources apart.`, 'too many values');
  if (column.class !== 'category')
    refuse(`Column "${column.name}" holds ${column.class} values, not names of resources.`, 'not names');
  return column;
}

const refuse = (message: string, short: string): never =>
  invalid('organisation.unfitColumn', message, [{ pointer: '/params/resource', message: short }]);

/** The code of a resource that must exist; the fault names the nearest one. */
export function resourceCode(log: Log, column: ColumnSpec, name: string): number {
  const names = log.values(column.id);
  const code = name === '' ? 0 : names.indexOf(name);
  if (code > 0) return code;
  const near = nearest(name, names);
  return invalid(
    'organisation.unknownResource',
    `No event has "${name}" in the column "${column.name}".${near ? ` Did you mean "${near}"?` : ''}`,
  );
}
