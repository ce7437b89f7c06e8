-- Every role of the whole server, with what it may do beyond its grants and whose member it is.
select r.rolname::text as name, json_build_object(
  'superuser', r.rolsuper, 'bypass_rls', r.rolbypassrls, 'create_role', r.rolcreaterole, 'create_database', r.rolcreatedb,
  'login', r.rolcanlogin, 'replication', r.rolreplication,
  'member_of', coalesce((select json_agg(pg_get_userbyid(m.roleid)::text) from pg_auth_members m where m.member = r.oid), '[]')) as facts
from pg_roles r
where r.rolname !~ '^pg_'
