import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { NamedCalendar } from './model.ts';

/** Where calendars are kept. */
export interface CalendarStore {
  find(tenant: string, id: string): NamedCalendar | null;
  findByName(tenant: string, workspace: string, name: string): NamedCalendar | null;
  /** By name, then id; one more than the limit where there is more. */
  list(reach: Reach, request: ListRequest): { rows: NamedCalendar[]; total: number };
  insert(tx: Tx, calendar: NamedCalendar): void;
  /** False when the calendar is no longer at `expectedEtag`; so with `remove`. */
  update(tx: Tx, calendar: NamedCalendar, expectedEtag: string): boolean;
  remove(tx: Tx, calendar: NamedCalendar, expectedEtag: string): boolean;
}
