/** The part of SQL Server's catalogue that the connector asks, from what the database behind knows of its tables. */
export const CATALOGUE: readonly string[] = [
  'create schema sys',
  'create view sys.schemas as select oid as schema_id, schema_name as name from duckdb_schemas() where database_name = current_database()',
  `create view sys.objects as
    select table_oid as object_id, schema_oid as schema_id, table_name as name, 'U' as type, 0 as is_ms_shipped from duckdb_tables()
    union all select view_oid, schema_oid, view_name, 'V', case when schema_name = 'sys' then 1 else 0 end
    from duckdb_views() where not internal`,
  `create view sys.columns as select table_oid as object_id, column_index as column_id, column_name as name,
    case when is_nullable then 1 else 0 end as is_nullable from duckdb_columns() where not internal`,
  `create view sys.indexes as select table_oid as object_id, constraint_index + 1 as index_id, 1 as is_unique, 0 as has_filter,
    0 as is_disabled, case when constraint_type = 'PRIMARY KEY' then 1 else 0 end as is_primary_key
    from duckdb_constraints() where constraint_type in ('PRIMARY KEY', 'UNIQUE')`,
  `create view sys.index_columns as select table_oid as object_id, constraint_index + 1 as index_id,
    unnest(constraint_column_indexes) + 1 as column_id, generate_subscripts(constraint_column_indexes, 1) as key_ordinal
    from duckdb_constraints() where constraint_type in ('PRIMARY KEY', 'UNIQUE')`,
  `create macro suser_sname() as 'reader'`,
  `create macro db_name() as 'erp'`,
  `create macro serverproperty(name) as '0.0 (a stub, no SQL Server)'`,
  'create macro is_rolemember(name) as 0',
  // A moment and the offset in which it was written: the database behind has no type that keeps both.
  `create macro minutes_of(written) as cast(concat(substr(written, length(written) - 5, 1), '1') as integer)
    * (60 * cast(substr(written, length(written) - 4, 2) as integer) + cast(right(written, 2) as integer))`,
  `create macro datetimeoffset(written) as struct_pack(
    "at" := make_timestamp_ns(epoch_ns(cast(substr(written, 1, length(written) - 6) as timestamp_ns)) - minutes_of(written) * 60000000000),
    "minutes" := minutes_of(written))`,
];
