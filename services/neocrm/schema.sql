-- The service's own tables, as an application would have made them: tables, keys, indexes, comments. Controls (row security,
-- masking views, audited reads, grants) are Kept's and come from the data map.
--
-- A database gets the sections of the schemas that its store has. "-- schema: crm" begins tables, "-- after: crm" what is faster
-- made when the rows are there (indexes, foreign keys); run in that order they work on empty tables as well.
-- Keys of tenants' tables begin with tenant_id, so that neither a unique key nor a reference can tell one tenant of another.
-- Columns whose type is text and whose check begins with 'aes-256-gcm:' hold sealed values: algorithm, key id, base64 of nonce,
-- ciphertext and tag.

-- schema: crm
create schema crm;

create table crm.tenant (
  tenant_id         bigint primary key,
  name              text not null,
  org_type          text not null check (org_type in ('legal_person', 'government_agency', 'other_organization', 'partner', 'individual_business')),
  cluster           text not null,
  country           text not null,
  controller_id     bigint not null check (controller_id = tenant_id),
  processor         text not null,
  plan              text not null check (plan in ('paying', 'free')),
  registered_at     timestamptz not null,
  contract_ref      text not null,
  contract_ends_on  date,
  renewal_asked_at  timestamptz,
  reclaimed_at      timestamptz,
  cancel_asked_at   timestamptz,
  ended_at          timestamptz,
  notice_purpose    text not null,
  notice_scope      text not null,
  notice_method     text not null,
  check (ended_at >= registered_at),
  check (ended_at is null or plan <> 'free' or cancel_asked_at is not null or reclaimed_at is not null)
);
comment on table crm.tenant is 'customer organisations; each is the controller of its rows';
comment on column crm.tenant.cluster is 'the storage cluster, fixed at registration';
comment on column crm.tenant.notice_purpose is 'what the organisation told its people before it uploaded their data: purpose, scope, method';

create table crm.department (
  tenant_id     bigint not null,
  department_id bigint not null,
  parent_id     bigint,
  name          text not null,
  primary key (tenant_id, department_id)
);

create table crm.import_batch (
  tenant_id     bigint not null,
  batch_id      bigint not null,
  uploaded_by   bigint not null,
  attested_at   timestamptz not null,
  attested_ground text not null check (attested_ground in ('explicit_consent', 'right_to_provide', 'lawful_authorisation')),
  attestation_sha256 bytea not null,
  uploaded_at   timestamptz not null,
  rows_accepted integer not null,
  quarantined   boolean not null default false,
  primary key (tenant_id, batch_id),
  check (attested_at < uploaded_at)
);
comment on table crm.import_batch is 'what an organisation uploaded about people, and its statement that it may';

create table crm.data_source (
  source_id   bigint primary key,
  name        text not null,
  kind        text not null check (kind in ('organisation', 'data_provider', 'public_register', 'payment_company', 'payment_institution', 'third_party_app')),
  policy_url  text,
  contract_ref text
);

create table crm.member (
  tenant_id     bigint not null,
  member_id     bigint not null,
  subject_id    bigint,
  class         text not null check (class in ('administrator', 'member', 'external')),
  department_id bigint,
  batch_id      bigint not null,
  source_id     bigint not null,
  name          text,
  mobile        text,
  email         text,
  status        text not null check (status in ('active', 'closed', 'anonymised')),
  leave_with_organisation boolean not null default false,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  closed_at     timestamptz,
  anonymised_at timestamptz,
  primary key (tenant_id, member_id),
  check ((status = 'active') = (closed_at is null)),
  check ((status = 'anonymised') = (anonymised_at is not null))
);
comment on table crm.member is 'the people of an organisation and the outsiders for whom its administrator made an account';

create table crm.profile (
  tenant_id     bigint not null,
  member_id     bigint not null,
  subject_id    bigint not null,
  nickname      text,
  gender        text,
  position      text,
  employee_no   text,
  report_to     bigint,
  company_email text,
  created_at    timestamptz not null,
  primary key (tenant_id, member_id)
);
comment on table crm.profile is 'what a person added about itself; the row and each of its columns may be absent';

