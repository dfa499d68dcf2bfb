import { COLUMNS, type ColumnSpec } from '#sdk';
import type { ColumnMapping } from './mapping.ts';

/** Name of the attribute that holds the ids of cases; it is no column of a staged log. */
export const CASE_ID = 'case:concept:name';

const ROLES: Readonly<Record<string, ColumnMapping['role']>> = {
  [COLUMNS.activity]: 'activity',
  [COLUMNS.time]: 'timestamp',
  [COLUMNS.startTime]: 'start',
  [COLUMNS.resource]: 'resource',
  [COLUMNS.lifecycle]: 'lifecycle',
};
const INSTANCE = 'concept:instance';

export const roleOf = ({ id, name }: Pick<ColumnSpec, 'id' | 'name'>): NonNullable<ColumnMapping['role']> =>
  name === CASE_ID ? 'case' : (ROLES[id] ?? (name === INSTANCE ? 'instance' : 'attribute'));

/** `a.b (nested 2)` → `a.b`, `start_timestamp (text)` → `start_timestamp` */
export const plainName = (name: string): string => name.replace(/( \((text|nested( \d+)?)\))+$/, '');
