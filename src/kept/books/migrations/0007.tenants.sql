-- depends: 0005.acts

-- An organisation that signs up gets a database role of its own at once. The application can neither make roles nor give itself one:
-- it asks the API, and this function makes exactly a tenant's role, in the group that all tenants' roles are in, and nothing else.

create function kept.admit_tenant(role name, verifier text, tenant text, cluster text, country text, at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $admit$
begin
  if kept.tenant_of(role)::text is distinct from tenant then
    raise exception 'role % is not that of tenant %', role, tenant using errcode = '22023';
  end if;
  if verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'a password leaves its maker as a SCRAM verifier only' using errcode = '22023';
  end if;
  -- The same tenant in the same place once more is the same act (an application that was interrupted asks again); elsewhere it is refused.
  insert into kept.tenant_registration (tenant_ref, cluster, country, registered_at)
    values (admit_tenant.tenant, admit_tenant.cluster, admit_tenant.country, admit_tenant.at) on conflict (tenant_ref) do nothing;
  if not exists (select from kept.tenant_registration known where known.tenant_ref = admit_tenant.tenant
                 and known.cluster = admit_tenant.cluster and known.country = admit_tenant.country) then
    raise unique_violation using message = format('tenant %s is registered in another cluster', admit_tenant.tenant);
  end if;
  -- Where people of several clusters sign in at one centre, the role was made when the tenant registered in its own cluster.
  if not exists (select from pg_catalog.pg_roles where rolname = role) then
    execute format('create role %I login password %L in role kept_tenant', role, verifier);
  end if;
end
$admit$;
revoke all on function kept.admit_tenant(name, text, text, text, text, timestamptz) from public;
grant execute on function kept.admit_tenant(name, text, text, text, text, timestamptz) to kept_keeper;
comment on function kept.admit_tenant(name, text, text, text, text, timestamptz) is
  'makes the role of a tenant that registers in this cluster, once however often it is asked; one that is registered elsewhere is refused';
