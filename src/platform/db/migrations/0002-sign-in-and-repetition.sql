-- Attempts to sign in, counted by the name that was typed (its SHA-256: people type passwords into the wrong field) and by
-- address, whether or not such an account exists. A row is written before the password is looked at, and removed on success.
create table sign_in_attempts (
  id text primary key,
  name_hash text not null,
  ip text,
  at integer not null
) strict;
create index sign_in_attempts_by_name on sign_in_attempts (name_hash, at);
create index sign_in_attempts_by_ip on sign_in_attempts (ip, at);
create index sign_in_attempts_by_time on sign_in_attempts (at);

-- Requests by Idempotency-Key. answer null: begun and not finished. tenant_id '' stands for the appliance itself.
create table idempotency_keys (
  tenant_id text not null,
  actor_id text not null,
  key text not null,
  request_hash text not null,
  created_at integer not null,
  answer text check (answer is null or json_valid(answer)),
  primary key (tenant_id, actor_id, key)
) strict;
create index idempotency_keys_by_time on idempotency_keys (created_at);
