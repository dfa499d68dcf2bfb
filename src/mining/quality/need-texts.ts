import { type ColumnSpec, invalid } from '#sdk';

/** A column of names or texts; `invalid` for numbers, times and yes/no. */
export function needTexts(column: ColumnSpec): ColumnSpec {
  if (column.class === 'category' || column.class === 'text') return column;
  return invalid(
    'quality.notTexts',
    `Column "${column.name}" holds ${column.class} values, not texts. Choose another one.`,
  );
}

/** A column whose values are few enough to be held against others one by one. */
export function needCategory(column: ColumnSpec): ColumnSpec {
  if (needTexts(column).class === 'category') return column;
  return invalid(
    'quality.tooManyValues',
    `Column "${column.name}" has more than 65,534 different values, too many to be held against others. Choose another one.`,
  );
}