create table crm.avatar (
  tenant_id  bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  avatar     text not null,
  created_at timestamptz not null,
  primary key (tenant_id, member_id)
);

create table crm.admin_grant (
  tenant_id   bigint not null,
  member_id   bigint not null,
  officer_ref text not null,
  granted_at  timestamptz not null,
  revoked_at  timestamptz,
  primary key (tenant_id, member_id, granted_at)
);
comment on column crm.admin_grant.officer_ref is 'the appointment document of the organisation''s officer';

create table crm.control_change (
  tenant_id  bigint not null,
  change_id  bigint not null,
  made_by    text not null,
  what       text not null,
  ticket_ref text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, change_id)
);
comment on table crm.control_change is 'changes of an organisation''s permissions that the vendor''s staff made on its request';

create table crm.credential (
  tenant_id     bigint not null,
  member_id     bigint not null,
  subject_id    bigint not null,
  mobile        text,
  email         text,
  password_hash text not null,
  verified_at   timestamptz not null,
  password_changed_at timestamptz not null,
  reminded_at   timestamptz,
  decision_id   bigint not null,
  created_at    timestamptz not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, email),
  check (mobile is not null or email is not null)
);
comment on table crm.credential is 'sign-in data, except where people sign in at the authentication centre: there this table has no rows';

create table crm.login_log (
  tenant_id  bigint not null,
  login_id   bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  host       text not null,
  ip         text not null,
  succeeded  boolean not null,
  at         timestamptz not null,
  primary key (tenant_id, login_id)
);

create table crm.device (
  tenant_id  bigint not null,
  device_id  bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  model      text not null,
  os_version text not null,
  settings   text,
  other_info text,
  created_at timestamptz not null,
  primary key (tenant_id, device_id)
);

create table crm.device_address (
  tenant_id  bigint not null,
  address_id bigint not null,
  device_id  bigint not null,
  subject_id bigint not null,
  ip         text not null,
  at         timestamptz not null,
  primary key (tenant_id, address_id)
);

create table crm.permission_event (
  tenant_id  bigint not null,
  event_id   bigint not null,
  device_id  bigint not null,
  subject_id bigint not null,
  permission text not null,
  scenario   text not null,
  event      text not null check (event in ('prompted', 'granted', 'refused', 'used', 'revoked')),
  at         timestamptz not null,
  primary key (tenant_id, event_id)
);

create table crm.service_log (
  tenant_id      bigint not null,
  log_id         bigint not null,
  member_id      bigint not null,
  subject_id     bigint not null,
  ip             text not null,
  hardware_model text,
  os_type        text,
  os_version     text,
  screen_size    text,
  resolution     text,
  serial         text,
  mac            text,
  imei           text,
  time_zone      text,
  language       text,
  search         text,
  at             timestamptz not null,
  primary key (tenant_id, log_id)
);

create table crm.account (
  tenant_id  bigint not null,
  account_id bigint not null,
  name       text not null,
  industry   text not null,
  created_at timestamptz not null,
  primary key (tenant_id, account_id)
);
comment on table crm.account is 'the organisation''s customers, themselves companies';

create table crm.contact (
  tenant_id    bigint not null,
  contact_id   bigint not null,
  subject_id   bigint not null,
  account_id   bigint not null,
  owner_id     bigint not null,
  batch_id     bigint not null,
  source_id    bigint not null,
  name         text,
  mobile       text,
  email        text,
  position     text,
  behaviour    text,
  ip           text,
  opted_out_at timestamptz,
  created_at   timestamptz not null,
  primary key (tenant_id, contact_id)
);

create table crm.contact_origin (
  tenant_id   bigint not null,
  contact_id  bigint not null,
  field       text not null,
  origin      text not null check (origin in ('own', 'external')),
  source_id   bigint not null,
  merged_at   timestamptz not null,
  primary key (tenant_id, contact_id, field)
);

