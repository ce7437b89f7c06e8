-- Unique indexes (primary keys among them): table, index, first column (null where it is an expression).
select n.nspname || '.' || c.relname, x.relname::text, a.attname::text
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_class x on x.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
where i.indisunique and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2
