-- What a role can reach outside PostgreSQL's own schemas: path, kind, whether a view reads with its reader's rights, privileges, columns.
select
  n.nspname || '.' || c.relname,
  c.relkind::text,
  coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=yes', 'security_invoker=1'], false),
  has_any_column_privilege(r.oid, c.oid, 'select'),
  has_any_column_privilege(r.oid, c.oid, 'insert'),
  has_any_column_privilege(r.oid, c.oid, 'update'),
  has_table_privilege(r.oid, c.oid, 'delete') or has_table_privilege(r.oid, c.oid, 'truncate'),
  (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_roles r on r.rolname = :role
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and has_schema_privilege(r.oid, n.oid, 'usage')
  and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update') or has_table_privilege(r.oid, c.oid, 'delete, truncate'))
order by 1
