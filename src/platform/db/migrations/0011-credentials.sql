-- proved_at: when the person last proved who it is in this session (password, and code where there is a second factor).
alter table sessions add column proved_at integer not null default 0;
update sessions set proved_at = created_at;

-- TOTP (RFC 6238). The shared secret lies sealed in `secrets` as `second-factor.<state>/<user>`. A pending one waits for its first
-- code. last_step: the newest time step whose code was used; each code opens once.
create table second_factors (
  tenant_id text not null,
  user_id text not null,
  state text not null check (state in ('pending', 'active')),
  created_at integer not null,
  last_step integer not null default 0,
  primary key (tenant_id, user_id, state),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;

-- code_hash: SHA-256 of 120 random bits.
create table recovery_codes (
  tenant_id text not null,
  user_id text not null,
  code_hash text not null,
  used_at integer,
  primary key (tenant_id, user_id, code_hash),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;

-- A sign-in whose password was right and whose code is still to come. token_hash: SHA-256 of 32 random bytes in the form of the page.
create table pending_sign_ins (
  token_hash text primary key,
  tenant_id text not null,
  user_id text not null,
  created_at integer not null,
  expires_at integer not null,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index pending_sign_ins_by_expiry on pending_sign_ins (expires_at);

-- Who gave an account its link: `user/<id>`, `system/<name>`.
alter table setup_links add column issued_by text;
create index setup_links_by_user on setup_links (tenant_id, user_id);
