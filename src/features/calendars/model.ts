import { type Static, Type } from '#sdk';
import { type Calendar, CalendarSchema } from '../../mining/log/working-calendar.ts';
import { Description, Name } from '../../platform/names.ts';

/** When people of a workspace work, under a name. */
export interface NamedCalendar {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string;
  /** In canonical form. */
  readonly content: Calendar;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

const { zone: _, ...hours } = CalendarSchema.properties;
const content = {
  zone: Type.String({ default: 'UTC', minLength: 1, maxLength: 100, description: 'IANA time zone whose clocks count' }),
  ...hours,
};

export const CreateCalendar = Type.Object({
  name: Name,
  description: Type.Optional(Description),
  workspaceId: Type.Optional(Type.String({ description: 'Needed where you may enter several workspaces' })),
  ...content,
});
export const ChangeCalendar = Type.Object({ name: Name, description: Type.Optional(Description), ...content });

export const CalendarView = Type.Object({
  id: Type.String(),
  workspaceId: Type.String(),
  name: Type.String(),
  description: Type.String(),
  ...CalendarSchema.properties,
  etag: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentCalendar = (c: NamedCalendar): Static<typeof CalendarView> => ({
  ...{ id: c.id, workspaceId: c.workspace, name: c.name, description: c.description, ...c.content },
  ...{ etag: c.etag, createdAt: iso(c.createdAtMs), updatedAt: c.updatedAtMs === null ? null : iso(c.updatedAtMs) },
});