create table crm.lead (
  tenant_id  bigint not null,
  lead_id    bigint not null,
  subject_id bigint not null,
  owner_id   bigint,
  source_id  bigint not null,
  purpose    text not null,
  name       text,
  mobile     text,
  email      text,
  company    text,
  position   text,
  opted_out_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, lead_id)
);

create table crm.opportunity (
  tenant_id      bigint not null,
  opportunity_id bigint not null,
  account_id     bigint not null,
  contact_id     bigint,
  stage          text not null,
  amount_cents   bigint not null,
  currency       text not null,
  created_at     timestamptz not null,
  primary key (tenant_id, opportunity_id)
);

create table crm.visit (
  tenant_id   bigint not null,
  visit_id    bigint not null,
  member_id   bigint not null,
  subject_id  bigint not null,
  account_id  bigint not null,
  lat         text not null check (lat like 'aes-256-gcm:%'),
  lon         text not null check (lon like 'aes-256-gcm:%'),
  address     text not null check (address like 'aes-256-gcm:%'),
  decision_id bigint not null,
  permission_event_id bigint not null,
  created_at  timestamptz not null,
  primary key (tenant_id, visit_id)
);
comment on column crm.visit.address is 'the place in words, found from the coordinates';

create table crm.work_order (
  tenant_id     bigint not null,
  work_order_id bigint not null,
  member_id     bigint not null,
  subject_id    bigint not null,
  account_id    bigint not null,
  sim_location  text check (sim_location like 'aes-256-gcm:%'),
  ip_location   text check (ip_location like 'aes-256-gcm:%'),
  location      text not null check (location like 'aes-256-gcm:%'),
  decision_id   bigint not null,
  permission_event_id bigint not null,
  created_at    timestamptz not null,
  primary key (tenant_id, work_order_id)
);

create table crm.call_recording (
  tenant_id    bigint not null,
  recording_id bigint not null,
  contact_id   bigint not null,
  subject_id   bigint not null,
  recording    text not null check (recording like 'aes-256-gcm:%'),
  announced    boolean not null,
  recorded_at  timestamptz not null,
  delete_by    date not null,
  primary key (tenant_id, recording_id)
);

create table crm.social_account (
  tenant_id   bigint not null,
  social_id   bigint not null,
  contact_id  bigint not null,
  subject_id  bigint not null,
  kind        text not null check (kind in ('wecom', 'wechat', 'qq', 'msn', 'weibo')),
  function    text not null,
  wecom       text,
  union_id    text,
  avatar      text,
  qq          text,
  msn         text,
  weibo       text,
  decision_id bigint not null,
  created_at  timestamptz not null,
  primary key (tenant_id, social_id)
);

create table crm.campaign (
  tenant_id   bigint not null,
  campaign_id bigint not null,
  purpose     text not null,
  channel     text not null check (channel in ('phone', 'sms', 'email')),
  title       text not null,
  started_at  timestamptz not null,
  primary key (tenant_id, campaign_id)
);

create table crm.marketing_send (
  tenant_id   bigint not null,
  send_id     bigint not null,
  campaign_id bigint not null,
  contact_id  bigint not null,
  subject_id  bigint not null,
  unsubscribe_link boolean not null,
  sent_at     timestamptz not null,
  primary key (tenant_id, send_id)
);

create table crm.eligibility (
  tenant_id      bigint not null,
  eligibility_id bigint not null,
  contact_id     bigint not null,
  subject_id     bigint not null,
  rule           text not null,
  inputs         text[] not null,
  eligible       boolean not null,
  decided_at     timestamptz not null,
  primary key (tenant_id, eligibility_id),
  check (inputs <@ array['email', 'position', 'phone', 'behaviour', 'ip'])
);

create table crm.enrichment (
  tenant_id     bigint not null,
  enrichment_id bigint not null,
  contact_id    bigint not null,
  subject_id    bigint not null,
  source_id     bigint not null,
  purpose       text not null,
  category      text not null check (category in ('identifier', 'major_or_employment', 'educational', 'business', 'visual', 'internet_activity')),
  value         text not null,
  captured_at   timestamptz not null,
  primary key (tenant_id, enrichment_id)
);

