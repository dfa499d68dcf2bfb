import type { DuckDBConnection } from '@duckdb/node-api';
import { sql } from '#sdk';
import { row } from '../duckdb/query.ts';
import { MOST_CHARACTERS } from './limits.ts';
import { at, wrong } from './statement-faults.ts';

/** A part of a parsed statement, as DuckDB writes it. */
export type Node = { readonly [name: string]: unknown };

interface Serialized {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly Node[];
}

/** The one statement in a text as a tree, made by DuckDB's own parser; nothing is run, and nothing of its names is looked up. */
export async function parse(connection: DuckDBConnection, statement: string): Promise<Node> {
  if (statement.length > MOST_CHARACTERS)
    wrong('tooLong', `A statement may have ${MOST_CHARACTERS} characters; this one has ${statement.length}.`);
  // The parser would take what stands before it for the whole.
  if (statement.includes('\0')) wrong('character', 'The statement holds a character with the code 0. Take it out.');
  const { tree } = await row<{ tree: string }>(
    connection,
    sql`select json_serialize_sql(${statement}::varchar) as tree`,
  );
  const { error, error_type, error_message, position, statements } = JSON.parse(tree) as Serialized;
  if (error) {
    if (error_type === 'not implemented') wrong('notSelect', ONLY_SELECT);
    const place = position === undefined ? null : at(statement, Number(position));
    wrong('syntax', `This is not SQL as it is understood here: ${error_message}.`, place);
  }
  if (!statements || statements.length === 0)
    wrong('empty', 'There is no statement. Write one that begins with SELECT.');
  if (statements.length > 1) wrong('several', 'There is more than one statement. Send them one at a time.');
  return statements[0]!;
}

const ONLY_SELECT =
  'Only a SELECT statement can be run, without PIVOT; EXPLAIN, COPY, SET and whatever changes something cannot.';
