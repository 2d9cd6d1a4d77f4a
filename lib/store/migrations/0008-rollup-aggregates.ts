import type { Migration } from './migration';

/**
 * What rollups are made of, the same on every rung. `trace` is the ordered part of a partial: [first time, first value,
 * last time, last value, area], times in whole microseconds (exact in a double until 2255), area in value times
 * microseconds. One plpgsql expression per row: of the forms measured it is the cheapest that a continuous aggregate
 * allows (1.4 µs a row; SQL functions take 6 to 12, assigning elements 3.6, window functions 1.7 with their sort).
 */
export const rollupAggregates: Migration = {
  name: '0008-rollup-aggregates',
  sql: () => `
-- What enters sums: squares and products of the largest and smallest doubles would be errors, and one reading must not
-- stop the rollups of all.
create function thermacore.tame(value float8) returns float8 language sql immutable parallel safe as $$
  select case when abs(value) between 1e-140 and 1e140 then value
              when abs(value) < 1e-140 then 0 when value > 0 then 1e140 when value < 0 then -1e140 else value end
$$;

create function thermacore.micros(at timestamptz) returns float8 language sql immutable parallel safe
  as $$ select round(date_part('epoch', at) * 1e6) $$;
create function thermacore.instant(micros float8) returns timestamptz language sql immutable parallel safe
  as $$ select to_timestamp(micros / 1e6) $$;

create function thermacore.trace_step(state float8[], value float8, micros float8) returns float8[]
  language plpgsql immutable parallel safe as $$
begin
  return case when state is null then array[micros, value, micros, value, 0]
    else array[state[1], state[2], micros, value, state[5] + thermacore.tame(state[4]) * (micros - state[3])] end;
end $$;
create aggregate thermacore.trace(float8, float8) (
  sfunc = thermacore.trace_step, stype = float8[], parallel = safe
);

create function thermacore.trace_merge_step(state float8[], next float8[]) returns float8[]
  language plpgsql immutable parallel safe as $$
begin
  return case when state is null then next when next is null then state
    else array[state[1], state[2], next[3], next[4],
               state[5] + thermacore.tame(state[4]) * (next[1] - state[3]) + next[5]] end;
end $$;
create aggregate thermacore.trace_merge(float8[]) (
  sfunc = thermacore.trace_merge_step, stype = float8[], parallel = safe
);
`,
};
