import { z } from 'zod';
import { Key } from '../core/plant';
import { Instant } from './fields';
import { Duration, checkOrder, sensorList } from './history-fields';

/** Fields of queries that the routes of analytics share. */
export const When = {
  from: Instant.describe('First point in time, inclusive; a week before `to` if left out').optional(),
  to: Instant.describe('Last point in time, exclusive; now if left out').optional(),
};

export const Bucket = Duration.describe(
  'Width of the buckets whose means are looked at; chosen by the time and the number of sensors if left out',
).optional();

export const OfUnit = Key.describe('Only this unit').optional();

/** One of `sensors` and `unit`. */
export const choiceOf = (most: number) => ({
  sensors: sensorList(most)
    .describe(`Up to ${most} sensors with numbers or switches, as unit/sensor`)
    .optional(),
  unit: Key.describe('All sensors of this unit instead').optional(),
});

interface Choice {
  readonly sensors?: unknown;
  readonly unit?: string | undefined;
}

export function checkChoice({ sensors, unit }: Choice, issues: z.core.$RefinementCtx): void {
  if ((sensors === undefined) === (unit === undefined))
    issues.addIssue({
      code: 'custom',
      path: ['sensors'],
      message: sensors === undefined ? 'or `unit` must be given' : 'excludes `unit`',
      input: sensors,
    });
}

export function checkWhen(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  issues: z.core.$RefinementCtx,
): void {
  if (from !== undefined) checkOrder({ from, to }, issues);
}

/** A number in a query string. */
export const decimal = () =>
  z.preprocess(
    (value) =>
      typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?$/i.test(value)
        ? Number(value)
        : value,
    z.number('must be a number'),
  );
