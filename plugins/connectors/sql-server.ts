import { Choice, defineTableConnector, nationalLiteral, sql, Type } from '#sdk';
import { CERTIFICATE_NAME, TLS_TITLES } from '../kit/server-settings.ts';
import { sqlSettings } from '../kit/sql-settings.ts';
import { sqlSource } from '../kit/sql-source.ts';
import { openSqlServer } from '../kit/tds-session.ts';

export default defineTableConnector({
  ...{ id: 'sql-server', version: 1, title: 'Microsoft SQL Server', category: 'databases' },
  summary: 'Tables, views and queries of a SQL Server or Azure SQL database, read as a stream.',
  params: Type.Object({
    ...sqlSettings(1433),
    domain: Type.String({
      ...{ default: '', maxLength: 128 },
      description: 'Windows domain of the account (NTLM); empty: a login of SQL Server itself',
    }),
    tls: Choice(['required', 'strict', 'off'], {
      default: 'required',
      titles: { ...TLS_TITLES, strict: 'strict: TLS before everything else (SQL Server 2022, TDS 8)' },
      description: 'Encryption of the connection',
    }),
    certificateName: CERTIFICATE_NAME,
  }),
  examples: [],
  ...{ verifiedWith: null, queries: 'SQL', follows: 'column' },
  async open(settings, run) {
    return sqlSource({
      session: await openSqlServer(run, settings),
      nameParts: 2,
      syntax: { brackets: true },
      tables: sql`
        select s.name, o.name, case when o.type = 'V' then 'view' end
        from sys.objects as o join sys.schemas as s on s.schema_id = o.schema_id
        where o.type in ('U', 'V') and o.is_ms_shipped = 0
        order by s.name, o.name`,
      keyOf: ([schema, table]) => sql`
        select c.name from sys.index_columns as k
          join sys.columns as c on c.object_id = k.object_id and c.column_id = k.column_id
        where k.key_ordinal > 0 and exists (
          select 1 from (
            select top (1) i.object_id, i.index_id from sys.indexes as i
              join sys.objects as o on o.object_id = i.object_id join sys.schemas as s on s.schema_id = o.schema_id
            where s.name = ${nationalLiteral(schema!)} and o.name = ${nationalLiteral(table!)}
              and i.is_unique = 1 and i.has_filter = 0 and i.is_disabled = 0 and not exists (
                select 1 from sys.index_columns as n join sys.columns as a on a.object_id = n.object_id and a.column_id = n.column_id
                where n.object_id = i.object_id and n.index_id = i.index_id and n.key_ordinal > 0 and a.is_nullable = 1)
            order by i.is_primary_key desc, i.index_id) as chosen
          where chosen.object_id = k.object_id and chosen.index_id = k.index_id)
        order by k.key_ordinal`,
      greeting: sql`
        select concat('SQL Server ', cast(serverproperty('ProductVersion') as nvarchar(128)))
        union all select concat('signed in as ', suser_sname(), ', database ', db_name())
        union all select 'the login may also write: give it db_datareader alone' where is_rolemember('db_datawriter') = 1`,
    });
  },
});