create table crm.inference (
  tenant_id    bigint not null,
  inference_id bigint not null,
  contact_id   bigint not null,
  subject_id   bigint not null,
  source_id    bigint not null,
  about        text not null check (about in ('preference', 'behaviour')),
  value        text not null,
  derived      boolean not null check (derived),
  model        text not null,
  inputs       text[] not null,
  made_at      timestamptz not null,
  primary key (tenant_id, inference_id)
);

create table crm.payment_binding (
  tenant_id    bigint not null,
  binding_id   bigint not null,
  contact_id   bigint not null,
  subject_id   bigint not null,
  source_id    bigint not null,
  provider     text not null,
  provider_ref text not null,
  nickname     text not null check (nickname like 'aes-256-gcm:%'),
  account_name text not null check (account_name like 'aes-256-gcm:%'),
  bound_at     timestamptz not null,
  primary key (tenant_id, binding_id)
);

create table crm.payment_identity (
  tenant_id    bigint not null,
  identity_id  bigint not null,
  contact_id   bigint not null,
  subject_id   bigint not null,
  source_id    bigint not null,
  provider     text not null,
  account_user text not null check (account_user like 'aes-256-gcm:%'),
  purpose      text not null,
  received_at  timestamptz not null,
  primary key (tenant_id, identity_id)
);
comment on table crm.payment_identity is 'facts against fraud and gambling; nobody but the risk desk reads them';

create table crm.usage_report (
  tenant_id   bigint not null,
  report_id   bigint not null,
  partner     text not null,
  metric      text not null,
  group_size  integer not null,
  value       numeric not null,
  method      text not null,
  test_ref    text not null,
  made_at     timestamptz not null,
  primary key (tenant_id, report_id)
);
comment on table crm.usage_report is 'anonymised figures that go to partners';

create table crm.code (
  tenant_id   bigint not null,
  code_id     bigint not null,
  member_id   bigint not null,
  subject_id  bigint not null,
  purpose     text not null check (purpose in ('registration', 'sign-in', 'new address')),
  channel     text not null check (channel in ('mail', 'sms')),
  code_sha256 bytea not null,
  address_sha256 bytea not null,
  tries       integer not null default 0 check (tries between 0 and 5),
  made_at     timestamptz not null,
  ends_at     timestamptz not null,
  used_at     timestamptz,
  primary key (tenant_id, code_id)
);
comment on table crm.code is 'codes that were sent, as hashes: each good once, for ten minutes and five tries';

create table crm.outgoing (
  tenant_id  bigint not null,
  message_id bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  channel    text not null check (channel in ('mail', 'sms')),
  template   text not null,
  language   text not null,
  contents   text check (contents like 'aes-256-gcm:%'),
  made_at    timestamptz not null,
  due_at     timestamptz not null,
  attempts   integer not null default 0,
  sent_at    timestamptz,
  primary key (tenant_id, message_id),
  check ((sent_at is null) = (contents is not null))
);
comment on table crm.outgoing is 'messages on their way; what they say is sealed, and gone once they are sent';

create table crm.session (
  tenant_id    bigint not null,
  session_id   bigint not null,
  member_id    bigint not null,
  subject_id   bigint not null,
  token_sha256 bytea not null,
  ticket_sha256 bytea not null,
  began_at     timestamptz not null,
  used_at      timestamptz not null,
  ended_at     timestamptz,
  primary key (tenant_id, session_id),
  unique (tenant_id, token_sha256),
  unique (tenant_id, ticket_sha256)
);
comment on table crm.session is 'who is signed in; the ticket with which a session began opens no second one';

create table crm.draft (
  tenant_id  bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  path       text not null,
  typed      text not null check (typed like 'aes-256-gcm:%'),
  made_at    timestamptz not null,
  primary key (tenant_id, member_id)
);
comment on table crm.draft is 'what somebody had typed when the session ended, until the next one';

create table crm.application (
  tenant_id  bigint not null,
  app        text not null check (length(app) between 1 and 80),
  kind       text not null check (kind in ('basic', 'third-party', 'manually created')),
  enabled    boolean not null,
  changed_at timestamptz not null,
  primary key (tenant_id, app)
);
comment on table crm.application is 'applications that an organisation has switched on or off; what is not listed is as it comes';

