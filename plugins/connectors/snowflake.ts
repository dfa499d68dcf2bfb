import { defineTableConnector, Secret, sql, Type } from '#sdk';
import { openSnowflake } from '../kit/snowflake-session.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';

const { password: _, tls: __, ...settings } = sqlSettings(443);

export default defineTableConnector({
  ...{ id: 'snowflake', version: 1, title: 'Snowflake', category: 'databases' },
  summary: 'Tables, views and queries of a Snowflake database, by its SQL interface, without a driver.',
  params: Type.Object({
    ...settings,
    host: Type.String({
      ...{ minLength: 1, maxLength: 253 },
      description: 'Host of the account, such as myorg-account.snowflakecomputing.com',
    }),
    account: Type.String({
      ...{ minLength: 1, maxLength: 253 },
      description: 'Identifier of the account, such as MYORG-ACCOUNT',
    }),
    warehouse: Type.String({ minLength: 1, maxLength: 255, description: 'Warehouse that computes' }),
    role: Type.String({ default: '', maxLength: 255, description: 'Role; empty: the default role of the user' }),
    privateKey: Secret('Private key (PEM) whose public key the user has; empty: an access token is used', {
      ...{ lines: true, optional: true },
    }),
    passphrase: Secret('Passphrase of the private key; empty: it has none', { optional: true }),
    token: Secret('Programmatic access token, where there is no private key', { optional: true }),
  }),
  examples: [],
  ...{ verifiedWith: null, queries: 'SQL', follows: 'column' },
  async open(params, run) {
    return sqlSource({
      session: openSnowflake(run, params),
      nameParts: 2,
      syntax: { backslashes: true },
      tables: sql`
        select table_schema, table_name, case when table_type like '%VIEW%' then 'view'
          when row_count is not null then concat('about ', row_count, ' rows') end
        from information_schema.tables where table_schema <> 'INFORMATION_SCHEMA' order by 1, 2`,
      // Keys are written down in Snowflake, and not kept: two rows may have the same one.
      keyOf: () => sql`select null where 1 = 0`,
      greeting: sql`
        select concat('Snowflake ', current_version())
        union all select concat('signed in as ', current_user(), ', role ', current_role(), ', warehouse ', current_warehouse())`,
    });
  },
});
