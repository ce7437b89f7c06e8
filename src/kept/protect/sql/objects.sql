-- Everything in a database that a control may have made: a name for each object, and what defines it.
select 'row security of ' || n.nspname || '.' || c.relname, format('%s %s %s', c.relrowsecurity, c.relforcerowsecurity, c.reloptions)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and (c.relrowsecurity or c.relforcerowsecurity or c.reloptions is not null)
union all
select 'policy ' || p.polname || ' on ' || p.polrelid::regclass::text,
  format('%s %s %s %s %s', p.polcmd, p.polpermissive, (select array_agg(r::regrole::text order by r::regrole::text) from unnest(p.polroles) r where r <> 0),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p
union all
select 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass::text, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
from pg_trigger t where not t.tgisinternal
union all
select 'function ' || p.oid::regprocedure::text, pg_get_functiondef(p.oid)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('kept', 'support') and p.prokind = 'f'
union all
select 'view ' || c.oid::regclass::text, pg_get_viewdef(c.oid)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and n.nspname = 'support'
union all
select 'grant of ' || g.privilege_type || ' on ' || o.what || ' to ' || case when g.grantee = 0 then 'public' else g.grantee::regrole::text end, ''
from (
  select n.nspname || '.' || c.relname as what, c.relacl as acl, c.relowner as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'schema ' || n.nspname, n.nspacl, n.nspowner from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select 'function ' || p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'support'
) o
cross join lateral aclexplode(o.acl) g
where g.grantee <> o.owner
