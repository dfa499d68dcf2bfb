import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, type Sql, sql } from '#sdk';
import { execute } from '../duckdb/query.ts';
import type { Mapping } from './mapping.ts';
import { needsKey } from './private-cells.ts';

const BLOCK_BYTES = 64;
const DAY_MS = 86_400_000;

/**
 * The functions of SQL that private cells are made by. `pseudonym(text)`: 96 bits of HMAC-SHA-256 (RFC 2104), and a pseudonym stays as it
 * is, so that a row that comes back from quarantine keeps its own. `case_offset_ms(case, days)`: whole days, never none, the same for all
 * times of a case.
 * @param key 32 bytes in hex
 */
async function privacyMacros(connection: DuckDBConnection, key: string): Promise<void> {
  await execute(
    connection,
    sql`create or replace macro pseudonym(v) as case
    when regexp_full_match(v, 'anon-[0-9a-f]{24}') then v
    when v is not null then 'anon-' || left(${keyed(key, sql`encode(v)`)}, 24) end`,
  );
  await execute(
    connection,
    sql`create or replace macro case_day(v, days) as
    (md5_number_lower(${keyed(key, sql`encode('case offset ' || v)`)}) % (2 * days)::ubigint)::bigint - days`,
  );
  await execute(
    connection,
    sql`create or replace macro case_offset_ms(v, days) as
    (case_day(v, days) + if(case_day(v, days) >= 0, 1, 0)) * ${literal(String(DAY_MS))}::double`,
  );
}

/** All functions that the decisions of a mapping ask for. */
export async function preparePrivacy(
  connection: DuckDBConnection,
  mapping: Pick<Mapping, 'columns'>,
  key: () => string,
): Promise<void> {
  await plainNumberMacro(connection);
  if (needsKey(mapping.columns)) await privacyMacros(connection, key());
}

/** `20`, not `20.0`: figures as people write them. */
const plainNumberMacro = (connection: DuckDBConnection): Promise<void> =>
  execute(
    connection,
    sql`create or replace macro plain_number(x) as if(x = trunc(x) and abs(x) < 1e15, (x::bigint)::varchar, (x::double)::varchar)`,
  );

function keyed(key: string, message: Sql): Sql {
  const block = Buffer.alloc(BLOCK_BYTES);
  Buffer.from(key, 'hex').copy(block);
  const pad = (byte: number) => sql`unhex(${literal(Buffer.from(block.map((b) => b ^ byte)).toString('hex'))})`;
  return sql`sha256(${pad(0x5c)} || unhex(sha256(${pad(0x36)} || ${message})))`;
}
