import type { Migration } from './migration';

/**
 * Requests that bore an Idempotency-Key, for a day. `answer` is null while the request is in work, or when nobody knows
 * what became of it; it is sealed, as answers may hold what is shown only once.
 */
export const idempotency: Migration = {
  name: '0047-idempotency',
  sql: () => `
create table thermacore.idempotency_keys (
  tenant_id int references thermacore.tenants (id) on delete cascade,
  user_id text not null check (length(user_id) between 1 and 200),
  operation text not null check (length(operation) between 1 and 64),
  key text not null check (length(key) between 1 and 100),
  fingerprint text not null check (length(fingerprint) <= 64),
  answer text check (length(answer) <= 200000),
  expires_at timestamptz not null
);
-- The tenant may be null, and is the least of what tells rows apart.
create unique index idempotency_keys_place on thermacore.idempotency_keys (user_id, operation, key, coalesce(tenant_id, 0));
create index idempotency_keys_expiry on thermacore.idempotency_keys (expires_at);

alter table thermacore.idempotency_keys enable row level security;
alter table thermacore.idempotency_keys force row level security;
create policy idempotency_keys_visible on thermacore.idempotency_keys using (thermacore.visible(tenant_id));

create function thermacore.delete_old_idempotency_keys(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare v_count int;
begin
  -- Row-level security is forced on an owner too, unless it is a superuser.
  perform set_config('app.door', 'platform', true);
  delete from thermacore.idempotency_keys where ctid in (
    select ctid from thermacore.idempotency_keys where expires_at <= now() limit p_rows);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function thermacore.delete_old_idempotency_keys from public;
`,
};
