import type { Migration } from './migration';

/**
 * A batch in one round trip: the tenant comes as a parameter instead of by a statement before, and the transaction is
 * the statement's own. It opens nothing: who may call it may set `app.tenant` as well.
 */
export const writeInOneStatement: Migration = {
  name: '0007-write-in-one-statement',
  sql: () => [wrapper('write_readings', 'double precision'), wrapper('write_texts', 'text')].join('\n'),
};

const wrapper = (name: string, type: string): string => `
create function thermacore.${name}_for(
  p_tenant int, p_sensor int[], p_time timestamptz[], p_ordinal smallint[], p_quality smallint[], p_value ${type}[],
  out stored int, out refused int[]
) language plpgsql set search_path = thermacore, pg_temp as $$
begin
  perform set_config('app.tenant', p_tenant::text, true);
  select written.stored, written.refused into stored, refused
  from thermacore.${name}(p_sensor, p_time, p_ordinal, p_quality, p_value) written;
end $$;
`;
