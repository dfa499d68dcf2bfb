import { AppError, COLUMNS } from '#sdk';
import { type BroughtDecision, heldOf } from './brought-decisions.ts';
import { logName } from './check-mapping.ts';
import { type ColumnMapping, headersOfEvents, type Mapping } from './mapping.ts';
import { type Privacy, sameTreatment } from './privacy-schema.ts';
import { CASE_ID, plainName, roleOf } from './xes-names.ts';

type Role = NonNullable<ColumnMapping['role']>;

/** What loads of a dataset have decided about a column of it. */
export interface StandingDecision {
  /** As its files and the log call it. */
  readonly names: readonly string[];
  /** What it was to the log in one load or the other. */
  readonly roles: readonly Role[];
  readonly privacy: Privacy;
}

/** What was decided about people in the rows that a dataset holds: a later load keeps no more of them. */
export interface StandingDecisions {
  readonly columns: readonly StandingDecision[];
  /** Names of the columns that the dataset has: one of them that nothing was decided about is kept, whatever is called nearly so. */
  readonly known: readonly string[];
  /** Whether the load makes the log anew, so that it may decide otherwise; what it says nothing of stays as it was decided. */
  readonly mayChange: boolean;
  /** What the rows of the load bring along from where they come. */
  readonly brought?: readonly BroughtDecision[];
}

const NAMED: Readonly<Record<string, string>> = {
  'concept:name': COLUMNS.activity,
  'time:timestamp': COLUMNS.time,
  start_timestamp: COLUMNS.startTime,
  'org:resource': COLUMNS.resource,
  'lifecycle:transition': COLUMNS.lifecycle,
};

/** The decisions of one load: of its mapping, or of the entries for a file that describes itself. */
export function decisionsOf(
  mapping: Pick<Mapping, 'columns' | 'events'>,
  describesItself: boolean,
): StandingDecision[] {
  const times = headersOfEvents(mapping);
  return mapping.columns.flatMap((c) => {
    if (!c.privacy) return [];
    const ofFile = times.has(c.column) ? 'timestamp' : (c.role ?? 'attribute');
    const role = describesItself ? roleOf({ id: NAMED[c.column] ?? '', name: c.column }) : ofFile;
    const names = describesItself ? [c.column] : [...new Set([c.column, logName(c)])];
    return [{ names, roles: [role], privacy: c.privacy }];
  });
}

/** Decisions of several loads, oldest first: of a column the last one holds. The newest stand first. */
export function lastDecisions(loads: readonly (readonly StandingDecision[])[]): StandingDecision[] {
  let standing: StandingDecision[] = [];
  for (const load of loads) {
    const isSame = (one: StandingDecision, other: StandingDecision) =>
      one.names.some((name) => other.names.includes(name));
    const newer = load.map((one): StandingDecision => {
      const all = [one, ...standing.filter((old) => isSame(old, one))];
      const merged = <V>(of: (decision: StandingDecision) => readonly V[]): V[] => [...new Set(all.flatMap(of))];
      return { names: merged(({ names }) => names), roles: merged(({ roles }) => roles), privacy: one.privacy };
    });
    standing = [...newer, ...standing.filter((old) => !load.some((one) => isSame(old, one)))];
  }
  return standing;
}

/** What stands of a column of the table or the log: by one of its names, the last one that of the log, else by what it is to the log. */
export function standingOf(
  { columns, known }: StandingDecisions,
  names: readonly string[],
  role: Role,
): StandingDecision | null {
  const named = (same: (one: string, other: string) => boolean) =>
    columns.find((decision) => decision.names.some((one) => names.some((name) => same(one, name))));
  const exact = named((one, other) => one === other);
  if (exact) return exact;
  if (role !== 'attribute') return columns.find(({ roles }) => roles.includes(role)) ?? null;
  return known.includes(names.at(-1)!) ? null : (named((one, other) => bare(one) === bare(other)) ?? null);
}

/** The same of a column of a mapping. */
export function standingOfColumn(standing: StandingDecisions, column: ColumnMapping, mapping: Mapping) {
  const role = headersOfEvents(mapping).has(column.column) ? 'timestamp' : (column.role ?? 'attribute');
  return standingOf(standing, [column.column, logName(column)], role);
}

/** The case id of XES is no activity: both are called `concept:name`. */
const bare = (name: string): string => {
  const plain = plainName(name.trim());
  return (plain === CASE_ID ? plain : plain.replace(/^case:/, '')).toLowerCase();
};

/** The mapping of a load with what stands done to it. Faults: `import.otherDecision`, `import.broughtDecision`. */
export function withStanding(mapping: Mapping, standing: StandingDecisions): Mapping {
  const columns = mapping.columns.map((column): ColumnMapping => {
    const own = standingOfColumn(standing, column, mapping)?.privacy ?? null;
    if (column.privacy) {
      if (own && !standing.mayChange) demandSame(column.column, column.privacy, own);
      return column;
    }
    const held = column.drop ? leftOut(own) : heldBeside(column, mapping, own, standing);
    if (!held) return column;
    return { ...column, privacy: held, ...(held.action === 'drop' ? { drop: true } : {}) };
  });
  return { ...mapping, columns };
}

const heldBeside = (column: ColumnMapping, mapping: Mapping, own: Privacy | null, { brought }: StandingDecisions) => {
  const one = brought?.find((decision) => decision.column === column.column);
  return one ? heldOf(column, mapping, own, one) : own;
};

/** A column that is left out keeps nothing, and later loads keep no more of it. */
const leftOut = (own: Privacy | null): Privacy | null =>
  own && own.action !== 'keep' ? { class: own.class, action: 'drop' } : null;

/** Rows that are added are treated as those that are there; less may be kept of them, never more. */
export function demandSame(column: string, asked: Privacy, stands: Privacy): void {
  if (stands.action === 'keep' || asked.action === 'drop' || sameTreatment(asked, stands)) return;
  throw new AppError(
    'conflict',
    'import.otherDecision',
    `Of the column "${column}" was decided "${stands.action}" when the rows of this dataset were loaded, and this load says "${asked.action}". Say the same or nothing of it, or replace the data of the dataset to decide anew; nothing was changed.`,
    [{ value: column, message: `decided: ${stands.action}` }],
  );
}

/** What was read under another name is not put into a column of which less is kept. */
export function demandUndecided(column: string, taken: string, { columns }: StandingDecisions): void {
  const stands = columns.find(({ names, privacy }) => names.includes(taken) && privacy.action !== 'keep');
  if (!stands) return;
  throw new AppError(
    'conflict',
    'import.renamedDecided',
    `Column "${column}" seems to be "${taken}" under another name, of which was decided "${stands.privacy.action}". Call it "${taken}" in the mapping ("name"), so that the same is done to it; nothing was changed.`,
    [{ value: column, message: `taken for "${taken}"` }],
  );
}
