-- What the staged books tell as events of the ledger, oldest first: kind, instant, person and key, name and value of the one fact.
select kind, at, subject_id, key, fact, value
from (
  select 'consent.given' as kind, c.given_at as at, c.subject_id, s.key, 'matter' as fact, c.matter as value
  from kept.consent c join kept.subject s using (subject_id)
  union all
  select 'consent.withdrawn', c.withdrawn_at, c.subject_id, s.key, 'matter', c.matter
  from kept.consent c join kept.subject s using (subject_id) where c.withdrawn_at is not null
  union all
  select 'tenant.registered', registered_at, null, null, 'cluster', cluster
  from kept.tenant_registration
  union all
  select 'request.received', r.received_at, r.subject_id, s.key, 'kind', r.kind
  from kept.request r left join kept.subject s using (subject_id)
  union all
  select 'request.answered', r.answered_at, r.subject_id, s.key, 'kind', r.kind
  from kept.request r left join kept.subject s using (subject_id) where r.answered_at is not null
) told
order by at
