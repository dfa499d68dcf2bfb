import { AppError, type ColumnSpec, ident, joinSql, sql } from '#sdk';
import { row } from '../duckdb/query.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import { sameColumn } from './same-column.ts';
import type { StagedLog } from './staged-log.ts';
import { demandUndecided, type StandingDecisions } from './standing-decisions.ts';

/** What a load is compared by with the one before it. */
export interface ColumnProfile {
  name: string;
  level: ColumnSpec['level'];
  class: ColumnSpec['class'];
  /** Share of rows (or cases) without a value, 0 … 1. */
  missing: number;
  /** Different values of a category; null for others. */
  values: number | null;
}

export interface LoadProfile {
  rows: number;
  columns: readonly ColumnProfile[];
}

/** `block`: a load that differs is refused. `warn`: it comes in and says so. `map`: columns that were renamed get their name back. */
export const DRIFT_POLICIES = ['block', 'warn', 'map'] as const;
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

/** How the columns of a load differ from those of the load before. */
export interface DriftFinding {
  kind: 'new' | 'missing' | 'retyped' | 'renamed' | 'missingValues' | 'manyValues';
  column: string;
  message: string;
  /** What the message says besides kind and column, for those who say it in another language. */
  values?: Readonly<Record<string, string | number>>;
}

export interface DriftCheck {
  policy: DriftPolicy;
  before: LoadProfile;
  /** Folder of the present version, whose values tell renamed columns; null: names alone do. */
  present: string | null;
}

/** Change of the share of missing values, and growth of a category, from which they are told. */
const SHARE_CHANGED = 0.2;
const VALUES_GREW = 10;
/** Shares of fewer rows say little. */
const ENOUGH_ROWS = 100;

/** Counts what a later load is compared with: no more than a scan of the staged rows. */
export async function profileOf({ connection, columns }: StagedLog): Promise<LoadProfile> {
  const counted = async (level: 'case' | 'event') => {
    const own = columns.filter((c) => c.level === level);
    if (level === 'case' && own.length === 0) return null;
    const counts = own.map((c) => sql`count(${ident(c.id)})::double as ${ident(c.id)}`);
    const table = level === 'event' ? sql`staged` : sql`staged_cases`;
    return row<Record<string, number>>(
      connection,
      sql`select ${joinSql([sql`count(*)::double as "all rows"`, ...counts], ', ')} from ${table}`,
    );
  };
  const of = { event: (await counted('event'))!, case: await counted('case') };
  const profiles: ColumnProfile[] = [];
  for (const column of columns) {
    const counts = of[column.level]!;
    const all = counts['all rows']!;
    const missing = all === 0 ? 0 : 1 - counts[column.id]! / all;
    const { name, level, class: kind } = column;
    profiles.push({ name, level, class: kind, missing, values: kind === 'category' ? await valuesOf(column) : null });
  }
  return { rows: of.event['all rows']!, columns: profiles };

  async function valuesOf(column: ColumnSpec): Promise<number> {
    const type = ident(`e_${column.id}`);
    const { n } = await row<{ n: number }>(connection, sql`select len(enum_range(null::${type}))::double as n`);
    return n;
  }
}

export interface CheckedLoad {
  staged: StagedLog;
  profile: LoadProfile;
  drift: readonly DriftFinding[];
}

/** Compares a load with the one before and does what the policy says. Faults: `import.schemaChanged`, `import.renamedDecided`. */
export async function checkDrift(
  staged: StagedLog,
  check: DriftCheck | null,
  standing: StandingDecisions | null = null,
): Promise<CheckedLoad> {
  const profile = await profileOf(staged);
  if (check === null) return { staged, profile, drift: [] };
  if (check.policy === 'map') return mapRenamed(staged, profile, check, standing);
  const drift = differences(check.before, profile);
  if (check.policy === 'block' && drift.length > 0) throw refused(drift);
  return { staged, profile, drift };
}

function refused(drift: readonly DriftFinding[]): AppError {
  const told = drift.slice(0, 5).map(({ message }) => message);
  const more = drift.length > told.length ? `, and ${drift.length - told.length} more` : '';
  return new AppError(
    'conflict',
    'import.schemaChanged',
    `The columns differ from those of the load before: ${told.join('; ')}${more}. Nothing was changed. Correct the file or its mapping, or let the dataset take such loads (its policy for changed columns).`,
    drift.map(({ column, message }) => ({ pointer: `/columns/${column}`, message })),
  );
}

