import { invalid } from '#sdk';
import type { Mapping } from './mapping.ts';
import { unknownColumn } from './mapping-faults.ts';

/**
 * Checks what a mapping says of rows that stand for several events. Faults (`invalid`): `import.unknownColumn`,
 * `import.eventColumnTwice`, `import.eventsAndRole` (a column of its own for what the events bring), `import.eventColumn`
 * (left out, or mapped as something else).
 */
export function checkWideEvents(mapping: Mapping, names: readonly string[]): void {
  const { events = [], columns, dialect } = mapping;
  if (events.length === 0) return;
  const used = new Map<string, 'timestamp' | 'start'>();
  events.forEach(({ time, start }, i) => {
    for (const [key, header, role] of [
      ['time', time, 'timestamp'],
      ['start', start, 'start'],
    ] as const) {
      if (header === undefined) continue;
      const pointer = `/events/${i}/${key}`;
      if (!names.includes(header)) unknownColumn(header, names, pointer, dialect.delimiter);
      if (used.has(header)) {
        const message = `Column "${header}" is named twice among the events; each time belongs to one event.`;
        invalid('import.eventColumnTwice', message, [{ pointer, value: header, message: 'second time' }]);
      }
      used.set(header, role);
    }
  });
  columns.forEach(({ column, role = 'attribute', drop }, i) => {
    const wanted = used.get(column);
    if (wanted === undefined) {
      if (drop || !['activity', 'timestamp', 'start'].includes(role)) return;
      const message = `Column "${column}" is mapped as ${role}, but the rows are said to hold several events, which bring their own. Map it as an attribute or leave it out.`;
      invalid('import.eventsAndRole', message, [
        { pointer: `/columns/${i}/role`, value: role, message: 'beside events' },
      ]);
    }
    if (!drop && role === wanted) return;
    const message = `Column "${column}" is named among the events: its role must be ${wanted}.`;
    invalid('import.eventColumn', message, [{ pointer: `/columns/${i}/role`, value: role, message: `not ${wanted}` }]);
  });
}
