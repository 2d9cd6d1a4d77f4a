import type { Migration } from './migration';

/**
 * Reports and their runs. A report says when it is due next: whoever moves that time on owns the run of it, so that several
 * processes on one database make each report once. A run keeps the report as it was, and the files that came of it.
 */
export const reports: Migration = {
  name: '0043-reports',
  sql: () => `
create table thermacore.reports (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  report jsonb not null check (jsonb_typeof(report) = 'object' and report ->> 'key' = key),
  next_at timestamptz,
  version int not null default 1 check (version > 0),
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  primary key (tenant_id, key)
);
create index reports_due on thermacore.reports (next_at) where next_at is not null;

create table thermacore.report_runs (
  tenant_id int not null,
  id text not null check (length(id) between 1 and 100),
  key text not null,
  report jsonb not null check (jsonb_typeof(report) = 'object'),
  trigger text not null check (trigger in ('schedule', 'request')),
  requested_by text,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  percent int not null default 0 check (percent between 0 and 100),
  period_from timestamptz not null,
  period_to timestamptz not null check (period_to > period_from),
  timezone text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz not null,
  attempts int not null default 0,
  -- Nobody else makes it until then; whoever died over it leaves it to the next.
  taken_until timestamptz,
  summary jsonb not null default '[]' check (jsonb_typeof(summary) = 'array'),
  error text,
  html text,
  csv text,
  primary key (tenant_id, id),
  foreign key (tenant_id, key) references thermacore.reports on delete cascade
);
create index report_runs_open on thermacore.report_runs (created_at) where state in ('queued', 'running');
create index report_runs_newest on thermacore.report_runs (tenant_id, created_at, id);
create index report_runs_of on thermacore.report_runs (tenant_id, key);
create index report_runs_expire on thermacore.report_runs (expires_at);

alter table thermacore.reports enable row level security;
alter table thermacore.reports force row level security;
alter table thermacore.report_runs enable row level security;
alter table thermacore.report_runs force row level security;
create policy reports_visible on thermacore.reports using (thermacore.visible(tenant_id));
create policy report_runs_visible on thermacore.report_runs using (thermacore.visible(tenant_id));
-- Of the whole plant: nothing for who is limited to units of it.
create policy reports_scope on thermacore.reports as restrictive using (thermacore.current_units() is null);
create policy report_runs_scope on thermacore.report_runs as restrictive using (thermacore.current_units() is null);

create function thermacore.delete_old_reports(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare v_count int;
begin
  -- Row-level security is forced on an owner too, unless it is a superuser.
  perform set_config('app.door', 'platform', true);
  delete from thermacore.report_runs where (tenant_id, id) in (
    select tenant_id, id from thermacore.report_runs where expires_at < now() limit p_rows);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function thermacore.delete_old_reports from public;
`,
};