create table crm.member_application (
  tenant_id  bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  app        text not null check (length(app) between 1 and 80),
  enabled    boolean not null,
  changed_at timestamptz not null,
  primary key (tenant_id, member_id, app)
);
comment on table crm.member_application is 'applications that an administrator has switched off for one person, or on again; the organisation''s own switch goes first';

create table crm.activity (
  tenant_id   bigint not null,
  activity_id bigint not null,
  kind        text not null check (kind in ('visit', 'work order')),
  member_id   bigint not null,
  subject_id  bigint not null,
  account_id  bigint not null,
  note        text not null,
  created_at  timestamptz not null,
  primary key (tenant_id, activity_id)
);
comment on table crm.activity is 'visits and work orders, with or without a place: the place is in crm.visit and crm.work_order';

create table crm.own_account (
  tenant_id   bigint not null,
  own_account_id bigint not null,
  member_id   bigint not null,
  subject_id  bigint not null,
  function    text not null,
  wechat      text,
  qq          text,
  weibo       text,
  decision_id bigint not null,
  created_at  timestamptz not null,
  primary key (tenant_id, own_account_id)
);
comment on table crm.own_account is 'social accounts that people entered about themselves';

create table crm.leaving (
  tenant_id  bigint not null,
  leaving_id bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  asked_at   timestamptz not null,
  due_at     timestamptz not null,
  dropped_at timestamptz,
  done_at    timestamptz,
  primary key (tenant_id, leaving_id)
);
comment on table crm.leaving is 'people who asked their administrator to cancel their account, and by when that has to be done';

create view crm.marketing_audience as
  select tenant_id, contact_id, email, position, mobile as phone, behaviour, ip
  from crm.contact
  where opted_out_at is null and email is not null;
comment on view crm.marketing_audience is 'all that the marketing job may read';

-- after: crm
create index on crm.member (subject_id);
create index on crm.profile (subject_id);
create index on crm.avatar (subject_id);
create index on crm.credential (subject_id);
create index on crm.login_log (subject_id);
create index on crm.device (subject_id);
create index on crm.device_address (subject_id);
create index on crm.permission_event (subject_id);
create index on crm.service_log (subject_id);
create index on crm.contact (subject_id);
create index on crm.lead (subject_id);
create index on crm.visit (subject_id);
create index on crm.work_order (subject_id);
create index on crm.call_recording (subject_id);
create index on crm.social_account (subject_id);
create index on crm.marketing_send (subject_id);
create index on crm.eligibility (subject_id);
create index on crm.enrichment (subject_id);
create index on crm.inference (subject_id);
create index on crm.payment_binding (subject_id);
create index on crm.payment_identity (subject_id);
create index on crm.code (subject_id);
create index on crm.outgoing (subject_id);
create index on crm.session (subject_id);
create index on crm.draft (subject_id);
create index on crm.member_application (subject_id);
create index on crm.activity (subject_id);
create index on crm.own_account (subject_id);
create index on crm.leaving (subject_id);
alter table crm.department add foreign key (tenant_id) references crm.tenant;
alter table crm.import_batch add foreign key (tenant_id) references crm.tenant;
alter table crm.member add foreign key (tenant_id) references crm.tenant;
alter table crm.member add foreign key (tenant_id, batch_id) references crm.import_batch;
alter table crm.profile add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.avatar add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.admin_grant add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.account add foreign key (tenant_id) references crm.tenant;
alter table crm.contact add foreign key (tenant_id, account_id) references crm.account;
alter table crm.contact_origin add foreign key (tenant_id, contact_id) references crm.contact on delete cascade;
alter table crm.lead add foreign key (tenant_id) references crm.tenant;
alter table crm.opportunity add foreign key (tenant_id, account_id) references crm.account;
alter table crm.campaign add foreign key (tenant_id) references crm.tenant;
alter table crm.marketing_send add foreign key (tenant_id, campaign_id) references crm.campaign;
alter table crm.code add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.outgoing add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.session add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.draft add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.member_application add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.own_account add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.leaving add foreign key (tenant_id, member_id) references crm.member on delete cascade;
alter table crm.activity add foreign key (tenant_id, account_id) references crm.account;

