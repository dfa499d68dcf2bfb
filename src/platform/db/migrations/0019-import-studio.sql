-- Several files loaded as one: `lead_id` is the upload whose mapping and load they share, `place` the order. What became of an upload is
-- kept with it when its load has ended: rows read, taken and refused, the mapping that was applied, the kept mapping it came from, and
-- the checksum under which the raw file lies.
alter table uploads add column lead_id text;
alter table uploads add column place integer not null default 0;
alter table uploads add column sha256 text;
alter table uploads add column mapping text check (mapping is null or json_valid(mapping));
alter table uploads add column mapping_id text;
alter table uploads add column rows_read integer;
alter table uploads add column rows_accepted integer;
alter table uploads add column rows_refused integer;
create index uploads_by_lead on uploads (tenant_id, lead_id, place) where lead_id is not null;
create index uploads_by_dataset on uploads (tenant_id, dataset_id, created_at) where dataset_id is not null;
create index uploads_by_mapping on uploads (tenant_id, mapping_id) where mapping_id is not null;

-- The columns of the file that a mapping was made for, in order: name, what they hold, bands of missing and of different values (JSON).
alter table column_mappings add column profile text check (profile is null or json_valid(profile));
