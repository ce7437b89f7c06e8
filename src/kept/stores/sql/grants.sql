-- Who holds which privilege on tables and views, and on single columns (column is null for the whole table).
select n.nspname || '.' || c.relname as path, null::text as column, case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end as grantee, g.privilege_type as privilege
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join lateral aclexplode(c.relacl) g
where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and g.grantee <> c.relowner
union all
select n.nspname || '.' || c.relname, a.attname::text, case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee)::text end, g.privilege_type
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral aclexplode(a.attacl) g
where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and g.grantee <> c.relowner
