import type { Migration } from './migration';
import { writer } from './0004-write-function';

/**
 * Of several values with one time the latest is the last one, as in history: the one with the highest ordinal *as
 * stored*, which is not the batch's when that was taken. `v_more` is null for a batch without a conflict.
 */
export const latestOfOneTime: Migration = {
  name: '0006-latest-of-one-time',
  sql: () =>
    [
      writer(
        'write_readings',
        'readings',
        'double precision',
        'value, null',
        REPLACE,
        raise('readings', 'kept.value, null'),
      ),
      writer('write_texts', 'texts', 'text', 'null, value', REPLACE, raise('texts', 'null, kept.value')),
    ].join('\n'),
};

export const REPLACE = 'create or replace';

/** Raises `latest` to the ordinal as stored. */
export const raise = (table: string, latestValues: string): string => `
  if v_more is not null then
    update thermacore.latest known
    set ordinal = kept.ordinal, quality = kept.quality, (value, text) = row(${latestValues})
    from thermacore.${table} kept
    where known.sensor_id = any (p_sensor) and known.tenant_id = v_tenant
      and kept.sensor_id = known.sensor_id and kept.time = known.time
      and kept.ordinal = (select max(other.ordinal) from thermacore.${table} other
                          where other.sensor_id = known.sensor_id and other.time = known.time)
      and kept.ordinal > known.ordinal;
  end if;
`;
