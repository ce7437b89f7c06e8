-- depends: 0002.ledger

-- The acts of consenting: what was shown, by whose word a guardian was believed, from where an agreement was imported, and the receipt
-- that the person got. None of it names anybody.

alter table kept.consent
  add column event_id          uuid,
  add column guardian_verified text,
  add column imported_from     text,
  add column imported_at       timestamptz,
  add check ((imported_from is null) = (imported_at is null));
comment on column kept.consent.event_id is 'the ledger''s event that tells of the giving (null: from before receipts were kept)';
comment on column kept.consent.guardian_verified is 'how it was verified that the guardian is one: a code, such as signed-letter';
comment on column kept.consent.imported_from is 'the system that the agreement was given in, where it was not given here';

create table kept.consent_wording (
  sha256   bytea primary key,
  label    text not null references kept.statement_version,
  matter   text not null,
  language text not null,
  wording  text not null,
  check (sha256 = sha256(convert_to(wording, 'UTF8')))
);
comment on table kept.consent_wording is 'exactly the words that were shown, by their hash: what kept.consent.wording_sha256 is of';

create table kept.consent_receipt (
  subject_id bigint not null references kept.subject on delete cascade,
  act_key    text not null check (length(act_key) between 1 and 128),
  act        text not null check (act in ('given', 'withdrawn', 'imported')),
  asked      bytea not null,
  consent_id bigint not null,
  event_id   uuid not null,
  receipt    text not null,
  at         timestamptz not null,
  primary key (subject_id, act_key)
);
comment on table kept.consent_receipt is 'each act once, by the key that its caller gave it: a second submit gets the receipt of the first';
comment on column kept.consent_receipt.asked is 'SHA-256 of what was asked under this key: another act under the same key is refused';

-- What depended on a consent is looked up when it is withdrawn.
create index on kept.transfer (consent_id);
