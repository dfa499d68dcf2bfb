import type { SniffedTable } from '../../mining/formats/table-sniff.ts';
import { type Suspicion, suspect } from '../privacy/suspect.ts';
import type { ColumnMapping } from './mapping.ts';

/** What a log cannot do without: never proposed as something of a person. */
export const NO_PERSON = new Set<string>(['activity', 'timestamp', 'start', 'lifecycle']);

/** What a column of a file seems to say of people; null: nothing, or it is what every log has. */
export function suspicionOf(
  { column, role = 'attribute' }: ColumnMapping,
  { columns }: SniffedTable,
): Suspicion | null {
  const seen = NO_PERSON.has(role) ? undefined : columns.find(({ name }) => name === column);
  return seen ? suspect(seen) : null;
}
