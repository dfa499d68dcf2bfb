-- Which cases of a dataset people see. A dataset without rows here shows everything to whoever may read it.
-- holder_kind: everyone, role (holder: its name), user, group or service (holder: its id). conditions: JSON list, all of which must
-- hold; an empty one shows every case.
create table row_policies (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  name text not null,
  holder_kind text not null check (holder_kind in ('everyone', 'role', 'user', 'group', 'service')),
  holder text not null,
  conditions text not null check (json_valid(conditions)),
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create unique index row_policies_by_name on row_policies (tenant_id, dataset_id, name collate nocase);
