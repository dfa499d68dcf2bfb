import { AppError, invalid } from '#sdk';
import { type ColumnMapping, headersOfEvents, type Mapping } from './mapping.ts';
import type { PrivacyAction } from './privacy-schema.ts';

const OF_ROLE: Partial<Record<NonNullable<ColumnMapping['role']>, readonly PrivacyAction[]>> = {
  case: ['keep', 'hash'],
  activity: ['keep', 'hash', 'generalise'],
  lifecycle: ['keep', 'drop'],
  timestamp: ['keep', 'drop', 'shift'],
  start: ['keep', 'drop', 'shift'],
  instance: ['keep', 'drop', 'hash'],
};

/** What is decided about: columns, and which of them are times of wide rows. */
type Decided = Pick<Mapping, 'columns' | 'events'>;

/** Whether what was decided about people can be done to the columns. Faults: `import.privacyAction`, each with its pointer. */
export function checkPrivacy(mapping: Decided): void {
  mapping.columns.forEach((column, i) => {
    if (!column.privacy) return;
    const problem = privacyProblem(column, mapping);
    if (problem === null) return;
    const message = `Column "${column.column}" cannot be treated so: ${problem}.`;
    invalid('import.privacyAction', message, [{ pointer: `/columns/${i}/privacy`, message: problem }]);
  });
}

/** Why what was decided cannot be done to a column; null: it can. */
export function privacyProblem(column: ColumnMapping, mapping: Decided): string | null {
  const { action, by, width, length, groups } = column.privacy!;
  const role = headersOfEvents(mapping).has(column.column) ? 'timestamp' : (column.role ?? 'attribute');
  const may = column.drop && action !== 'drop' ? ['keep'] : OF_ROLE[role];
  if (may && !may.some((one) => one === action)) return `a column of role "${role}" may be: ${may.join(', ')}`;
  if (action === 'drop' && mapping.columns.some((c) => c.timeColumn === column.column && !c.drop))
    return 'another column takes its time of day from it';
  const isTime = role === 'timestamp' || role === 'start' || column.type === 'time' || column.format !== undefined;
  if (action === 'shift' && !isTime) return 'only times can be shifted, and this column has no format of a time';
  if (action !== 'generalise') return null;
  if (by === undefined) return 'say how it is generalised, with "by"';
  if ((by === 'month' || by === 'year') && !isTime) return 'only times have months and years; give it a format';
  if (by === 'bands' && width === undefined) return 'say how wide a band is, with "width"';
  if (by === 'prefix' && length === undefined) return 'say how many signs stay, with "length"';
  return by === 'groups' && !groups?.length ? 'name the groups, with "groups"' : null;
}

/** Nobody decided about a column that seems to tell who somebody is. */
export function undecidedPerson(column: string): never {
  return invalid(
    'import.undecidedPerson',
    `The column "${column}" seems to tell who somebody is. Decide what becomes of it: keep it, drop it, or give it pseudonyms ("privacy" in the mapping).`,
    [{ value: column, message: 'not decided' }],
  );
}

/** A load that makes pseudonyms, or moves cases, is given the key of its tenant. */
export function demandKey(key: string | null): string {
  if (key !== null) return key;
  throw new AppError(
    'invalid',
    'import.noPrivacyKey',
    'Pseudonyms and shifted times need the key of a tenant, and there is none here. Load the file into a dataset of an appliance.',
  );
}
