import { COLUMNS, type ColumnSpec, invalid, nearest } from '#sdk';
import { checkPrivacy } from './check-privacy.ts';
import type { ColumnMapping } from './mapping.ts';
import { quoted } from './mapping-faults.ts';
import { demandSame, type StandingDecisions, standingOf } from './standing-decisions.ts';
import { CASE_ID, plainName, roleOf } from './xes-names.ts';

/** A column for each name that can be decided about, the case id among them. */
export type DecidedColumns = ReadonlyMap<string, ColumnMapping>;

/**
 * What was decided about the attributes of an XES log, by the names of its columns. Of an attribute that is written in several types, or
 * nested under a name that another one has, all columns are meant. What the dataset decided before holds for the others. Faults:
 * `import.unknownColumn`, `import.privacyAction`, `import.otherDecision`.
 */
export function decidedIn(
  given: readonly ColumnMapping[],
  columns: readonly ColumnSpec[],
  standing: StandingDecisions | null = null,
): DecidedColumns {
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
  if (standing) addStanding(found, all, standing);
  return found;
}

function addStanding(
  found: Map<string, ColumnMapping>,
  all: readonly Pick<ColumnSpec, 'id' | 'name' | 'class'>[],
  standing: StandingDecisions,
): void {
  for (const spec of all) {
    const role = roleOf(spec);
    const stands = standingOf(standing, [spec.name], role);
    const asked = found.get(spec.name)?.privacy;
    if (stands && asked && !standing.mayChange) demandSame(spec.name, asked, stands.privacy);
    if (!stands || asked) continue;
    const own: ColumnMapping = { column: spec.name, role, type: spec.class, privacy: stands.privacy };
    checkPrivacy({ columns: [own] });
    found.set(spec.name, own);
  }
}

function unknownAttribute(name: string, names: readonly string[], i: number): never {
  const near = nearest(name, names);
  const hint = near ? ` Did you mean "${near}"?` : ` The log has: ${quoted(names)}.`;
  return invalid('import.unknownColumn', `The mapping names "${name}", which the log does not have.${hint}`, [
    { pointer: `/columns/${i}/column`, value: name, message: 'no such attribute' },
  ]);
}
