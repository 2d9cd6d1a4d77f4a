import { z } from 'zod';

/** Fields that many forms have. */
export const nameField = z.string().default('').describe('Label in the editor');

/** The id of a config node that must be chosen. */
export const chosen = (what: string) => z.string({ error: 'is not chosen' }).describe(what);

/** A whole number or fraction between two bounds, as a form gives it: text. */
export const number = (low: number, high: number) => {
  const error = `must be a number from ${low} to ${high}`;
  return z.coerce.number({ error }).min(low, { error }).max(high, { error });
};

export const whole = (low: number, high: number) => {
  const error = `must be a whole number from ${low} to ${high}`;
  return z.coerce.number({ error }).int({ error }).min(low, { error }).max(high, { error });
};
