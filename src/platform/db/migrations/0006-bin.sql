-- The bin: what is deleted (projects.archived_at, datasets.deleted_at) is seen by nobody and can be restored until it is
-- removed for good (purged_at). Of what was removed its row stays without its name, so that ids in other tables lead nowhere.
-- deleted_by: the name of who did it, as people knew it then.
alter table projects add column deleted_by text;
alter table projects add column purged_at integer;
alter table datasets add column deleted_by text;
alter table datasets add column purged_at integer;
create index projects_in_bin on projects (archived_at) where archived_at is not null and purged_at is null;
create index datasets_in_bin on datasets (deleted_at) where deleted_at is not null and purged_at is null;

-- Files that no row needs any more; written with the change that made it so, removed after it, also after a crash.
-- kind: dataset (the folder of a dataset, name its id), raw (a file as it came, name its checksum).
create table file_removals (
  tenant_id text not null references tenants (id),
  kind text not null check (kind in ('dataset', 'raw')),
  name text not null,
  at integer not null,
  primary key (tenant_id, kind, name)
) strict;

-- The version that a load was added to; null: it began anew. What a version holds is what its chain of bases was loaded from:
-- an earlier version may be made the present one again, and what was loaded after it may then be loaded again.
alter table dataset_versions add column base_id text;
update dataset_versions set base_id = (
  select before.id from dataset_versions before
  where before.dataset_id = dataset_versions.dataset_id and before.number < dataset_versions.number
  order by before.number desc limit 1
) where id in (select version_id from data_updates where mode <> 'replace');
