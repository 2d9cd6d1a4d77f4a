import { z } from 'zod';
import { Fault } from './faults';

export const SimulatorConfig = z.object({
  plant: z.enum(['aqua', 'borealis']).default('aqua').describe('Which plant: size and climate'),
  intervalMs: z.coerce
    .number()
    .int()
    .min(100)
    .max(3_600_000)
    .default(1000)
    .describe('Milliseconds between two readings of each point'),
  seed: z.coerce.number().int().default(1).describe('The same seed gives the same course'),
  speed: z.coerce.number().min(0.1).max(3600).default(1).describe('Plant seconds per second'),
  faults: z.array(Fault).max(100).default([]).describe('Faults that are on from the start'),
});
export type SimulatorConfig = z.output<typeof SimulatorConfig>;
export { Fault };
