import type { Migration } from './migration';
import { COARSER, FROM_PARTIALS, FROM_READINGS, LEVELS, byRung, type Level } from './rollup-sql';

/**
 * Where partials of a minute, an hour, a day are kept (ADR 9).
 *
 * Every rung has tables of its own for them. Below TSL they hold everything; on TSL continuous aggregates do, and the
 * tables only what came so late that a refresh would no longer see all its raw readings.
 */
export const rollups: Migration = {
  name: '0009-rollups',
  sql: (rung) => `
-- Of each level all below \`ready\` is materialised. Below \`threshold\` (of the lowest level) every reading that comes
-- is logged as late. Below \`sealed\` raw readings may have been deleted.
create table thermacore.rollup_state (
  level text primary key check (level in ('1m', '1h', '1d')),
  threshold timestamptz not null default '-infinity',
  ready timestamptz not null default '-infinity',
  sealed timestamptz not null default '-infinity'
);
insert into thermacore.rollup_state (level) values ('1m'), ('1h'), ('1d');

-- Minutes that got readings after they had been materialised: one row a minute and batch, appended by the writers and
-- deleted by the refresher, so that nobody waits for anybody.
create table thermacore.rollup_late (
  id bigint generated always as identity primary key,
  tenant_id int not null,
  bucket timestamptz not null,
  sensor_ids int[] not null
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000
);
create index rollup_late_bucket on thermacore.rollup_late (tenant_id, bucket);
-- Of a table that it does not know the planner expects a thousand rows; this one is empty as a rule.
analyze thermacore.rollup_late;
analyze thermacore.rollup_state;

-- Up to when, and when, retention took what partials of a tenant are made from: one that is older than that is final.
create table thermacore.rollup_final (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  class text not null check (class in ('raw', '1m', '1h')),
  before timestamptz not null,
  at timestamptz not null,
  primary key (tenant_id, class)
);

${LEVELS.map(table(rung === 'plain')).join('\n')}
${storage(rung)}
`,
};

const table = (partitioned: boolean) => (level: Level) => `
create table thermacore.rollup_${level.name} (
  bucket timestamptz not null,
  tenant_id int not null,
  sensor_id int not null,
  total bigint not null,
  used bigint not null,
  good bigint not null,
  sum float8,
  sum_sq float8,
  min float8,
  max float8,
  trace float8[],
  made timestamptz not null default clock_timestamp(),
  primary key (sensor_id, bucket)
)${partitioned && !level.from ? ' partition by range (bucket)' : ''};`;

const hypertable = ({ name }: Level, chunk: string): string =>
  `select create_hypertable('thermacore.rollup_${name}', 'bucket', chunk_time_interval => interval '${chunk}', create_default_indexes => false);`;

const CHUNKS: Record<Level['name'], string> = { '1m': '7 days', '1h': '90 days', '1d': '720 days' };
const hypertables = LEVELS.map((level) => hypertable(level, CHUNKS[level.name])).join('\n');

/**
 * TimescaleDB compresses float8 by XOR with the value before, which leaves seven bytes of a decimal such as 71.3. A type
 * that it does not know it compresses by a dictionary, which suits sensors: of a thousand readings few differ. A domain is
 * such a type, and the same number to everybody else: 2.4 bytes a reading instead of 6.6, bit for bit the same.
 */
const measures = `
create domain thermacore.measure as double precision;
drop view thermacore.readings_of_tenant;
alter table thermacore.readings alter column value type thermacore.measure;
create view thermacore.readings_of_tenant with (security_barrier) as
  select time, sensor_id, ordinal, value::double precision as value, quality from thermacore.readings
  where tenant_id = thermacore.current_tenant();`;

const storage = byRung({
  tsl: `${hypertables}
${measures}
create materialized view thermacore.continuous_1m
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
select time_bucket(interval '1 minute', time) as bucket, tenant_id, sensor_id, ${FROM_READINGS}
from thermacore.readings group by 1, 2, 3 with no data;
${COARSER.map(continuous).join('\n')}
alter table thermacore.readings set (timescaledb.compress, timescaledb.compress_segmentby = 'tenant_id, sensor_id', timescaledb.compress_orderby = 'time, ordinal');
alter table thermacore.texts set (timescaledb.compress, timescaledb.compress_segmentby = 'tenant_id, sensor_id', timescaledb.compress_orderby = 'time, ordinal');
select add_compression_policy('thermacore.readings', compress_after => interval '7 days');
select add_compression_policy('thermacore.texts', compress_after => interval '7 days');
`,
  apache: hypertables,
  // Months are made by the refresher when it needs them; the default takes what has a year that nobody meant.
  plain: `
create table thermacore.rollup_1m_other partition of thermacore.rollup_1m default;
`,
});

function continuous({ name, width, from = '1m' }: Level): string {
  return `
create materialized view thermacore.continuous_${name}
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
select time_bucket(${width}, bucket) as bucket, tenant_id, sensor_id, ${FROM_PARTIALS}
from thermacore.continuous_${from} group by 1, 2, 3 with no data;`;
}
