import { z } from 'zod';
import { ThermaCoreError } from './errors';
import { Key } from './plant';
import { SVG_LIMITS, safeSvg } from './svg';

/** How an element of a drawing shows a sensor. */
export const SYNOPTIC_SHOWS = ['text', 'state', 'level'] as const;
export const MOST_BINDINGS = 300;

const Instant = z.iso.datetime({ offset: true });

export const SynopticBinding = z
  .object({
    element: z
      .string()
      .regex(/^[A-Za-z_][\w.-]{0,63}$/, 'must be the id of an element of the drawing')
      .describe('`id` of the element'),
    sensor: Key.describe('A sensor of the unit'),
    shows: z
      .enum(SYNOPTIC_SHOWS)
      .describe(
        '`text`: the value; `state`: filled while it is on; `level`: filled as far as it is in its range',
      ),
  })
  .strict();
export type SynopticBinding = z.output<typeof SynopticBinding>;

export const SynopticInput = z
  .object({
    svg: z
      .string()
      .min(1)
      .max(SVG_LIMITS.bytes)
      .describe('A drawing as SVG. What could act or load something is left out of it'),
    bindings: z
      .array(SynopticBinding)
      .max(MOST_BINDINGS)
      .refine(
        (list) => new Set(list.map(({ element }) => element)).size === list.length,
        'must not name an element twice',
      )
      .default([])
      .describe('Which elements show which sensors'),
  })
  .strict()
  .meta({ id: 'SynopticInput' });
export type SynopticInput = z.output<typeof SynopticInput>;

export const Synoptic = z
  .object({
    svg: z.string(),
    bindings: z.array(SynopticBinding.strip()),
    updatedBy: z.string(),
    updatedAt: Instant,
  })
  .meta({ id: 'Synoptic' });
export type Synoptic = z.output<typeof Synoptic>;

/** As it is kept: only with what is safe in it, and every binding has its element. Throws `invalid` that names the field. */
export function soundSynoptic({ svg: source, bindings }: SynopticInput): SynopticInput {
  const { svg, ids } = safeSvg(source);
  const known = new Set(ids);
  const lost = bindings.findIndex(({ element }) => !known.has(element));
  if (lost >= 0)
    throw new ThermaCoreError('invalid', `The drawing has no element "${bindings[lost]?.element}".`, {
      field: `bindings.${lost}.element`,
      advice: 'Name one that it has, or leave the binding out.',
    });
  return { svg, bindings };
}
