-- depends: 0001.control

-- What only a person can say. A signature is never edited: a later one replaces it, and the earlier stays as it was.

create table kept_control.attestation (
  attestation_id bigint generated always as identity primary key,
  label          text not null,
  promise        text not null,
  signer         text not null check (signer <> ''),
  document       text not null,
  sha256         bytea not null check (length(sha256) = 32),
  signed_at      timestamptz not null,
  expires_at     timestamptz not null check (expires_at > signed_at),
  specimen       boolean not null
);
create index attestation_newest on kept_control.attestation (label, promise, attestation_id desc);
comment on table kept_control.attestation is 'who vouches for a promise, with which document, until when; the newest of a promise counts';
comment on column kept_control.attestation.label is 'the version of the service''s statement that the promise stands in';
comment on column kept_control.attestation.document is 'the document''s name; its content stays where it is, known by its hash';
comment on column kept_control.attestation.specimen is 'it shows the form only and vouches for nothing';

create function kept_control.refuse_change() returns trigger language plpgsql as $refuse$
begin
  raise exception '%.% is insert-only: % is refused', tg_table_schema, tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$refuse$;

create trigger insert_only before update or delete or truncate on kept_control.attestation
  for each statement execute function kept_control.refuse_change();
alter table kept_control.attestation enable always trigger insert_only;
