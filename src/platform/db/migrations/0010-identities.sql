-- People for whom somebody else vouches. provider: ldap:<id of the server> or oidc:<id of the provider>; subject: objectGUID,
-- entryUUID or sub. Login, DN and mail change; they are no key, and never lead to somebody else's account. Who belongs to several
-- tenants has an account in each.
-- login: as the provider writes it; that of the account may differ, where it was taken. groups: JSON list of names or DNs.
-- seen_at: when the provider last said that this holds. missing_syncs: complete syncs in a row that did not find the person.
create table identities (
  tenant_id text not null,
  provider text not null,
  subject text not null,
  user_id text not null,
  login text not null,
  dn text,
  attributes text not null default '{}' check (json_valid(attributes)),
  groups text not null default '[]' check (json_valid(groups)),
  seen_at integer not null,
  missing_since integer,
  missing_syncs integer not null default 0,
  primary key (tenant_id, provider, subject),
  unique (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index identities_by_provider on identities (provider, subject);

-- The provider that disabled the account, and may enable it again; null: an administrator did, and only one may undo it.
alter table users add column disabled_by text;
-- Why the provider did: a word of features/accounts/why-gone.ts.
alter table users add column disabled_why text;

-- Who gave the role: local (an administrator) or a provider, which takes back only what it gave.
alter table grants add column source text not null default 'local';
drop index grants_once;
create unique index grants_once on grants
  (tenant_id, principal_kind, principal_id, role, coalesce(workspace_id, ''), source);

-- What each comparison with a directory found and did. outcome: applied, dry-run, stopped (it was not complete, or too small) or
-- failed. people: how many the directory has, where all were read. changes: JSON, what would differ or did.
create table directory_syncs (
  id text primary key,
  server text not null,
  started_at integer not null,
  finished_at integer not null,
  outcome text not null check (outcome in ('applied', 'dry-run', 'stopped', 'failed')),
  people integer,
  message text,
  changes text not null default '[]' check (json_valid(changes))
) strict;
create index directory_syncs_by_server on directory_syncs (server, started_at);
