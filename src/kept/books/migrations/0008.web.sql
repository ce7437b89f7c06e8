-- depends: 0005.acts

-- Ways into Kept's own pages, in the region of whoever enters: a link from the application that opens once and soon runs out, and what
-- a browser then holds. Of both only the hash is kept, so that nobody enters with what stands here.

create table kept.entry_link (
  sha256     bytea primary key check (length(sha256) = 32),
  page       text not null check (page in ('centre', 'tenant')),
  subject_id bigint not null references kept.subject on delete cascade,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index on kept.entry_link (subject_id);
create index on kept.entry_link (expires_at);
comment on table kept.entry_link is 'links that an application asked for: each opens one page for one person, once';

create table kept.entry_session (
  sha256     bytea primary key check (length(sha256) = 32),
  page       text not null check (page in ('centre', 'tenant')),
  subject_id bigint not null references kept.subject on delete cascade,
  expires_at timestamptz not null
);
create index on kept.entry_session (subject_id);
create index on kept.entry_session (expires_at);
comment on table kept.entry_session is 'who is in: gone when the person leaves, or when the time is up';

-- The tenant's page asks by tenant.
create index on kept.staff_read (tenant_ref, at desc);

grant select, insert, update, delete on kept.entry_link, kept.entry_session to kept_keeper;
grant select on kept.staff_read, kept.tenant_registration to kept_keeper;
