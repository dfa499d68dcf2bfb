import { serveSql } from '../engine/duckdb/sql-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'sql-host',
  summary: 'The DuckDB child of the server; started by the server itself',
  usage: 'sql-host',
  examples: [],
  run: () => serveSql(),
};
export default verb;
