import { COLUMNS, hasBit } from '#sdk';
import type { OpenVersion } from '../../src/engine/segments/open-version.ts';
import { type StageColumn, stageRows } from './stage-rows.ts';

/** Case, activity, time in milliseconds. */
export type Row = readonly [string, string, number | null];

/** A staged log of rows and further columns (one value per row, or per case in the order of first rows). */
export const stageLog = (
  rows: readonly Row[],
  further: readonly StageColumn[] = [],
  options: Parameters<typeof stageRows>[2] = {},
) =>
  stageRows(
    rows.map(([id]) => id),
    [
      {
        spec: { id: COLUMNS.activity, name: 'concept:name', level: 'event', class: 'category' },
        values: rows.map(([, activity]) => activity),
      },
      {
        spec: { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' },
        values: rows.map(([, , time]) => time),
      },
      ...further,
    ],
    options,
  );

/** Live cases per segment: the id and the activities in order. */
export const liveCases = (version: OpenVersion): string[][][] =>
  version.segments.map((segment, s) => {
    const names = version.dictionary(COLUMNS.activity);
    const codes = segment.codes(COLUMNS.activity);
    return Array.from({ length: segment.cases }, (_, c) => c)
      .filter((c) => !version.live[s] || hasBit(version.live[s], c))
      .map((c) => [
        segment.caseId(c),
        ...[...codes.subarray(segment.offsets[c]!, segment.offsets[c + 1]!)].map((code) => names[code]!),
      ]);
  });

/** Seven cases; the first one alone has the word "whispered", the first and, once it was loaded late, the last time. */
export const smallLog: { rows: Row[]; columns: StageColumn[] } = {
  rows: [
    ['secret-1', 'a', 1],
    ['c2', 'a', 2],
    ['c3', 'a', 3],
    ['c4', 'a', 4],
    ['c5', 'a', 500],
    ['c6', 'a', 600],
    ['c7', 'a', 700],
    ['c7', 'b', 800],
    ['c8', 'b', 710],
    ['c9', 'b', 720],
    ['c10', 'b', 730],
  ],
  columns: [
    {
      spec: { id: 'c_001', name: 'said', level: 'event', class: 'category' },
      values: ['whispered', ...new Array(10).fill('aloud')],
    },
  ],
};
