-- Addresses that are told of events. What one tells is bounded by what its owner may read. `types` and `workspace_id` choose; state: `on`,
-- `off` (by a person, or because the receiver answered that it is gone), `paused` (after a long row of failures). The secret lies in
-- `secrets` as `webhook.<id>`; until `former_secret_until` the one before it signs as well.
create table webhooks (
  id text primary key,
  tenant_id text not null references tenants (id) on delete cascade,
  workspace_id text,
  owner_id text not null,
  name text not null,
  url text not null,
  types text not null check (json_valid(types)),
  state text not null check (state in ('on', 'off', 'paused')),
  reason text,
  failures integer not null default 0,
  former_secret_until integer,
  created_at integer not null,
  foreign key (tenant_id, owner_id) references users (tenant_id, id) on delete cascade,
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id) on delete cascade
) strict;
create index webhooks_by_tenant on webhooks (tenant_id, created_at, id);

-- One row for each event and webhook; `id` is what the receiver sees as `webhook-id`, the same at every attempt. `body`: what is sent, to
-- the byte. `attempts`: the last of them, with status, duration and what was answered.
create table webhook_deliveries (
  id text primary key,
  tenant_id text not null,
  webhook_id text not null references webhooks (id) on delete cascade,
  event_id text not null,
  event_type text not null,
  body text not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  attempt integer not null default 0,
  next_at integer not null,
  attempts text not null default '[]' check (json_valid(attempts)),
  created_at integer not null,
  finished_at integer
) strict;
create unique index webhook_deliveries_once on webhook_deliveries (webhook_id, event_id);
create index webhook_deliveries_due on webhook_deliveries (next_at, id) where state = 'waiting';
create index webhook_deliveries_log on webhook_deliveries (webhook_id, created_at, id);
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where state <> 'waiting';

-- What each person was told. `event_id` makes it happen once; `link` is a path of ours.
create table inbox_entries (
  id text primary key,
  tenant_id text not null,
  user_id text not null,
  event_id text not null,
  kind text not null,
  facts text not null check (json_valid(facts)),
  link text,
  created_at integer not null,
  read_at integer,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create unique index inbox_entries_once on inbox_entries (user_id, event_id, kind);
create index inbox_entries_list on inbox_entries (tenant_id, user_id, created_at, id);
create index inbox_entries_unread on inbox_entries (tenant_id, user_id, read_at) where read_at is null;
create index inbox_entries_age on inbox_entries (created_at);

-- What each person chose for a kind of entries; none: they are told.
create table inbox_preferences (
  tenant_id text not null,
  user_id text not null,
  kind text not null,
  way text not null check (way in ('inbox', 'none')),
  primary key (tenant_id, user_id, kind),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
