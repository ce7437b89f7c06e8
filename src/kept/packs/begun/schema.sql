-- The tables of the service. Each part behind a line "-- schema: name" goes into the databases whose store names that schema.

-- schema: app
create schema app;

create table app.team (
  team_id       bigint primary key,
  name          text not null,
  registered_at timestamptz not null
);

create table app.member (
  member_id   bigint primary key,
  team_id     bigint not null references app.team,
  subject_id  bigint not null,
  decision_id bigint not null,
  name        text not null,
  email       text not null,
  joined_at   timestamptz not null,
  unique (team_id, email)
);
create index on app.member (subject_id);

create table app.subscription (
  subscription_id bigint primary key,
  team_id         bigint not null references app.team,
  subject_id      bigint not null,
  decision_id     bigint not null,
  email           text not null,
  subscribed_at   timestamptz not null
);
create index on app.subscription (team_id);
create index on app.subscription (subject_id);
