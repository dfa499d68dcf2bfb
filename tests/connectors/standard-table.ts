/** The rows that every peer holds in its table `adit_standard`, with what may become of them. Fixed here, nowhere else. */
export interface StandardRow {
  /** The key, and the order in which they are read. */
  readonly id: number;
  readonly label: string | null;
  /** 64 bits. */
  readonly big: string | null;
  /** 38 digits, four of them after the point. */
  readonly exact: string | null;
  /** A time of the clock on the wall. */
  readonly local_time: string | null;
  /** A moment. */
  readonly moment: string | null;
  readonly flag: boolean | null;
}

const usual = {
  ...{ label: 'as usual', big: '42', exact: '12.5', local_time: '2024-05-06T07:08:09', moment: '2024-05-06T07:08:09Z' },
  flag: true,
} as const;

export const STANDARD_ROWS: readonly StandardRow[] = [
  { ...usual, id: 1 },
  { ...usual, id: 2, label: 'O\'Brien said: "no";\r\nthen `went` -- home\ttwice', flag: false },
  { ...usual, id: 3, label: 'Zürich → 東京 🚀 e\u0301 \u202Eleft \uFEFFmark' },
  { ...usual, id: 4, label: 'bell \u0007 escape \u001B[31m delete \u007F start \u0001 next \u0085' },
  { ...usual, id: 5, label: '' },
  { id: 6, label: null, big: null, exact: null, local_time: null, moment: null, flag: null },
  { ...usual, id: 7, big: '9223372036854775807', exact: '1234567890123456789012345678901234.5678' },
  { ...usual, id: 8, big: '-9223372036854775808', exact: '-0.0001' },
  { ...usual, id: 9, local_time: '1999-12-31T23:59:59.999999', moment: '1999-12-31T23:59:59.999999Z' },
  { ...usual, id: 10, local_time: '2024-03-31T02:30:00.000001', moment: '2024-03-31T01:30:00.000001Z' },
  { ...usual, id: 11, label: '\\N', big: '-1', exact: '0' },
  { ...usual, id: 12, label: '=cmd|\' /C calc\'!A0 \\\' \\\\ {"a": [1, "b"]} %s $1 ? :x' },
  { ...usual, id: 13, label: 'NULL' },
];

const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
const withDigits = (number: string | null): unknown => (number === null ? null : rawJSON(number));

/** The rows for those that speak JSON: numbers with all their digits, as a careful server writes them. */
export const STANDARD_RECORDS: readonly object[] = STANDARD_ROWS.map(({ id, label, big, exact, ...others }) => ({
  ...{ id, label, big: withDigits(big), exact: withDigits(exact), ...others },
}));

export const STANDARD_COLUMNS = ['id', 'label', 'big', 'exact', 'local_time', 'moment', 'flag'] as const;

/** `adit_steps`: so many rows with the key `step`, of which many share one `day`; `adit_log`: the same without a key. */
export const STEPS = 12_000;
export const STEPS_PER_DAY = 700;

export interface Step {
  readonly step: number;
  readonly case_id: string;
  /** Date and time, without a zone, in ISO 8601. */
  readonly day: string;
}

const stepOf = (step: number): Step => ({
  ...{ step, case_id: `case ${step % 97}` },
  day: new Date(Date.UTC(2024, 0, 1 + Math.floor((step - 1) / STEPS_PER_DAY))).toISOString().slice(0, 19),
});

export const ALL_STEPS: readonly Step[] = Array.from({ length: STEPS }, (_, i) => stepOf(i + 1));

/** A table with one row, the texts `first` and `second`, in columns that are named so. */
export const ODD_TABLE = `adit odd."names"; drop table x --\\'\``;
export const ODD_COLUMNS = [`select "a".'b' -- \\c`, 'Größe 東 `x`'] as const;

export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The names of the tables where they lie in a schema `sales`. */
export const SALES_TABLES = {
  ...{ standard: 'sales.adit_standard', steps: 'sales.adit_steps', log: 'sales.adit_log' },
  odd: `sales.${quotedName(ODD_TABLE)}`,
};
