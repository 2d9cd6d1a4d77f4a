import type { Migration } from './migration';
import { LEVELS } from './rollup-sql';

/**
 * What a question needs to read the materialised rollups alone. The views that are complete at any moment name the late
 * log and all partitions of the readings, which costs more to plan than the answer takes. Whoever knows up to where a
 * level is materialised, and that nothing late waits, reads the rollups below that and readings, by bounds that the
 * planner sees, above it.
 *
 * Continuous aggregates have both in them: on TSL everything is materialised, so to say, and the views are the same.
 */
export const rollupHorizon: Migration = {
  name: '0016-rollup-horizon',
  sql: (rung) => `
create view thermacore.rollup_horizon as
  select level, ${rung === 'timescale-tsl' ? `timestamptz 'infinity'` : 'ready'} as ready from thermacore.rollup_state;

create view thermacore.rollup_waiting with (security_barrier) as
  select bucket, sensor_ids from thermacore.rollup_late where tenant_id = thermacore.current_tenant();
${LEVELS.map(
  ({ name }) => `
create view thermacore.rollup_${name}_ready with (security_barrier) as
  select bucket, sensor_id, total, used, good, sum, sum_sq, min, max,
         thermacore.instant(trace[1]) as first_time, trace[2] as first,
         thermacore.instant(trace[3]) as last_time, trace[4] as last, trace[5] / 1e6 as area
  from thermacore.rollup_${name}${rung === 'timescale-tsl' ? '_all' : ''} where tenant_id = thermacore.current_tenant();`,
).join('\n')}
`,
};
