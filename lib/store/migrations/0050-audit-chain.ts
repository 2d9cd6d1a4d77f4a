import type { Migration } from './migration';
import { REFRESHER_LOCK } from './rollup-sql';

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

-- Takes its place at the end of a chain.
create function thermacore.append_audit(p_tenant int, p_actor text, p_action text, p_target text, p_outcome text,
  p_from text, p_detail jsonb) returns bigint language plpgsql set search_path = thermacore, pg_temp as $$
declare
  v_seq bigint;
  v_before bytea;
  v_at timestamptz;
  v_salt bytea := uuid_send(gen_random_uuid());
  v_content bytea;
begin
  perform pg_advisory_xact_lock(${CHAIN_LOCK}, coalesce(p_tenant, 0));
  select seq, hash into v_seq, v_before from audit
    where coalesce(tenant_id, 0) = coalesce(p_tenant, 0) order by seq desc limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_at := clock_timestamp();
  v_content := audit_content(v_salt, p_actor, p_target, p_from, p_detail);
  insert into audit (at, tenant_id, actor, action, target, outcome, from_address, detail, seq, salt, content, hash)
  values (v_at, p_tenant, p_actor, p_action, p_target, p_outcome, p_from, p_detail, v_seq, v_salt, v_content,
    audit_hash(v_before, p_tenant, v_seq, v_at, p_action, p_outcome, v_content));
  return v_seq;
end $$;
revoke all on function thermacore.append_audit from public;

create function thermacore.write_audit(p_tenant text, p_actor text, p_action text, p_target text, p_outcome text,
  p_from text, p_detail text) returns bigint language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
begin
  if current_setting('app.door', true) is distinct from 'platform' then
    raise exception 'not the door for this' using errcode = '42501';
  end if;
  return append_audit((select id from tenants where key = p_tenant), p_actor, p_action, p_target, p_outcome, p_from,
    p_detail::jsonb);
end $$;
revoke all on function thermacore.write_audit from public;

-- Texts in JSON; names of members stay, and numbers are numbers.
create function thermacore.rename_in(p_json jsonb, p_pattern text, p_new text) returns jsonb language plpgsql immutable
  set search_path = thermacore, pg_temp as $$