-- schema: auth
create schema auth;

create table auth.credential (
  tenant_id     bigint not null,
  member_id     bigint not null,
  subject_id    bigint not null,
  mobile        text,
  email         text,
  password_hash text not null,
  verified_at   timestamptz not null,
  password_changed_at timestamptz not null,
  reminded_at   timestamptz,
  decision_id   bigint not null,
  created_at    timestamptz not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, email),
  check (mobile is not null or email is not null)
);

create table auth.login_event (
  tenant_id  bigint not null,
  event_id   bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  host       text not null,
  ip         text not null,
  succeeded  boolean not null,
  at         timestamptz not null,
  primary key (tenant_id, event_id)
);

create table auth.code (
  tenant_id   bigint not null,
  code_id     bigint not null,
  member_id   bigint not null,
  subject_id  bigint not null,
  purpose     text not null check (purpose in ('registration', 'sign-in', 'new address')),
  channel     text not null check (channel in ('mail', 'sms')),
  code_sha256 bytea not null,
  address_sha256 bytea not null,
  tries       integer not null default 0 check (tries between 0 and 5),
  made_at     timestamptz not null,
  ends_at     timestamptz not null,
  used_at     timestamptz,
  primary key (tenant_id, code_id)
);
comment on table auth.code is 'codes that were sent, as hashes: each good once, for ten minutes and five tries';

create table auth.outgoing (
  tenant_id  bigint not null,
  message_id bigint not null,
  member_id  bigint not null,
  subject_id bigint not null,
  channel    text not null check (channel in ('mail', 'sms')),
  template   text not null,
  language   text not null,
  contents   text check (contents like 'aes-256-gcm:%'),
  made_at    timestamptz not null,
  due_at     timestamptz not null,
  attempts   integer not null default 0,
  sent_at    timestamptz,
  primary key (tenant_id, message_id),
  check ((sent_at is null) = (contents is not null))
);
comment on table auth.outgoing is 'messages on their way; what they say is sealed, and gone once they are sent';

-- after: auth
create index on auth.credential (subject_id);
create index on auth.login_event (subject_id);
create index on auth.code (subject_id);
create index on auth.outgoing (subject_id);

-- schema: web
create schema web;

create table web.form_submission (
  submission_id bigint primary key,
  subject_id    bigint not null,
  function      text not null,
  name          text,
  mobile        text,
  company       text,
  job_title     text,
  address       text,
  email         text,
  username      text,
  about_others  boolean not null default false,
  declared_ground text check (declared_ground in ('right', 'authorisation')),
  declared_at   timestamptz,
  decision_id   bigint not null,
  created_at    timestamptz not null,
  check (not about_others or (declared_ground is not null and declared_at is not null))
);
comment on table web.form_submission is 'what people typed into the site''s forms and the call desk''s; the vendor is the controller';

create table web.newsletter (
  newsletter_id bigint primary key,
  subject_id    bigint not null,
  email         text not null,
  decision_id   bigint not null,
  created_at    timestamptz not null,
  opted_out_at  timestamptz
);

create table web.cookie_choice (
  choice_id   bigint primary key,
  subject_id  bigint not null,
  advertising boolean not null,
  chosen_at   timestamptz not null
);

create table web.cookie_visit (
  visit_id    bigint primary key,
  choice_id   bigint not null,
  subject_id  bigint,
  cookie      text not null check (cookie in ('necessary', 'website_and_email')),
  session     bigint not null,
  device_info text,
  usage_info  text,
  ip          text not null,
  identifier  text not null,
  at          timestamptz not null
);

create table web.usage (
  usage_id    bigint primary key,
  subject_id  bigint not null,
  visit_info  text not null,
  usage_info  text not null,
  device_info text,
  at          timestamptz not null
);
comment on table web.usage is 'what cookies tell of visits and usage, apart from anything that marketing reads';

