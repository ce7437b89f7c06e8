-- The control plane remembers what each region's ledger was, so that a region that is cut short or rewritten is found out.

create schema kept_control;
comment on schema kept_control is 'Kept''s control plane: no personal data of subjects';

create table kept_control.checkpoint (
  ledger text not null,
  size   bigint not null check (size >= 0),
  root   bytea not null check (length(root) = 32),
  note   text not null,
  at     timestamptz not null,
  primary key (ledger, size)
);
comment on table kept_control.checkpoint is 'signed states of the regions'' ledgers, as they were when they were reached';
