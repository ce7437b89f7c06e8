
create table app.mailing (
  mailing_id  bigint primary key,
  team_id     bigint not null references app.team,
  subject_id  bigint not null,
  decision_id bigint not null,
  email       text not null,
  sent_at     timestamptz not null
);
create index on app.mailing (subject_id, sent_at);
