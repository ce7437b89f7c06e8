-- depends: 0001.books

-- The ledger of this region: events are written to the intake inside the business transaction, the sequencer numbers committed
-- ones into leaves and signs checkpoints. Everything but the sequencer's one row of state is insert-only, for everybody.

-- Roles belong to the whole cluster: another database may be migrated at the same moment.
do $role$
begin
  create role kept_writer nologin;
exception when duplicate_object or unique_violation then
  null;
end
$role$;

create table kept.ledger_intake (
  event_id uuid primary key,
  line     text not null check (length(line) <= 8192 and strpos(line, chr(10)) = 0 and strpos(line, '"id":"' || event_id::text || '"') > 0),
  xact     xid8 not null default pg_current_xact_id(),
  ord      bigint not null generated always as identity
);
create index ledger_intake_order on kept.ledger_intake (xact, ord);
comment on table kept.ledger_intake is 'events as they were written, in the transaction that they tell of';
comment on column kept.ledger_intake.line is 'the canonical line: exactly these bytes are the leaf of the tree';
comment on column kept.ledger_intake.xact is 'the writing transaction: the sequencer numbers only transactions older than every one in flight';

create table kept.ledger_leaf (
  position  bigint primary key check (position >= 0),
  event_id  uuid not null unique,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  line      text not null
);
comment on table kept.ledger_leaf is 'the numbered events: position 0 is the first leaf of the RFC 6962 tree';

create table kept.ledger_node (
  level smallint not null check (level > 0 and level % 8 = 0),
  index bigint not null,
  hash  bytea not null check (length(hash) = 32),
  primary key (level, index)
);
comment on table kept.ledger_node is 'roots of complete subtrees of 256, 65536, … leaves, so that a proof reads a few hundred hashes';

create table kept.ledger_checkpoint (
  size bigint primary key,
  root bytea not null check (length(root) = 32),
  note text not null,
  at   timestamptz not null
);
comment on table kept.ledger_checkpoint is 'signed states of the tree (C2SP tlog-checkpoint)';

create table kept.ledger_key (
  key   text primary key,
  since bigint not null
);
comment on table kept.ledger_key is 'verifier keys that checkpoints were signed with, and the size at which each began';

create table kept.ledger_state (
  only_row boolean primary key default true check (only_row),
  origin   text not null,
  home     text not null,
  size     bigint not null,
  hashes   bytea[] not null,
  xact     xid8 not null,
  ord      bigint not null,
  adopted  bigint not null
);
comment on table kept.ledger_state is 'how far the sequencer came: the compact range of the tree and the last transaction and row numbered';
comment on column kept.ledger_state.home is 'the cluster in which xact counts; after a restore into another cluster the sequencer adopts what it finds';
comment on column kept.ledger_state.adopted is 'rows up to this ord were numbered when the ledger was adopted, whatever their xact';

create function kept.refuse_change_of_ledger() returns trigger language plpgsql as $refuse$
begin
  raise exception '%.% is insert-only: % is refused', tg_table_schema, tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$refuse$;

do $guard$
declare
  part text;
begin
  foreach part in array array['ledger_intake', 'ledger_leaf', 'ledger_node', 'ledger_checkpoint', 'ledger_key'] loop
    execute format(
      'create trigger insert_only before update or delete or truncate on kept.%I for each statement execute function kept.refuse_change_of_ledger()',
      part);
    -- "always", so that a session in replica mode is refused too.
    execute format('alter table kept.%I enable always trigger insert_only', part);
    execute format('revoke all on kept.%I from public', part);
  end loop;
end
$guard$;

grant usage on schema kept to kept_writer;
grant insert (event_id, line) on kept.ledger_intake to kept_writer;
grant insert (subject_id, event_id) on kept.subject_event to kept_writer;
