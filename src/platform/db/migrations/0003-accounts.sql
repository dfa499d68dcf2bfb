-- What a person chose for the pages. Null: not chosen; the server's zone, the browser's language and the usual look hold.
alter table users add column display_zone text;
alter table users add column language text check (language in ('en', 'de'));
alter table users add column density text check (density in ('compact', 'comfortable'));
alter table users add column theme text check (theme in ('system', 'light', 'dark'));
alter table users add column password_changed_at integer;

-- kind: browser (its secret is a cookie) or token (an API client; no secret opens it, its tokens name it).
alter table sessions add column kind text not null default 'browser' check (kind in ('browser', 'token'));

-- purpose: set-up (makes the first administrator), demo (signs the demo's analyst in), welcome (lets one account choose its password).
alter table setup_links add column purpose text not null default 'set-up' check (purpose in ('set-up', 'demo', 'welcome'));

-- Each row may be used once, for the next one. A used one that comes back was stolen, or its successor was: the session ends, and
-- every token of it with the row. token_hash: SHA-256 of 32 random bytes.
create table refresh_tokens (
  token_hash text primary key,
  tenant_id text not null references tenants (id),
  session_hash text not null references sessions (id_hash) on delete cascade,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;
create index refresh_tokens_by_session on refresh_tokens (session_hash);
