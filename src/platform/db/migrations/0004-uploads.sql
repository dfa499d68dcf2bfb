-- Files on their way in. Their bytes lie in the folder `uploads` of the tenant, under the id; while one is received, its length is the
-- number of bytes that came. user_id: who sends it, and who alone may see it. bytes null: not said beforehand. fault: JSON, why it was
-- refused by its content. state: receiving, complete, refused, loading (job_id says how far), loaded, cancelled, expired.
create table uploads (
  id text primary key,
  tenant_id text not null references tenants (id),
  workspace_id text not null,
  project_id text not null,
  dataset_id text,
  user_id text not null,
  name text not null,
  bytes integer,
  state text not null default 'receiving'
    check (state in ('receiving', 'complete', 'refused', 'loading', 'loaded', 'cancelled', 'expired')),
  kind text,
  fault text check (fault is null or json_valid(fault)),
  job_id text,
  created_at integer not null,
  updated_at integer not null,
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id),
  foreign key (tenant_id, project_id) references projects (tenant_id, id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id)
) strict;
create index uploads_by_user on uploads (tenant_id, user_id, created_at);
create index uploads_open on uploads (state, updated_at) where state in ('receiving', 'complete', 'refused', 'loading');

-- What the columns of a make of file are, kept under a name. fingerprint: of the columns (engine/import/fingerprint.ts).
create table column_mappings (
  id text primary key,
  tenant_id text not null references tenants (id),
  workspace_id text not null,
  name text not null,
  fingerprint text,
  mapping text not null check (json_valid(mapping)),
  etag text not null default '1',
  created_by text not null,
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id)
) strict;
create unique index column_mappings_by_name on column_mappings (tenant_id, workspace_id, name collate nocase);
create index column_mappings_by_fingerprint on column_mappings (tenant_id, workspace_id, fingerprint);
