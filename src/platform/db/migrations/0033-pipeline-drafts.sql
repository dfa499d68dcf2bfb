-- Drafts of a pipeline as they stood before and after the present one, for undo and redo; the last ones only.
create table pipeline_drafts (
  tenant_id text not null,
  pipeline_id text not null,
  side text not null check (side in ('undo', 'redo')),
  -- The highest one is next.
  number integer not null,
  document text not null check (json_valid(document)),
  primary key (tenant_id, pipeline_id, side, number),
  foreign key (tenant_id, pipeline_id) references pipelines (tenant_id, id) on delete cascade
) strict;
