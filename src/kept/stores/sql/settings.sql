-- Settings that promises depend on.
select name, setting from pg_settings where name = any(%(names)s)
