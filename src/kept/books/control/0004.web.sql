-- depends: 0002.attestation

-- Accounts and sessions of the staff who keep the promises. The tables are Django's own, made by its own migrations, in a schema
-- that the pages' login owns; it reaches nothing else of the control plane.

do $role$
begin
  create role kept_pages nologin;
exception when duplicate_object or unique_violation then
  null;
end
$role$;
create schema kept_web authorization kept_pages;
comment on schema kept_web is 'accounts, second factors and sessions of staff (Django''s own tables)';
