-- Every table and view outside PostgreSQL's own schemas, with its columns, policies and triggers.
with relation as (
  select c.oid, n.nspname || '.' || c.relname as path, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
)
select
  r.path,
  r.relkind::text as relation,
  pg_get_userbyid(r.relowner)::text as owner,
  r.relrowsecurity as secured,
  r.relforcerowsecurity as forced,
  (select json_object_agg(a.attname, format_type(a.atttypid, a.atttypmod) order by a.attnum)
     from pg_attribute a where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped) as types,
  (select json_agg(a.attname) from pg_attribute a where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull) as required,
  (select json_agg(json_build_object(
            'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive,
            'roles', (select json_agg(case when role = 0 then 'public' else pg_get_userbyid(role)::text end) from unnest(p.polroles) role),
            'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname)
     from pg_policy p where p.polrelid = r.oid) as policies,
  (select json_object_agg(t.tgname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid))
     from pg_trigger t where t.tgrelid = r.oid and not t.tgisinternal) as triggers
from relation r
order by r.path
