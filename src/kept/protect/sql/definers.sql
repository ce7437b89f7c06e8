-- Functions outside PostgreSQL's own schemas that run with their owner's rights and that a role may call.
select p.oid::regprocedure::text
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_roles r on r.rolname = :role
where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and has_schema_privilege(r.oid, n.oid, 'usage') and has_function_privilege(r.oid, p.oid, 'execute')
order by 1
