import type { Document } from 'mongodb';
import { invalid } from '#sdk';

/** Stages and operators that write, or run programs at the server. */
const REFUSED = new Set([
  '$out',
  '$merge',
  '$function',
  '$accumulator',
  '$where',
  '$eval',
  '$currentOp',
  '$listLocalSessions',
]);
const MOST_DEPTH = 64;

export interface MongoQuery {
  readonly collection: string;
  readonly pipeline: readonly Document[];
}

/** A query is `{ "aggregate": "orders", "pipeline": [ … ] }` in extended JSON, and only reads. */
export function queryIn(text: string, parse: (text: string) => unknown): MongoQuery {
  let asked: Document;
  try {
    asked = parse(text) as Document;
  } catch (error) {
    return refused(`it is no extended JSON (${(error as Error).message.slice(0, 100)})`);
  }
  const { aggregate, pipeline, ...others } = asked ?? {};
  if (typeof aggregate !== 'string' || aggregate === '' || !Array.isArray(pipeline) || Object.keys(others).length > 0)
    return refused('write it as { "aggregate": "collection", "pipeline": [ … ] }, nothing else');
  demandReading(pipeline, 0);
  return { collection: aggregate, pipeline };
}

function demandReading(value: unknown, depth: number): void {
  if (depth > MOST_DEPTH) refused(`it is nested more than ${MOST_DEPTH} deep`);
  if (typeof value !== 'object' || value === null) return;
  const { _bsontype: kind } = value as { _bsontype?: string };
  if (kind === 'Code') refused('programs are not run at the server');
  for (const [name, inner] of Object.entries(value)) {
    if (REFUSED.has(name)) refused(`${name} writes, or runs programs at the server`);
    demandReading(inner, depth + 1);
  }
}

function refused(why: string): never {
  return invalid('connector.notReading', `The query cannot be asked: ${why}.`, [{ pointer: '/query', message: why }]);
}
