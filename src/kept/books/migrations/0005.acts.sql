-- depends: 0004.people

-- What planted people did in the running service, and what they must have left; nothing here says anything about anybody.

create table kept.act (
  act_id    uuid primary key,
  run_id    uuid not null,
  promise   text not null,
  name      text not null,
  title     text not null,
  label     text not null,
  at        timestamptz not null,
  done      boolean not null,
  reason    jsonb,
  steps     jsonb not null
);
create index on kept.act (label, promise, at);
comment on table kept.act is 'acts of planted people: steps as they were observed at the edge, in both languages';
comment on column kept.act.reason is 'why the act could not be done as written';

create table kept.act_trace (
  act_id     uuid not null references kept.act on delete cascade,
  place      smallint not null,
  store      text not null,
  source     text not null,
  conditions jsonb not null,
  least      integer not null check (least >= 0),
  most       integer check (most >= least),
  unique (act_id, place, store, source)
);
comment on column kept.act_trace.place is 'traces of one place are counted together';
comment on column kept.act_trace.store is 'the governed database in which the trace is (crm.p06), which need not be this one';
comment on column kept.act_trace.conditions is 'columns with surrogate ids, names of the statement, null (empty) or (filled)';
