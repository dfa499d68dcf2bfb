-- Service accounts are rows of `users` with kind 'service': no password, no session; their roles are grants of principal_kind 'service'.
-- Their login holds a space, which no person's can.

-- A key is `adit_<id>_<secret>`. secret_hash: SHA-256 of 32 random bytes as text. scopes: permissions, of which the owner's roles give
-- what they give at that moment. networks: addresses and networks from which it is taken; none: from anywhere.
create table api_keys (
  id text primary key,
  tenant_id text not null,
  user_id text not null,
  name text not null,
  secret_hash text not null,
  scopes text not null check (json_valid(scopes)),
  networks text not null default '[]' check (json_valid(networks)),
  created_at integer not null,
  created_by text not null,
  expires_at integer not null,
  revoked_at integer,
  replaced_by text,
  last_used_at integer,
  last_used_ip text,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index api_keys_by_user on api_keys (tenant_id, user_id, created_at);
