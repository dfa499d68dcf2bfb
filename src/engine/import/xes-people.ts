import { COLUMNS, type ColumnSpec, invalid, nearest } from '#sdk';
import { checkPrivacy } from './check-privacy.ts';
import type { ColumnMapping } from './mapping.ts';
import { quoted } from './mapping-faults.ts';

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

/** A column for each name that can be decided about, the case id among them. */
export type DecidedColumns = ReadonlyMap<string, ColumnMapping>;

/**
 * What was decided about the attributes of an XES log, by the names of its columns. Of an attribute that is written in several types, or
 * nested under a name that another one has, all columns are meant. Faults: `import.unknownColumn`, `import.privacyAction`.
 */
export function decidedIn(given: readonly ColumnMapping[], columns: readonly ColumnSpec[]): DecidedColumns {
  const decided = given.flatMap(({ column, privacy }, i) => (privacy ? [{ column, privacy, i }] : []));
  const all: readonly Pick<ColumnSpec, 'id' | 'name' | 'class'>[] = [
    { id: COLUMNS.caseId, name: CASE_ID, class: 'text' },
    ...columns,
  ];
  const found = new Map<string, ColumnMapping>();
  const told: ColumnMapping[] = [];
  for (const { column, privacy, i } of decided) {
    const meant = all.filter(({ name }) => name === column || plainName(name) === column);
    if (meant.length === 0)
      unknownAttribute(
        column,
        all.map(({ name }) => name),
        i,
      );
    for (const spec of meant) {
      const own: ColumnMapping = { column: spec.name, role: roleOf(spec), type: spec.class, privacy };
      found.set(spec.name, own);
      told.push(own);
    }
  }
  checkPrivacy({ columns: told });
  return found;
}

/** `a.b (nested 2)` → `a.b`, `start_timestamp (text)` → `start_timestamp` */
const plainName = (name: string): string => name.replace(/( \((text|nested( \d+)?)\))+$/, '');

function unknownAttribute(name: string, names: readonly string[], i: number): never {
  const near = nearest(name, names);
  const hint = near ? ` Did you mean "${near}"?` : ` The log has: ${quoted(names)}.`;
  return invalid('import.unknownColumn', `The mapping names "${name}", which the log does not have.${hint}`, [
    { pointer: `/columns/${i}/column`, value: name, message: 'no such attribute' },
  ]);
}
