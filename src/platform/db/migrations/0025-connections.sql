-- Connections to sources of data. `settings` without secrets: those lie sealed in `secrets` as `connection.<id>`; `secrets` here
-- names where in the settings they stand (JSON pointers). The last test is kept beside them.
create table connections (
  id text primary key,
  tenant_id text not null references tenants (id),
  workspace_id text not null,
  name text not null,
  connector text not null,
  settings text not null check (json_valid(settings)),
  secrets text not null default '[]' check (json_valid(secrets)),
  etag text not null default '1',
  created_by text not null,
  created_at integer not null,
  updated_at integer,
  tested_at integer,
  tested_by text,
  test_passed integer check (test_passed in (0, 1)),
  test_words text,
  check ((tested_at is null) = (test_passed is null)),
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id)
) strict;
create unique index connections_by_name on connections (tenant_id, workspace_id, name collate nocase);
