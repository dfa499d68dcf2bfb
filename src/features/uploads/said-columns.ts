import { invalid } from '#sdk';
import type { ColumnMapping, MappingInput } from '../../engine/import/mapping.ts';
import type { PreviewColumn } from '../../engine/import/preview-job.ts';

/** What a column is chosen to be: a role, the time or the start of an event of its own, an attribute of one level, or nothing. */
export const CHOICES = [
  ...['case', 'activity', 'timestamp', 'start', 'event', 'event-start', 'resource', 'lifecycle', 'instance'],
  ...['case-attribute', 'event-attribute', 'drop'],
] as const;

type WideEvent = NonNullable<MappingInput['events']>[number];

/** What a person has said of the columns so far, by header. */
export interface SaidColumns {
  readonly columns: Map<string, ColumnMapping>;
  readonly events: Map<string, WideEvent>;
}

export const saidIn = ({ columns = [], events = [] }: MappingInput): SaidColumns => ({
  columns: new Map(columns.map((column) => [column.column, column])),
  events: new Map(events.map((event) => [event.time, event])),
});

export const asMapping = ({ columns, events }: SaidColumns): Pick<MappingInput, 'columns' | 'events'> => ({
  columns: [...columns.values()],
  ...(events.size > 0 ? { events: [...events.values()] } : {}),
});

/** How a column stands in the form. */
export function choiceOf({ name, role, level, drop }: PreviewColumn, { events = [] }: MappingInput): string {
  if (events.some(({ time }) => time === name)) return 'event';
  if (events.some(({ start }) => start === name)) return 'event-start';
  if (drop) return 'drop';
  return role === 'attribute' ? `${level}-attribute` : role;
}

/** A column as the form has it. */
export interface ChosenColumn {
  readonly choice: string;
  readonly type: string;
  readonly format: string;
}

/** Details that the form sets one by one. */
export const DETAILS = ['name', 'zone', 'decimal', 'thousands', 'default', 'timeColumn'] as const;

/** What is said of a column beside role, type and format: it outlives a change of these. */
function detailsOf(column: ColumnMapping | undefined): Partial<ColumnMapping> {
  if (!column) return {};
  const {
    column: _,
    role: __,
    type: ___,
    level: ____,
    format: _____,
    drop: ______,
    fallback: _______,
    ...details
  } = column;
  return details;
}

/** Takes a choice; `shown` is how the column stood in the form before, null where it was not looked at. */
export function choose(said: SaidColumns, column: string, now: ChosenColumn, shown: ChosenColumn | null): void {
  const { choice } = now;
  if (!CHOICES.some((known) => known === choice)) garbledForm();
  leaveEvents(said, column, choice);
  if (choice === 'event' && !said.events.has(column)) {
    if (said.events.size === 0) freeRoles(said);
    said.events.set(column, { time: column });
  }
  said.columns.set(column, { ...detailsOf(said.columns.get(column)), ...entryOf(column, now, shown) });
}

const ROLES_OF_CHOICES: Readonly<Record<string, ColumnMapping['role']>> = {
  event: 'timestamp',
  'event-start': 'start',
};

function entryOf(column: string, { choice, type, format }: ChosenColumn, shown: ChosenColumn | null): ColumnMapping {
  if (choice === 'drop') return { column, drop: true };
  const isAttribute = choice.endsWith('-attribute');
  const role = isAttribute ? 'attribute' : (ROLES_OF_CHOICES[choice] ?? (choice as NonNullable<ColumnMapping['role']>));
  const time = isAttribute ? type === 'time' : role === 'timestamp' || role === 'start';
  const sameType = type === (shown?.type ?? '');
  return {
    ...{ column, drop: false, role },
    ...(isAttribute ? { level: choice === 'case-attribute' ? 'case' : 'event' } : {}),
    // A type that stands as it was proposed stays a proposal, which costs no row.
    ...(isAttribute && type !== '' && !sameType ? { type: type as NonNullable<ColumnMapping['type']> } : {}),
    ...(time && format !== '' && (format !== (shown?.format ?? '') || sameType) ? { format } : {}),
  };
}

function leaveEvents({ events }: SaidColumns, column: string, choice: string): void {
  if (choice !== 'event') events.delete(column);
  if (choice === 'event-start') return;
  for (const [time, { start, ...rest }] of events) if (start === column) events.set(time, rest);
}

/** The events of a row bring their activities and times: what was said to be one is so no longer. */
function freeRoles({ columns }: SaidColumns): void {
  for (const [column, { role, format: _, ...rest }] of columns)
    if (role === 'activity' || role === 'timestamp' || role === 'start') columns.set(column, rest);
}

/** Gives an event its activity (empty: the header of its time) and the column of its start (empty: none). */
export function describeEvent(said: SaidColumns, time: string, activity: string, start: string): void {
  const before = said.events.get(time);
  if (!before) return;
  said.events.set(time, { time, ...(activity ? { activity } : {}), ...(start ? { start } : {}) });
  if (start && start !== before.start) {
    said.events.delete(start);
    said.columns.set(start, { ...detailsOf(said.columns.get(start)), column: start, drop: false, role: 'start' });
  }
  if (before.start !== undefined && before.start !== start) said.columns.set(before.start, { column: before.start });
}

/** Sets the type of a column that is an attribute; one with a role keeps it. */
export function setType({ columns }: SaidColumns, column: string, type: string): void {
  const { format: _, ...before } = columns.get(column) ?? { column };
  columns.set(column, { ...before, drop: false, type: type as NonNullable<ColumnMapping['type']> });
}

/** Says how the times of a column are written, and nothing else of it. */
export function setFormat({ columns }: SaidColumns, column: string, format: string): void {
  columns.set(column, { ...(columns.get(column) ?? { column }), format });
}

export const garbledForm = (): never =>
  invalid('upload.garbledForm', 'The form is garbled. Open this page again from its address.');
