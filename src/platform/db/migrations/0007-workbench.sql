-- Lists of filters too long for an address, by the checksum of what is in them; never changed.
create table kept_filters (
  tenant_id text not null references tenants (id),
  name text not null,
  steps text not null check (json_valid(steps)),
  created_at integer not null,
  primary key (tenant_id, name)
) strict;
