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

-- What an act of consenting has to know, once nobody else acts for the same person: the lock first, then a look that sees what whoever
-- held it has committed (each statement of a volatile function has a snapshot of its own). One round trip instead of two.
create function kept.consent_looked_up(p_subject bigint, p_guardian bigint, p_key text, p_matter text, p_terms bytea, p_service text, p_today date)
returns table (
  subject_id bigint, key bytea, country text, subdivision text, born_on date, own_guardian bigint, ended boolean, erased boolean,
  g_id bigint, g_key bytea, g_country text, g_subdivision text, g_born_on date, g_guardian bigint, g_ended boolean, g_erased boolean,
  done_id bigint, done_giving boolean, done_asked bytea, done_withdrawal_asked bytea,
  held_id bigint, held_label text, held_language text, held_wording text, held_given_at timestamptz, held_withdrawn_at timestamptz,
  held_event_id uuid, in_force text, has_terms boolean
) language plpgsql volatile as $looked_up$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(1801810036, (p_subject & 2147483647)::int);
  return query
    select s.subject_id, s.key, s.country, s.subdivision, s.born_on, s.guardian_id, s.ended_at is not null, s.erased_at is not null,
           g.subject_id, g.key, g.country, g.subdivision, g.born_on, g.guardian_id, g.ended_at is not null, g.erased_at is not null,
           r.consent_id, r.act_key = p_key, r.asked, r.withdrawal_asked,
           c.consent_id, c.label, c.language, encode(c.wording_sha256, 'hex'), c.given_at, c.withdrawn_at, c.event_id,
           (select v.label from kept.statement_version v where v.service = p_service and v.effective_on <= p_today
            order by v.effective_on desc limit 1),
           exists (select from kept.consent_terms t where t.sha256 = p_terms)
    from (select p_subject) w(subject_id)
    left join kept.subject s on s.subject_id = w.subject_id
    left join kept.subject g on g.subject_id = p_guardian
    left join lateral (
      select * from kept.consent c
      where c.subject_id = w.subject_id and (c.act_key = p_key or c.withdrawal_key = p_key) limit 1
    ) r on true
    left join lateral (
      select * from kept.consent c where c.subject_id = w.subject_id and c.matter = p_matter
      order by c.withdrawn_at is not null, c.given_at desc, c.consent_id desc limit 1
    ) c on true;
end
$looked_up$;