/** New, missing and retyped columns, and those whose values come in another number. */
export function differences(before: LoadProfile, now: LoadProfile): DriftFinding[] {
  const earlier = new Map(before.columns.map((c) => [c.name, c]));
  const later = new Set(now.columns.map((c) => c.name));
  const gone = before.columns.filter((c) => !later.has(c.name));
  return [
    ...now.columns.flatMap((column) => {
      const was = earlier.get(column.name);
      if (!was) return [finding('new', column.name, `column "${column.name}" is new`)];
      return changed(was, column, before.rows >= ENOUGH_ROWS && now.rows >= ENOUGH_ROWS);
    }),
    ...gone.map(({ name }) => finding('missing', name, `column "${name}" is missing`)),
  ];
}

const finding = (
  kind: DriftFinding['kind'],
  column: string,
  message: string,
  values?: DriftFinding['values'],
): DriftFinding => ({ kind, column, message, ...(values ? { values } : {}) });

function changed(was: ColumnProfile, now: ColumnProfile, enough: boolean): DriftFinding[] {
  const { name } = now;
  if (was.class !== now.class || was.level !== now.level) {
    const as = (c: ColumnProfile) => `${c.class} of the ${c.level}`;
    return [
      finding('retyped', name, `column "${name}" was ${as(was)} and is ${as(now)}`, {
        ...{ wasClass: was.class, wasLevel: was.level, nowClass: now.class, nowLevel: now.level },
      }),
    ];
  }
  if (!enough) return [];
  const found: DriftFinding[] = [];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (Math.abs(was.missing - now.missing) >= SHARE_CHANGED) {
    const shares = `${percent(now.missing)} of its values are missing, ${percent(was.missing)} were`;
    found.push(finding('missingValues', name, `column "${name}": ${shares}`, { was: was.missing, now: now.missing }));
  }
  if (was.values !== null && now.values !== null && now.values > was.values * VALUES_GREW && now.values > ENOUGH_ROWS)
    found.push(
      finding('manyValues', name, `column "${name}" has ${now.values} different values and had ${was.values}`, {
        ...{ was: was.values, now: now.values },
      }),
    );
  return found;
}

/** Gives columns that were renamed the name they had, where name or values tell so, and says why. */
async function mapRenamed(
  staged: StagedLog,
  profile: LoadProfile,
  { before, present }: DriftCheck,
  standing: StandingDecisions | null,
): Promise<CheckedLoad> {
  const version = present === null ? null : openVersion(present);
  const now = new Set(profile.columns.map((c) => c.name));
  const gone = before.columns.filter((c) => !now.has(c.name));
  const names = new Map<string, string>();
  const renamed: DriftFinding[] = [];
  for (const column of staged.columns) {
    if (before.columns.some((c) => c.name === column.name)) continue;
    const candidates = gone.filter(
      (c) => c.level === column.level && c.class === column.class && ![...names.values()].includes(c.name),
    );
    const same = await sameColumn(staged, column, candidates, (name) => valuesOf(version, name));
    if (!same) continue;
    if (standing) demandUndecided(column.name, same.name, standing);
    names.set(column.name, same.name);
    const message = `column "${column.name}" is taken for "${same.name}": ${same.reason}`;
    const { share } = same;
    renamed.push(finding('renamed', same.name, message, { was: column.name, ...(share === null ? {} : { share }) }));
  }
  const named = <C extends { name: string }>(c: C): C => ({ ...c, name: names.get(c.name) ?? c.name });
  const columns = profile.columns.map(named);
  const drift = [...renamed, ...differences(before, { ...profile, columns })];
  return { staged: { ...staged, columns: staged.columns.map(named) }, profile: { ...profile, columns }, drift };
}

/** The values that a category of the present version has; none for what is not there or no category. */
function valuesOf(version: OpenVersion | null, name: string): ReadonlySet<string> {
  const column = version?.manifest.columns.find((c) => c.name === name && c.class === 'category');
  return new Set(column ? version!.dictionary(column.id).slice(1) : []);
}
