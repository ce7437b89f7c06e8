-- Primary, unique and foreign keys: path, kind (p, u, f), columns, target path, target columns.
select
  n.nspname || '.' || c.relname as path,
  k.contype::text as kind,
  (select json_agg(a.attname order by position) from unnest(k.conkey) with ordinality key(number, position)
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.number) as columns,
  (select tn.nspname || '.' || t.relname from pg_class t join pg_namespace tn on tn.oid = t.relnamespace where t.oid = k.confrelid) as target,
  (select json_agg(a.attname order by position) from unnest(k.confkey) with ordinality key(number, position)
     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.number) as target_columns
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype in ('p', 'u', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
