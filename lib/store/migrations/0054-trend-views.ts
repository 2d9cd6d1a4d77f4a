import type { Migration } from './migration';

/**
 * Views of trends: of one user in one tenant, seen by others of the tenant when it is shared. A user who is deleted takes
 * them along.
 */
export const trendViews: Migration = {
  name: '0054-trend-views',
  sql: () => `
create table thermacore.trend_views (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 64),
  user_id uuid not null references thermacore.users (id) on delete cascade,
  view jsonb not null check (jsonb_typeof(view) = 'object'),
  shared boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index trend_views_user on thermacore.trend_views (user_id);

alter table thermacore.trend_views enable row level security;
alter table thermacore.trend_views force row level security;
create policy trend_views_visible on thermacore.trend_views using (thermacore.visible(tenant_id));
-- A view names sensors of any unit: nothing for who is limited to units.
create policy trend_views_scope on thermacore.trend_views as restrictive using (thermacore.current_units() is null);
`,
};
