import { COLUMNS, type ColumnId, type ColumnSpec } from '#sdk';
import { pairLifecycle } from '../../mining/log/pair-lifecycle.ts';
import type { Derivation } from './write-segment.ts';

/** The columns that publish adds to what the source has. */
export function derivedColumns(columns: readonly ColumnSpec[], lifecycle: readonly string[]): ColumnSpec[] {
  const added: ColumnSpec[] = [
    { id: COLUMNS.caseStart, name: 'case:start', level: 'case', class: 'time' },
    { id: COLUMNS.caseEnd, name: 'case:end', level: 'case', class: 'time' },
  ];
  if (!pairsLifecycle(lifecycle)) return added;
  if (!columns.some((c) => c.id === COLUMNS.startTime)) {
    added.push({ id: COLUMNS.startTime, name: 'start_timestamp', level: 'event', class: 'time' });
  }
  added.push({ id: COLUMNS.instance, name: 'instance', level: 'event', class: 'boolean' });
  return added;
}

/** Pairing has something to do when the log knows both starts and completes. */
export const pairsLifecycle = (lifecycle: readonly string[]): boolean => {
  const words = new Set(lifecycle.map((word) => word.toLowerCase()));
  return words.has('start') && words.has('complete');
};

/**
 * Lifecycle pairing, once, at publish. A start time that the source itself gives is kept.
 * @param lifecycle dictionary, index = code  @param instanceId column that tells instances apart, when it has codes
 */
export function derivation(lifecycle: readonly string[], instanceId: ColumnId | null): Derivation {
  return (offsets, columns) => {
    if (!pairsLifecycle(lifecycle)) return;
    const paired = pairLifecycle({
      offsets,
      activity: columns.get(COLUMNS.activity) as Uint16Array,
      time: columns.get(COLUMNS.time) as Float64Array,
      lifecycle: columns.get(COLUMNS.lifecycle) as Uint16Array,
      lifecycleNames: lifecycle,
      resource: (columns.get(COLUMNS.resource) as Uint16Array | undefined) ?? null,
      instanceId: instanceId ? ((columns.get(instanceId) as Uint16Array | undefined) ?? null) : null,
    });
    const given = columns.get(COLUMNS.startTime) as Float64Array | undefined;
    if (given)
      given.forEach((start, e) => {
        if (Number.isNaN(start)) given[e] = paired.startTime[e]!;
      });
    else columns.set(COLUMNS.startTime, paired.startTime);
    columns.set(COLUMNS.instance, paired.instance);
  };
}
