import { z } from 'zod';
import { DURATION_FORM, parseBucketWidth } from '../core/duration';
import { AGGREGATES, QUALITY_FILTERS } from '../core/history';
import { Key } from '../core/plant';
import { TimeZone } from '../core/time-zone';
import { showAs } from './json-schema';

/** `a,b` or a name that comes several times, as a list; anything else stays as it is and fails the schema behind. */
const fromCommas = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.flatMap(fromCommas) : value;

const addressOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  const [unit, sensor, ...more] = value.split('/');
  return more.length === 0 && sensor !== undefined ? { unit, sensor } : value;
};

const Address = z.preprocess(
  addressOf,
  z.object({ unit: Key, sensor: Key }, { error: 'must be unit/sensor, such as boiler-1/supply-temperature' }),
);

/** Sensors in a query string: `boiler-1/supply,boiler-1/return`. */
export const sensorList = (max: number) =>
  showAs(
    z.preprocess(
      (value) => {
        const list = fromCommas(value);
        return Array.isArray(list) ? (list as unknown[]) : [list];
      },
      z.array(Address).min(1, 'must name at least one sensor').max(max, `must name at most ${max} sensors`),
    ),
    {
      type: 'string',
      pattern: '^[^/,]+/[^/,]+(,[^/,]+/[^/,]+)*$',
      examples: ['boiler-1/supply-temperature', 'boiler-1/supply-temperature,boiler-1/return-temperature'],
    },
  );

export const Duration = showAs(
  z.string().refine((text) => parseBucketWidth(text) !== undefined, `must be ${DURATION_FORM}`),
  { type: 'string', pattern: '^\\d+(ms|s|m|h|d|w|mo|y)$', examples: ['10s', '15m', '1h', '1d', '1w', '1mo'] },
);

export const Zone = showAs(
  z
    .string()
    .refine((name) => TimeZone.find(name) !== undefined, 'must be an IANA time zone such as Europe/Berlin'),
  { type: 'string', examples: ['Europe/Berlin', 'Asia/Kathmandu', 'UTC'] },
);

export const AggregateList = showAs(
  z.preprocess(
    fromCommas,
    z
      .array(z.enum(AGGREGATES, { error: `must be some of ${AGGREGATES.join(', ')}` }))
      .min(1)
      .max(AGGREGATES.length),
  ),
  {
    type: 'string',
    pattern: `^(${AGGREGATES.join('|')})(,(${AGGREGATES.join('|')}))*$`,
    examples: ['mean,min,max', 'twa'],
  },
);

export const Quality = z
  .enum(QUALITY_FILTERS)
  .describe('Which readings count: `usable` (not bad), `good`, `any`');

/** `true` or `false` in a query string; a flow may send the boolean itself. */
export const Flag = showAs(
  z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean('must be true or false'),
  ),
  { type: 'boolean' },
);

interface Span {
  readonly from: number;
  readonly to?: number | undefined;
}

/** Reports a span that is reversed; an end left out is now, which the store checks. */
export function checkOrder({ from, to }: Span, issues: z.core.$RefinementCtx): void {
  if (to !== undefined && from > to)
    issues.addIssue({
      code: 'custom',
      path: ['from'],
      message: 'must not be later than `to`',
      input: from,
    });
}
