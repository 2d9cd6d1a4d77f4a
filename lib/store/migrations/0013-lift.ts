import type { Migration } from './migration';

/**
 * What a lift (lib/store/lift) has copied into this database: per day of readings and texts, and per other table under
 * the day -infinity. Empty wherever nothing was lifted.
 */
export const lift: Migration = {
  name: '0013-lift',
  sql: () => `
create table thermacore.lift (
  relation text not null,
  day timestamptz not null,
  source text not null,
  rows bigint not null,
  checksum numeric not null,
  copied_at timestamptz not null default now(),
  primary key (relation, day)
);
`,
};
