import { z } from 'zod';
import { patchOf } from './patch';
import { Key, pageOf } from './plant';

/** What somebody looks at together and wants to find again: sensors, and the time that is shown of them. */
export const TREND_LIMITS = {
  /** More curves than that nobody tells apart. */
  sensors: 8,
  /** Saved by one user in one tenant. */
  viewsPerUser: 100,
  /** Shortest and longest time of a view. */
  minMs: 10_000,
  maxMs: 3660 * 86_400_000,
} as const;

const Instant = z.iso.datetime({ offset: true });
const EpochMs = z
  .int()
  .min(Date.UTC(2000, 0, 1))
  .max(Date.UTC(2200, 0, 1));

export const TrendSensor = z.object({ unit: Key, sensor: Key }).strict();

/** Until now, or from one point in time to another. */
export const TrendSpan = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('last'),
      ms: z.int().min(TREND_LIMITS.minMs).max(TREND_LIMITS.maxMs).describe('Milliseconds until now'),
    }),
    z.strictObject({ kind: z.literal('fixed'), from: EpochMs, to: EpochMs }),
  ])
  .superRefine((span, issues) => {
    if (span.kind === 'fixed' && span.to - span.from < TREND_LIMITS.minMs)
      issues.addIssue({
        code: 'custom',
        path: ['to'],
        message: `must be at least ${TREND_LIMITS.minMs / 1000} s later than \`from\``,
      });
  })
  .describe('`last`: until now; `fixed`: from one point in time to another');
export type TrendSpan = z.output<typeof TrendSpan>;

export const TrendViewInput = z
  .object({
    name: z.string().trim().min(1).max(100).describe('Name shown to people'),
    sensors: z
      .array(TrendSensor)
      .min(1)
      .max(TREND_LIMITS.sensors)
      .refine(
        (list) => new Set(list.map(({ unit, sensor }) => `${unit}/${sensor}`)).size === list.length,
        'must not name a sensor twice',
      )
      .describe('In the order of their colours'),
    span: TrendSpan,
    shared: z.boolean().default(false).describe('Everybody of the tenant sees it, too'),
  })
  .strict()
  .meta({ id: 'TrendViewInput' });
export type TrendViewInput = z.output<typeof TrendViewInput>;

export const TrendViewPatch = patchOf(TrendViewInput).meta({ id: 'TrendViewPatch', minProperties: 1 });
export type TrendViewPatch = z.output<typeof TrendViewPatch>;

export const TrendView = TrendViewInput.extend({
  id: z.string(),
  own: z.boolean().describe('Saved by who asks: only then it can be changed and deleted'),
  createdBy: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
})
  .strip()
  .meta({ id: 'TrendView' });
export type TrendView = z.output<typeof TrendView>;

export const TrendViewList = pageOf(TrendView, 'TrendViewList');
