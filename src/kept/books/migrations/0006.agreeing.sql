-- depends: 0004.people

-- What was agreed to is not changed afterwards: the role that the API works as may end an agreement and nothing else of it. A person's
-- own surrogate and key stay what they were.
revoke update on kept.consent, kept.subject from kept_keeper;
grant update (withdrawn_at, withdrawal_key, withdrawal_asked, withdrawal_event_id, withdrawal_terms, withdrawal_told, withdrawal_promise)
  on kept.consent to kept_keeper;
grant update (class, country, subdivision, born_on, age_at_least, guardian_id, tenant_ref, contract_ref, ended_at)
  on kept.subject to kept_keeper;