begin
  case jsonb_typeof(p_json)
    when 'string' then return to_jsonb(regexp_replace(p_json #>> '{}', p_pattern, p_new, 'gi'));
    when 'array' then
      return (select coalesce(jsonb_agg(rename_in(e.item, p_pattern, p_new) order by e.place), '[]')
              from jsonb_array_elements(p_json) with ordinality e (item, place));
    when 'object' then
      return (select coalesce(jsonb_object_agg(e.name, rename_in(e.item, p_pattern, p_new)), '{}')
              from jsonb_each(p_json) e (name, item));
    else return p_json;
  end case;
end $$;
revoke all on function thermacore.rename_in from public;

-- For the owner alone: takes a name out of one chain, as a whole word in upper and lower case, and gives how many entries
-- had it. Entries that say so list them with what they hold now, so that nothing else can pass for such an erasure. What
-- proves an erasure itself keeps what it says.
create function thermacore.erase_from_audit(p_tenant int, p_name text, p_pseudonym text) returns bigint
  language plpgsql set search_path = thermacore, pg_temp as $$
declare
  v record;
  v_list jsonb := '[]';
  v_count bigint := 0;
  v_name text := regexp_replace(p_name, '([^[:alnum:]])', '\\\\\\1', 'g');
begin
  if length(p_name) < 1 or p_pseudonym !~ '^[A-Za-z0-9_-]{8,64}$' then
    raise exception 'a name and a pseudonym are needed' using errcode = '22023';
  end if;
  v_name := '(?<![[:alnum:]_.@+-])' || v_name || '(?![[:alnum:]_@-])';
  perform set_config('app.door', 'platform', true);
  perform pg_advisory_xact_lock(${CHAIN_LOCK}, coalesce(p_tenant, 0));
  for v in
    select id, seq, actor, actor ~* v_name as is_actor from audit
    where coalesce(tenant_id, 0) = coalesce(p_tenant, 0) and action not in ('tenant:erased', 'person:erased', 'audit:erase')
      and (actor ~* v_name or target ~* v_name or rename_in(detail, v_name, p_pseudonym) is distinct from detail)
    order by seq
  loop
    update audit set
      actor = regexp_replace(actor, v_name, p_pseudonym, 'gi'),
      target = regexp_replace(target, v_name, p_pseudonym, 'gi'),
      from_address = case when v.is_actor then null else from_address end,
      detail = rename_in(detail, v_name, p_pseudonym), salt = null, erased = true
    where id = v.id;
    v_list := v_list || (select jsonb_build_array(jsonb_build_array(seq,
      encode(audit_content('', actor, target, from_address, detail), 'hex'))) from audit where id = v.id);
    v_count := v_count + 1;
    if v_count % 1000 = 0 then
      perform append_audit(p_tenant, p_pseudonym, 'audit:erase', null, 'ok', null, jsonb_build_object('entries', v_list));
      v_list := '[]';
    end if;
  end loop;
  if jsonb_array_length(v_list) > 0 then
    perform append_audit(p_tenant, p_pseudonym, 'audit:erase', null, 'ok', null, jsonb_build_object('entries', v_list));
  end if;
  return v_count;
end $$;
revoke all on function thermacore.erase_from_audit from public;

-- All that is left, the tenant's own row, and its name in the platform's lines of the log.
create function thermacore.erase_tenant(p_tenant int, p_pseudonym text) returns void language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_one record;
  v_key text;
begin
  perform set_config('app.door', 'platform', true);
  perform set_config('lock_timeout', '60000', true);
  -- Rollups of readings that go away meanwhile must not come after them.
  perform pg_advisory_xact_lock(${REFRESHER_LOCK});
  select key into v_key from thermacore.tenants where id = p_tenant for update;
  if v_key is null then
    raise exception 'no such tenant' using errcode = '22023';
  end if;
  for v_one in select name from thermacore.relations_of_tenants where not goes_along loop
    perform thermacore.erase_rows(p_tenant, v_one.name);
  end loop;
  delete from thermacore.tenants where id = p_tenant;
  perform thermacore.erase_from_audit(null, v_key, p_pseudonym);
end $$;

-- Wherever a text or JSON of the tenant has the name, as a whole word, in upper and lower case. Keys, generated columns and
-- columns of few fixed words hold no names. Gives how many rows of each column had it.
create function thermacore.replace_name(p_tenant int, p_name text, p_pseudonym text) returns jsonb language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_one record;
  v_count bigint;
  v_counts jsonb := '{}';
begin
  for v_one in
    select r.name, quote_ident(a.attname) as column, a.atttypid = 'jsonb'::regtype as is_json
    from thermacore.relations_of_tenants r join pg_attribute a on a.attrelid = r.relation
    where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
      and r.name not in ('thermacore.users', 'thermacore.audit')
      and not exists (select from pg_constraint k where k.conrelid = r.relation and a.attnum = any (k.conkey)
        and (k.contype in ('p', 'u', 'f') or k.contype = 'c' and pg_get_constraintdef(k.oid) ~ ('ARRAY\\[|' || a.attname || ' ~ ')))
    order by r.name collate "C", a.attnum
  loop
    execute format(
      case when v_one.is_json
        then 'update %1$s set %2$s = thermacore.rename_in(%2$s, $2, $3) where tenant_id = $1 and thermacore.rename_in(%2$s, $2, $3) <> %2$s'
        else 'update %1$s set %2$s = regexp_replace(%2$s, $2, $3, ''gi'') where tenant_id = $1 and %2$s ~* $2'
      end, v_one.name, v_one.column)
      using p_tenant, '(?<![[:alnum:]_.@+-])' || regexp_replace(p_name, '([^[:alnum:]])', '\\\\\\1', 'g') || '(?![[:alnum:]_@-])',
            p_pseudonym;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object(v_one.name || '.' || v_one.column, v_count);
  end loop;
  return v_counts;
end $$;

-- A user's name (and number) wherever it stands, and the user.
create function thermacore.erase_person(p_tenant int, p_user uuid, p_pseudonym text) returns jsonb language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_name text;
  v_before jsonb;
  v_after jsonb;
  v_log bigint;
begin
  perform set_config('app.door', 'platform', true);
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  select username into v_name from thermacore.users where id = p_user and tenant_id = p_tenant for update;
  if v_name is null then
    raise exception 'no such user' using errcode = '22023';
  end if;
  v_before := thermacore.replace_name(p_tenant, v_name, p_pseudonym);
  perform thermacore.replace_name(p_tenant, p_user::text, p_pseudonym);
  v_after := thermacore.replace_name(p_tenant, v_name, p_pseudonym);
  delete from thermacore.idempotency_keys where user_id = p_user::text;
  delete from thermacore.users where id = p_user;
  -- Last: these locks hold up whoever writes to the log.
  v_log := thermacore.erase_from_audit(p_tenant, v_name, p_pseudonym)
    + thermacore.erase_from_audit(null, v_name, p_pseudonym);
  perform thermacore.erase_from_audit(p_tenant, p_user::text, p_pseudonym);
  perform thermacore.erase_from_audit(null, p_user::text, p_pseudonym);
  return jsonb_build_object('before', v_before || jsonb_build_object('thermacore.users', 1, 'thermacore.audit', v_log),
    'after', v_after || jsonb_build_object('thermacore.audit', 0, 'thermacore.users',
      (select count(*) from thermacore.users where lower(username) = lower(v_name))));
end $$;

revoke all on function thermacore.erase_tenant, thermacore.erase_person, thermacore.replace_name from public;

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
