import type { RungName } from '../rung';

/** Fragments of the rollups' migrations, which keep their text for ever: so do these. */

export interface Level {
  readonly name: '1m' | '1h' | '1d';
  readonly width: string;
  /** What its partials are merged from; the lowest is aggregated from readings. */
  readonly from?: '1m' | '1h';
}

export const MINUTE: Level = { name: '1m', width: `interval '1 minute'` };
export const COARSER: readonly Level[] = [
  { name: '1h', width: `interval '1 hour'`, from: '1m' },
  { name: '1d', width: `interval '1 day'`, from: '1h' },
];
export const LEVELS: readonly Level[] = [MINUTE, ...COARSER];

/** Shared by writers; the refresher takes it alone while it moves the threshold. */
export const WRITERS_LOCK = 7_438_201_268;
/** One refresher at a time, of however many instances. */
export const REFRESHER_LOCK = 7_438_201_269;

export const COLUMNS = ['total', 'used', 'good', 'sum', 'sum_sq', 'min', 'max', 'trace'] as const;
export const columns = (of = ''): string => COLUMNS.map((name) => (of ? `${of}.${name}` : name)).join(', ');

/** Quality class bad is 2 of two bits (lib/core/quality.ts). */
const USED = 'filter (where (quality & 3) <> 2)';

/** The columns of a partial, over rows of readings. */
export const FROM_READINGS = `
  count(*) as total, count(*) ${USED} as used, count(*) filter (where (quality & 3) = 0) as good,
  sum(thermacore.tame(value)) ${USED} as sum,
  sum(thermacore.tame(value) * thermacore.tame(value)) ${USED} as sum_sq,
  min(value) ${USED} as min, max(value) ${USED} as max,
  thermacore.trace(value, thermacore.micros(time) order by time, ordinal) ${USED} as trace`;

/** The columns of a partial, over partials of a finer level. */
export const FROM_PARTIALS = `
  sum(total)::bigint as total, sum(used)::bigint as used, sum(good)::bigint as good, sum(sum) as sum,
  sum(sum_sq) as sum_sq, min(min) as min, max(max) as max, thermacore.trace_merge(trace order by bucket) as trace`;

export const binned = ({ width }: Level, column: string): string =>
  `date_bin(${width}, ${column}, timestamptz '1970-01-01 00:00:00+00')`;

export const ready = ({ name }: Level): string =>
  `(select ready from thermacore.rollup_state where level = '${name}')`;

export const byRung =
  (text: { tsl: string; apache: string; plain: string }) =>
  (rung: RungName): string =>
    rung === 'timescale-tsl' ? text.tsl : rung === 'timescale-apache' ? text.apache : text.plain;
