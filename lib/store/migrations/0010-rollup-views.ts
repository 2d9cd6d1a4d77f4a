import type { RungName } from '../rung';
import type { Migration } from './migration';
import {
  COARSER,
  FROM_PARTIALS,
  FROM_READINGS,
  MINUTE,
  binned,
  columns,
  ready,
  type Level,
} from './rollup-sql';

/**
 * What readers see: complete at any moment. Materialised partials, but for buckets that the late log names those are
 * computed anew, and so is the tail that is not materialised yet. Every branch takes its sensor from a relation that a
 * condition on sensor_id reaches, and readings by (sensor, time), which is their key.
 */
export const rollupViews: Migration = {
  name: '0010-rollup-views',
  sql: (rung) =>
    rung === 'timescale-tsl'
      ? [minutes(rung), ...COARSER.map((level) => coarser(rung, level)), ...FOR_TENANT].join('\n')
      : [
          minutes(rung),
          minuteTail,
          ...COARSER.flatMap((level) => [coarser(rung, level), coarserTail(level)]),
          ...FOR_TENANT,
        ].join('\n'),
};

/** Below TSL \`settled\` is what lies below \`ready\`, and \`all\` adds the tail; continuous aggregates have their tail in them. */
const settled = (rung: RungName, level: Level['name']): string =>
  `thermacore.rollup_${level}_${rung === 'timescale-tsl' ? 'all' : 'settled'}`;

const below = (rung: RungName, level: Level): string =>
  rung === 'timescale-tsl' ? '' : `where ${lateBucket(level)} < ${ready(level)}`;

const late = (rung: RungName, level: Level): string => `
  select distinct l.tenant_id, ${lateBucket(level)} as bucket, sensor_id
  from thermacore.rollup_late l cross join lateral unnest(l.sensor_ids) as sensor_id ${below(rung, level)}`;

/** The bucket of a level that a late row falls into; its own is a minute. */
const lateBucket = (level: Level): string => (level.from ? binned(level, 'l.bucket') : 'l.bucket');

/** Equality on both, so that it can be hashed. */
const notLate = (level: Level): string => `
  not exists (select from thermacore.rollup_late l
              where l.tenant_id = r.tenant_id and ${lateBucket(level)} = r.bucket and r.sensor_id = any (l.sensor_ids))`;

const materialised = (rung: RungName, level: Level): string =>
  `select r.tenant_id, r.bucket, r.sensor_id, ${columns('r')} from thermacore.rollup_${level.name} r where ${notLate(level)}` +
  (rung === 'timescale-tsl'
    ? `
union all
select r.tenant_id, r.bucket, r.sensor_id, ${columns('r')} from thermacore.continuous_${level.name} r
where ${notLate(level)}
  and not exists (select from thermacore.rollup_${level.name} k where k.sensor_id = r.sensor_id and k.bucket = r.bucket)`
    : '');

const minutes = (rung: RungName): string => `
create view ${settled(rung, '1m')} as
${materialised(rung, MINUTE)}
union all
select d.tenant_id, d.bucket, d.sensor_id, ${columns('p')}
from (${late(rung, MINUTE)}) d
cross join lateral (
  select ${FROM_READINGS} from thermacore.readings
  where sensor_id = d.sensor_id and time >= d.bucket and time < d.bucket + ${MINUTE.width} having count(*) > 0) p;`;

const minuteTail = `
create view thermacore.rollup_1m_all as
select tenant_id, bucket, sensor_id, ${columns()} from thermacore.rollup_1m_settled
union all
select s.tenant_id, p.bucket, s.id, ${columns('p')}
from thermacore.sensors s
cross join lateral (
  select ${binned(MINUTE, 'time')} as bucket, ${FROM_READINGS} from thermacore.readings
  where sensor_id = s.id and time >= ${ready(MINUTE)} group by 1) p;`;

const coarser = (rung: RungName, level: Level): string => `
create view ${settled(rung, level.name)} as
${materialised(rung, level)}
union all
select d.tenant_id, d.bucket, d.sensor_id, ${columns('p')}
from (${late(rung, level)}) d
cross join lateral (
  select ${FROM_PARTIALS} from ${settled(rung, level.from ?? '1m')}
  where sensor_id = d.sensor_id and bucket >= d.bucket and bucket < d.bucket + ${level.width} having count(*) > 0) p;`;

const coarserTail = (level: Level): string => `
create view thermacore.rollup_${level.name}_all as
select tenant_id, bucket, sensor_id, ${columns()} from thermacore.rollup_${level.name}_settled
union all
select tenant_id, bucket, sensor_id, ${columns()} from (
  select tenant_id, ${binned(level, 'bucket')} as bucket, sensor_id, ${FROM_PARTIALS}
  from thermacore.rollup_${level.from ?? '1m'}_all where bucket >= ${ready(level)} group by 1, 2, 3) p;`;

const FOR_TENANT = [MINUTE, ...COARSER].map(
  ({ name }) => `
create view thermacore.rollup_${name}_of_tenant with (security_barrier) as
select bucket, sensor_id, total, used, good, sum, sum_sq, min, max,
       thermacore.instant(trace[1]) as first_time, trace[2] as first,
       thermacore.instant(trace[3]) as last_time, trace[4] as last, trace[5] / 1e6 as area
from thermacore.rollup_${name}_all where tenant_id = thermacore.current_tenant();`,
);
