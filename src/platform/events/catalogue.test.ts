import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS } from './catalogue.ts';
import { EVENT_TYPES } from './event.ts';

const SRC = join(import.meta.dir, '../..');

/** How the file says the type: as it stands, or put together (`entity.${done.event}`). */
const says = (source: string, type: string): boolean =>
  source.includes(`'${type}'`) || source.includes(`\`${type.split('.')[0]}.$\{`);

test('every type says what it tells, and the file that is said to publish it does', () => {
  expect(Object.keys(EVENTS)).toEqual([...EVENT_TYPES]);
  for (const [type, { emittedBy }] of Object.entries(EVENTS))
    if (emittedBy) expect([type, says(readFileSync(join(SRC, emittedBy), 'utf8'), type)]).toEqual([type, true]);
});

test('what is not published yet is known', () => {
  const unused = Object.entries(EVENTS).flatMap(([type, { emittedBy }]) => (emittedBy ? [] : [type]));
  expect(unused).toEqual(['archival.requested', 'archival.completed', 'alert.raised']);
});
