import type { Finding } from '../../mining/quality/finding.ts';

/** A first step of a pipeline, as its page takes it. */
export interface RepairStep {
  readonly transform: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An address takes no more. */
const MOST_CHARS = 4_000;

const fill = (column: string): RepairStep => ({ transform: 'fill-missing', params: { columns: [column] } });
const leaveOut = (column: string): RepairStep => ({
  transform: 'select',
  params: { columns: [column], leaveOut: true },
});

const inQuotes = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The column with other values in the place of those that were found. */
function replace(column: string, values: readonly { value: string; like: string | null }[]): RepairStep | null {
  if (values.length === 0) return null;
  const name = `[${column.replaceAll(']', ']]')}]`;
  const expression = values.reduceRight(
    (rest, { value, like }) =>
      `if(${name} = ${inQuotes(value)}, ${like === null ? 'missing' : inQuotes(like)}, ${rest})`,
    name,
  );
  return { transform: 'computed-field', params: { name: column, expression } };
}

const withLike = ({ values }: Finding) => values.filter(({ like }) => like !== null);

const REPAIRS: Readonly<Record<string, (column: string, finding: Finding) => RepairStep | null>> = {
  'missing-values': fill,
  'missing-resources': fill,
  'constant-columns': leaveOut,
  'unique-columns': leaveOut,
  'placeholder-values': (column, { values }) => replace(column, values),
  'near-equal-labels': (column, finding) => replace(column, withLike(finding)),
  'encoding-damage': (column, finding) => replace(column, withLike(finding)),
};

/** What mends the values themselves, where leaving rows out does not; null: nothing is known that does. */
export function repairStepOf(check: string, finding: Finding): RepairStep | null {
  if (finding.subject === null) return null;
  const step = REPAIRS[check]?.(finding.subject, finding) ?? null;
  return step !== null && JSON.stringify(step).length <= MOST_CHARS ? step : null;
}

/** Where a pipeline is made that reads the dataset and begins with the step. */
export const repairHref = (dataset: string, step: RepairStep): string =>
  `/pipelines?${new URLSearchParams({ dataset, step: JSON.stringify(step) })}#new-pipeline`;
