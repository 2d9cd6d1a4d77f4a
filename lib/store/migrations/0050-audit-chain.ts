import type { Migration } from './migration';

/** With the number of the tenant: who appends to one chain goes after whoever does so already. */
const CHAIN_LOCK = 74_382_013;

/**
 * The audit log as a chain for each tenant, and one (number 0) for what belongs to none. Each entry holds the hash of the
 * one before, so that nothing in the middle can be changed or taken out without its being seen; lib/security/audit-chain.ts
 * checks it by arithmetic of its own.
 *
 * Of what may name a person (actor, target, address, detail) the chain holds a salted hash: where the law wants a name
 * gone, the owner replaces the text and throws the salt away, and an entry of the chain says which entries that were. The
 * application role appends through one function and reads through one view; it can change nothing.
 */
export const auditChain: Migration = {
  name: '0050-audit-chain',
  sql: () => `
alter table thermacore.audit add column seq bigint, add column salt bytea, add column content bytea,
  add column hash bytea, add column erased boolean not null default false;

-- A text and its length, so that no two lists of texts look alike.
create function thermacore.audit_part(p_text text) returns text language sql immutable parallel safe
  as $$ select case when p_text is null then '-' else octet_length(p_text) || ':' || p_text end $$;

create function thermacore.audit_content(p_salt bytea, p_actor text, p_target text, p_from text, p_detail jsonb)
  returns bytea language sql immutable parallel safe as $$
  select sha256(p_salt || convert_to(thermacore.audit_part(p_actor) || thermacore.audit_part(p_target)
    || thermacore.audit_part(p_from) || thermacore.audit_part(p_detail::text), 'UTF8')) $$;

create function thermacore.audit_hash(p_before bytea, p_tenant int, p_seq bigint, p_at timestamptz, p_action text,
  p_outcome text, p_content bytea) returns bytea language sql immutable parallel safe as $$
  select sha256(coalesce(p_before, '') || convert_to(coalesce(p_tenant, 0) || '|' || p_seq || '|'
    || (extract(epoch from p_at) * 1000000)::bigint || '|' || thermacore.audit_part(p_action)
    || thermacore.audit_part(p_outcome) || encode(p_content, 'hex'), 'UTF8')) $$;

-- What was written before there was a chain begins it.
do $$
declare
  v record;
  v_tenant int := -1;
  v_seq bigint;
  v_hash bytea;
  v_salt bytea;
  v_content bytea;
begin
  perform set_config('app.door', 'platform', true);
  for v in select * from thermacore.audit order by coalesce(tenant_id, 0), id loop
    if coalesce(v.tenant_id, 0) <> v_tenant then
      v_tenant := coalesce(v.tenant_id, 0);
      v_seq := 0;
      v_hash := null;
    end if;
    v_seq := v_seq + 1;
    v_salt := uuid_send(gen_random_uuid());
    v_content := thermacore.audit_content(v_salt, v.actor, v.target, v.from_address, v.detail);
    v_hash := thermacore.audit_hash(v_hash, v.tenant_id, v_seq, v.at, v.action, v.outcome, v_content);
    update thermacore.audit set seq = v_seq, salt = v_salt, content = v_content, hash = v_hash where id = v.id;
  end loop;
  perform set_config('app.door', '', true);
end $$;

alter table thermacore.audit alter column seq set not null, alter column content set not null,
  alter column hash set not null;
drop index thermacore.audit_tenant_at;
create unique index audit_chain on thermacore.audit (coalesce(tenant_id, 0), seq);
create index audit_newest on thermacore.audit (coalesce(tenant_id, 0), at desc, seq desc);
create index audit_actor on thermacore.audit (coalesce(tenant_id, 0), lower(actor), at desc);

create function thermacore.write_audit(p_tenant text, p_actor text, p_action text, p_target text, p_outcome text,
  p_from text, p_detail text) returns bigint language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_tenant int;
  v_seq bigint;
  v_before bytea;
  v_at timestamptz;
  v_salt bytea := uuid_send(gen_random_uuid());
  v_content bytea;
begin
  if current_setting('app.door', true) is distinct from 'platform' then
    raise exception 'not the door for this' using errcode = '42501';
  end if;
  select id into v_tenant from tenants where key = p_tenant;
  perform pg_advisory_xact_lock(${CHAIN_LOCK}, coalesce(v_tenant, 0));
  select seq, hash into v_seq, v_before from audit
    where coalesce(tenant_id, 0) = coalesce(v_tenant, 0) order by seq desc limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_at := clock_timestamp();
  v_content := audit_content(v_salt, p_actor, p_target, p_from, p_detail::jsonb);
  insert into audit (at, tenant_id, actor, action, target, outcome, from_address, detail, seq, salt, content, hash)
  values (v_at, v_tenant, p_actor, p_action, p_target, p_outcome, p_from, p_detail::jsonb, v_seq, v_salt, v_content,
    audit_hash(v_before, v_tenant, v_seq, v_at, p_action, p_outcome, v_content));
  return v_seq;
end $$;
revoke all on function thermacore.write_audit from public;

-- For the owner alone: takes a name out of one chain, some entries at a time; gives how many it changed. The entry that says so lists them with
-- what they hold now, so that nothing else can pass for such an erasure.
create function thermacore.erase_from_audit(p_tenant text, p_name text, p_pseudonym text, p_rows int) returns int
  language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  v_tenant int;
  v record;
  v_list jsonb := '[]';
  v_content bytea;
  v_detail jsonb;
begin
  if length(p_name) < 1 or p_pseudonym !~ '^[a-z0-9-]{8,64}$' then
    raise exception 'a name and a pseudonym are needed' using errcode = '22023';
  end if;
  perform set_config('app.door', 'platform', true);
  select id into v_tenant from tenants where key = p_tenant;
  if p_tenant is not null and v_tenant is null then
    raise exception 'there is no such tenant' using errcode = '42501';
  end if;
  perform pg_advisory_xact_lock(${CHAIN_LOCK}, coalesce(v_tenant, 0));
  for v in
    select id, seq, actor, target, from_address, detail from audit
    where coalesce(tenant_id, 0) = coalesce(v_tenant, 0)
      and (lower(actor) = lower(p_name) or lower(target) = lower(p_name)
        or strpos(lower(detail::text), lower(to_json(p_name)::text)) > 0)
    order by seq limit least(p_rows, 1000)
  loop
    v_detail := regexp_replace(v.detail::text,
      regexp_replace(to_json(p_name)::text, '([^[:alnum:]])', '\\\\\\1', 'g'), to_json(p_pseudonym)::text, 'gi')::jsonb;
    update audit set
      actor = case when lower(actor) = lower(p_name) then p_pseudonym else actor end,
      target = case when lower(target) = lower(p_name) then p_pseudonym else target end,
      from_address = case when lower(actor) = lower(p_name) then null else from_address end,
      detail = v_detail, salt = null, erased = true
    where id = v.id;
    select audit_content('', actor, target, from_address, detail) into v_content from audit where id = v.id;
    v_list := v_list || jsonb_build_array(jsonb_build_array(v.seq, encode(v_content, 'hex')));
  end loop;
  if jsonb_array_length(v_list) > 0 then
    perform write_audit(p_tenant, p_pseudonym, 'audit:erase', null, 'ok', null,
      jsonb_build_object('entries', v_list)::text);
  end if;
  return jsonb_array_length(v_list);
end $$;
revoke all on function thermacore.erase_from_audit from public;

-- One chain at a time: the tenant's of the transaction, or through the platform's door that of no tenant.
create view thermacore.audit_of_tenant with (security_barrier) as
  select tenant_id, seq, at, actor, action, target, outcome, from_address, detail, erased, salt, content, hash
  from thermacore.audit
  where coalesce(tenant_id, 0) = coalesce((select thermacore.current_tenant()), 0);

-- The newest entry of each chain, and the first one, by which a chain is known.
create function thermacore.audit_heads() returns table (tenant text, seq bigint, hash bytea, first_hash bytea)
  language sql stable security definer set search_path = thermacore, pg_temp as $$
  select t.key, newest.seq, newest.hash, earliest.hash
  from (select null::int as id, null::text as key union all select id, key from tenants) t
  cross join lateral (select a.seq, a.hash from audit a where coalesce(a.tenant_id, 0) = coalesce(t.id, 0)
    order by a.seq desc limit 1) newest
  cross join lateral (select a.hash from audit a where coalesce(a.tenant_id, 0) = coalesce(t.id, 0)
    order by a.seq limit 1) earliest
  where current_setting('app.door', true) = 'platform' $$;
revoke all on function thermacore.audit_heads from public;
`,
};
