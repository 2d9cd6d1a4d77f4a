import { z } from 'zod';
import { isPattern } from './host/placing';
import { isId } from './topics';

const Id = z.string().refine(isId, 'must have up to 256 characters, and none of /, + and #').optional();
const Pattern = z
  .string()
  .min(1)
  .max(256)
  .refine(isPattern, 'may have {group}, {node}, {device} and {metric}, and no other braces');

export const SparkplugHostConfig = z.object({
  hostId: Id.describe('Id of this host application, by which edge nodes know it; empty: the tenant’s key'),
  groups: z
    .string()
    .max(4000)
    .default('')
    .describe(
      'Groups to listen to, one per line; empty: all of an external broker, the tenant’s of the embedded',
    ),
  unit: Pattern.default('{device}').describe(
    'Unit of a metric: {device} is the edge node where a metric has no device',
  ),
  sensor: Pattern.default('{metric}').describe('Sensor of a metric'),
  reorderMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(2000)
    .describe(
      'Milliseconds for which a message waits for one that was sent before it; then a rebirth is asked for',
    ),
  maxNodes: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Most edge nodes; others are refused'),
  maxMetricsPerNode: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(20_000)
    .describe('Most metrics of one edge node and its devices; others are refused'),
});
export type SparkplugHostConfig = z.output<typeof SparkplugHostConfig>;

export const SparkplugEdgeConfig = z.object({
  group: Id.describe('Group of the edge node; empty: the tenant’s key'),
  node: z
    .string()
    .refine(isId, 'must have 1 to 256 characters, and none of /, + and #')
    .describe('Id of the edge node; no other one of the group may have it'),
  primaryHost: Id.describe(
    'Id of the host application without which nothing is sent; empty: none is waited for',
  ),
  storeMb: z.coerce
    .number()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('Megabytes on disk for what waits for the broker or the host; above it readings are refused'),
});
export type SparkplugEdgeConfig = z.output<typeof SparkplugEdgeConfig>;

/** The lines of the form. Undefined when one of them is no id. */
export function groupsOf(text: string): string[] | undefined {
  const groups = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  // One that is written twice would be heard twice.
  return groups.every(isId) ? [...new Set(groups)] : undefined;
}