create table web.interest (
  interest_id bigint primary key,
  choice_id   bigint not null,
  subject_id  bigint not null,
  usage_info  text not null,
  decision_id bigint not null,
  at          timestamptz not null
);
comment on table web.interest is 'what advertising cookies learned of people who switched them on';

create table web.child_session (
  session    bigint primary key,
  flagged_at timestamptz not null,
  purged_at  timestamptz
);
comment on table web.child_session is 'sessions found to be a child''s who came by accident: their rows are removed';

create table web.office_visit (
  visit_id    bigint primary key,
  subject_id  bigint not null,
  name        text not null,
  phone       text not null,
  company     text,
  arrived_at  timestamptz not null,
  decision_id bigint not null,
  delete_by   date not null
);

create table web.office_health (
  visit_id         bigint primary key,
  subject_id       bigint not null,
  body_temperature text check (body_temperature like 'aes-256-gcm:%'),
  symptoms         text check (symptoms like 'aes-256-gcm:%'),
  close_contacts   text check (close_contacts like 'aes-256-gcm:%'),
  recent_travel    text check (recent_travel like 'aes-256-gcm:%'),
  decision_id      bigint not null,
  recorded_at      timestamptz not null
);
comment on table web.office_health is 'asked on a page of its own, given by choice under a consent of its own, sealed';

create table web.blog_post (
  post_id      bigint primary key,
  subject_id   bigint not null,
  body         text not null,
  public_hint_shown boolean not null,
  decision_id  bigint not null,
  published_at timestamptz not null,
  deleted_at   timestamptz
);

create table web.answer (
  answer_id bigint primary key,
  question  text not null,
  choice    text not null,
  at        timestamptz not null
);
comment on table web.answer is 'answers to the questionnaire, apart from whoever gave them: nothing here leads to a person';

create table web.outgoing (
  message_id bigint primary key,
  subject_id bigint not null,
  channel    text not null check (channel in ('mail')),
  template   text not null,
  language   text not null,
  contents   text check (contents like 'aes-256-gcm:%'),
  made_at    timestamptz not null,
  due_at     timestamptz not null,
  attempts   integer not null default 0,
  sent_at    timestamptz,
  check ((sent_at is null) = (contents is not null))
);
comment on table web.outgoing is 'messages on their way; what they say is sealed, and gone once they are sent';

-- after: web
create index on web.outgoing (subject_id);
create index on web.form_submission (subject_id);
create index on web.newsletter (subject_id);
create index on web.cookie_choice (subject_id);
create index on web.cookie_visit (subject_id);
create index on web.usage (subject_id);
create index on web.interest (subject_id);
create index on web.office_visit (subject_id);
create index on web.office_health (subject_id);
create index on web.blog_post (subject_id);

-- schema: cdp
create schema cdp;

create table cdp.tenant (
  tenant_id     bigint primary key,
  crm_cluster   text not null,
  crm_country   text not null,
  cluster       text not null,
  registered_at timestamptz not null
);

create table cdp.profile (
  tenant_id  bigint not null,
  profile_id bigint not null,
  subject_id bigint not null,
  source_id  bigint not null,
  name       text,
  mobile     text,
  email      text,
  created_at timestamptz not null,
  primary key (tenant_id, profile_id)
);

create table cdp.event (
  tenant_id  bigint not null,
  event_id   bigint not null,
  profile_id bigint not null,
  subject_id bigint not null,
  behaviour  text not null,
  ip         text not null,
  at         timestamptz not null,
  primary key (tenant_id, event_id)
);

create table cdp.audience (
  tenant_id   bigint not null,
  audience_id bigint not null,
  purpose     text not null,
  people      integer not null,
  made_at     timestamptz not null,
  primary key (tenant_id, audience_id)
);

-- after: cdp
create index on cdp.profile (subject_id);
create index on cdp.event (subject_id);
alter table cdp.profile add foreign key (tenant_id) references cdp.tenant;
alter table cdp.audience add foreign key (tenant_id) references cdp.tenant;
