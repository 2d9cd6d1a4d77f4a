import type { Migration } from './migration';

/**
 * The outbox of notifications and their log in one: a message is a row before it is sent, and the row says what became of
 * it. The plan of a tenant (what is gathered, who is told next) is kept in the same transaction as its messages.
 *
 * Beside them the class of data `notifications`, 400 days of it by default, and the function that lets go of the rest.
 */
export const notificationDeliveries: Migration = {
  name: '0028-notification-deliveries',
  sql: () => `
create table thermacore.notification_deliveries (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 100),
  target text not null,
  channel text not null,
  route text,
  step int,
  state text not null default 'planned' check (state in ('planned', 'failed', 'sent', 'dead', 'dropped')),
  priority text not null,
  subject text not null,
  count int not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  -- Nobody else sends it until then; whoever died while sending leaves it to the next.
  taken_until timestamptz,
  -- From when on the time for further attempts counts.
  since timestamptz not null,
  reason text,
  ended_at timestamptz,
  content jsonb not null,
  primary key (tenant_id, id)
) with (fillfactor = 80);
create index notification_deliveries_due on thermacore.notification_deliveries (due_at) where state in ('planned', 'failed');
create index notification_deliveries_newest on thermacore.notification_deliveries (tenant_id, created_at, id);

create table thermacore.notification_plans (
  tenant_id int primary key references thermacore.tenants (id) on delete cascade,
  revision bigint not null check (revision > 0),
  state jsonb not null
) with (fillfactor = 50);

alter table thermacore.notification_deliveries enable row level security;
alter table thermacore.notification_deliveries force row level security;
alter table thermacore.notification_plans enable row level security;
alter table thermacore.notification_plans force row level security;
create policy notification_deliveries_visible on thermacore.notification_deliveries using (thermacore.visible(tenant_id));
create policy notification_plans_visible on thermacore.notification_plans using (thermacore.visible(tenant_id));

-- Which classes there are is known to the code that asks (lib/core/retention.ts); a list here had to be changed with each.
alter table thermacore.retention drop constraint retention_class_check;
alter table thermacore.retention add constraint retention_class_check check (class ~ '^[a-z0-9-]{1,30}$');
set local app.door = 'platform';
insert into thermacore.retention (class, keep) values ('notifications', interval '400 days');
set local app.door = '';

create function thermacore.apply_notification_retention(
  p_rows int, out dropped int, out deleted int, out more boolean, out waiting boolean
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
begin
  dropped := 0; deleted := 0; more := false; waiting := false;
  if p_rows < 1 then
    raise exception 'no rows' using errcode = '22023';
  end if;
  perform set_config('lock_timeout', '2000', true);
  -- What still waits to be sent stays, however old it is.
  delete from thermacore.notification_deliveries d using (
    select o.tenant_id, o.id from thermacore.notification_deliveries o
    join thermacore.retention_by_tenant r on r.tenant_id = o.tenant_id and r.class = 'notifications'
    where o.created_at < now() - r.keep and o.state in ('sent', 'dead', 'dropped') limit p_rows
  ) old where d.tenant_id = old.tenant_id and d.id = old.id;
  get diagnostics deleted = row_count;
  more := deleted >= p_rows;
exception when lock_not_available then
  dropped := 0; deleted := 0; more := false; waiting := true;
end $$;
revoke all on function thermacore.apply_notification_retention from public;
`,
};
