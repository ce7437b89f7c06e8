-- depends: 0002.ledger

-- The acts of consenting: what was shown, by whose word a guardian was believed, from where an agreement was imported, and what the
-- person's receipts are made of. None of it names anybody. An act's columns lie in the consent's own row, because one more row for each
-- act would cost more than the act itself.

create table kept.consent_terms (
  sha256         bytea primary key check (length(sha256) = 32),
  wording_sha256 bytea not null,
  label          text not null references kept.statement_version,
  matter         text not null,
  language       text not null,
  wording        text not null,
  terms          text not null,
  check (sha256 = sha256(convert_to(terms, 'UTF8')))
);
create index on kept.consent_terms (wording_sha256);
comment on table kept.consent_terms is 'what was agreed to: exactly the words shown, and what receipts say of data, purposes and parties';
comment on column kept.consent_terms.wording is 'empty where only the hash of what was shown elsewhere was handed down';

alter table kept.consent
  add column guardian_verified   text,
  add column imported_from       text,
  add column imported_at         timestamptz,
  add column act_key             text check (length(act_key) between 1 and 128),
  add column asked               bytea,
  add column event_id            uuid,
  add column terms               bytea,
  add column told                text,
  add column promise             text,
  add column withdrawal_key      text check (length(withdrawal_key) between 1 and 128),
  add column withdrawal_asked    bytea,
  add column withdrawal_event_id uuid,
  add column withdrawal_terms    bytea,
  add column withdrawal_told     text,
  add column withdrawal_promise  text,
  add check ((imported_from is null) = (imported_at is null)),
  add check (withdrawal_key is null or withdrawn_at is not null);
-- Each act once, by the key that its caller gave it: a second submit gets the receipt of the first.
create unique index on kept.consent (subject_id, act_key) where act_key is not null;
create unique index on kept.consent (subject_id, withdrawal_key) where withdrawal_key is not null;
comment on column kept.consent.guardian_verified is 'how it was verified that the guardian is one: a code, such as signed-letter';
comment on column kept.consent.imported_from is 'the system that the agreement was given in, where it was not given here';
comment on column kept.consent.act_key is 'the caller''s key for the act of giving (null: from before receipts were kept)';
comment on column kept.consent.asked is 'SHA-256 of what was asked under the key: another act under the same key is refused';
comment on column kept.consent.event_id is 'the ledger''s event that tells of the giving';
comment on column kept.consent.terms is 'kept.consent_terms.sha256: with told, the event''s line and promise it makes the receipt again, byte for byte';

-- What depended on a consent is looked up when it is withdrawn.
create index on kept.transfer (consent_id);
