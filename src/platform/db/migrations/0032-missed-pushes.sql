-- Messages that an import job did not take, because its dataset, or the project of it, was in the bin: since somebody noted that it missed
-- some. `bin_since`: when it went into the bin that time.
create table missed_pushes (
  tenant_id text not null,
  extraction_id text not null,
  messages integer not null check (messages > 0),
  rows integer not null,
  bin_since integer not null,
  first_at integer not null,
  last_at integer not null,
  primary key (tenant_id, extraction_id),
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, id) on delete cascade
) strict;
