-- Tenants with the profile of a company. kind: appliance (the one in which the appliance itself is administered; there is exactly one) or
-- customer. size: by people, as the code that writes it says. disabled_at: nobody of it gets in; archived_at: and it is put away.
alter table tenants add column kind text not null default 'customer' check (kind in ('appliance', 'customer'));
alter table tenants add column tax_id text;
alter table tenants add column industry text;
alter table tenants add column size text;
alter table tenants add column etag text not null default '1';
alter table tenants add column updated_at integer;
alter table tenants add column disabled_at integer;
alter table tenants add column archived_at integer;
update tenants set kind = 'appliance' where id = (select id from tenants order by created_at, id limit 1);
create unique index tenants_of_appliance on tenants (kind) where kind = 'appliance';

-- region: the storage root in which everything of the workspace lies. archived_at: nobody sees it, it can be opened again.
alter table workspaces add column region text not null default 'local';
alter table workspaces add column description text not null default '';
alter table workspaces add column etag text not null default '1';
alter table workspaces add column updated_at integer;
alter table workspaces add column archived_at integer;
update workspaces set region = (select region from tenants where tenants.id = workspaces.tenant_id);

-- Data never moves to another root: a region is chosen once.
create trigger tenants_region_is_fixed before update of region on tenants when new.region is not old.region
begin
  select raise(abort, 'the region of a tenant is fixed');
end;
create trigger workspaces_region_is_fixed before update of region on workspaces when new.region is not old.region
begin
  select raise(abort, 'the region of a workspace is fixed');
end;

-- In which workspace somebody works now; null: in all that are open to them.
alter table sessions add column workspace_id text;

-- People and service accounts that are spoken of together.
create table groups (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  description text not null default '',
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id)
) strict;
create unique index groups_by_name on groups (tenant_id, name collate nocase);

create table group_members (
  tenant_id text not null,
  group_id text not null,
  user_id text not null,
  created_at integer not null,
  primary key (tenant_id, group_id, user_id),
  foreign key (tenant_id, group_id) references groups (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index group_members_by_user on group_members (tenant_id, user_id);

alter table roles add column description text not null default '';
alter table roles add column etag text not null default '1';
alter table roles add column updated_at integer;
create unique index roles_by_name on roles (tenant_id, name collate nocase);
create index grants_by_role on grants (tenant_id, role);
create index grants_by_workspace on grants (tenant_id, workspace_id);

-- One project, or one dataset of it, opened to somebody who need not be let into its workspace. Not rows of `grants`: whoever reads
-- those must never take a share for a role in a whole workspace.
create table shares (
  id text primary key,
  tenant_id text not null,
  project_id text not null,
  dataset_id text,
  principal_kind text not null check (principal_kind in ('user', 'group')),
  principal_id text not null,
  role text not null check (role in ('viewer', 'analyst')),
  created_by text not null,
  created_at integer not null,
  foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create unique index shares_once on shares (tenant_id, principal_kind, principal_id, project_id, coalesce(dataset_id, ''));
create index shares_by_project on shares (tenant_id, project_id);

-- What somebody holds, by itself and by the groups it is in. Simple selects, so that a condition on the holder reaches each of them;
-- "cross" keeps the order: from the groups of the holder to what these hold, not the other way round.
create view held_grants (tenant_id, holder_id, group_id, role, workspace_id, project_id, dataset_id) as
select tenant_id, principal_id, null, role, workspace_id, null, null from grants where principal_kind in ('user', 'service')
union all
select m.tenant_id, m.user_id, m.group_id, g.role, g.workspace_id, null, null from group_members m
  cross join grants g on g.tenant_id = m.tenant_id and g.principal_kind = 'group' and g.principal_id = m.group_id
union all
select s.tenant_id, s.principal_id, null, s.role, p.workspace_id, s.project_id, s.dataset_id from shares s
  join projects p on p.tenant_id = s.tenant_id and p.id = s.project_id where s.principal_kind = 'user'
union all
select m.tenant_id, m.user_id, m.group_id, s.role, p.workspace_id, s.project_id, s.dataset_id from group_members m
  cross join shares s on s.tenant_id = m.tenant_id and s.principal_kind = 'group' and s.principal_id = m.group_id
  join projects p on p.tenant_id = s.tenant_id and p.id = s.project_id;

-- Who administered the first tenant administered the appliance.
insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
  select lower(hex(randomblob(16))), g.tenant_id, g.principal_kind, g.principal_id, 'appliance-administrator', null, g.created_at
  from grants g join tenants t on t.id = g.tenant_id and t.kind = 'appliance'
  where g.role = 'administrator' and g.workspace_id is null;

-- Files that go lie where their workspace lies; the same file may lie in several regions.
alter table file_removals rename to file_removals_before;
create table file_removals (
  tenant_id text not null references tenants (id),
  region text not null,
  kind text not null check (kind in ('dataset', 'raw')),
  name text not null,
  at integer not null,
  primary key (tenant_id, region, kind, name)
) strict;
insert into file_removals
  select f.tenant_id, t.region, f.kind, f.name, f.at from file_removals_before f join tenants t on t.id = f.tenant_id;
drop table file_removals_before;
