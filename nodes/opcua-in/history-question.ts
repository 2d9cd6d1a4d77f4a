import { z } from 'zod';
import { AGGREGATES, type Aggregate, type HistoryQuestion } from '../../lib/connectors/opcua/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { parseAt } from '../_kit/parse';
import type { FlowMessage } from '../_kit/register';

const Instant = z.union([
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  z.int().describe('Epoch ms'),
]);

/** What a message with the topic `history` asks for. */
const Question = z
  .object({
    from: Instant,
    to: Instant.optional(),
    sensors: z
      .array(z.string().regex(/^[^/]+\/[^/]+$/, 'must be like boiler-1/supply-temperature'))
      .optional(),
    aggregate: z.enum(Object.keys(AGGREGATES) as [Aggregate, ...Aggregate[]]).optional(),
    intervalMs: z
      .int()
      .min(1)
      .max(366 * 86_400_000)
      .optional(),
  })
  .strict()
  .refine(({ aggregate, intervalMs }) => (aggregate === undefined) === (intervalMs === undefined), {
    path: ['intervalMs'],
    message: 'belongs to aggregate: give both or none',
  });

const ADVICE = 'Send for example {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}.';

/** The question of a message. Throws `invalid` that names the field. */
export function questionOf({ topic, payload }: FlowMessage, now: number): HistoryQuestion {
  if (topic !== 'history')
    throw new ThermaCoreError('invalid', `msg.topic is "${String(topic)}", which OPC UA in does not know.`, {
      field: 'msg.topic',
      advice: 'Send history.',
    });
  const {
    from,
    to = now,
    sensors,
    aggregate,
    intervalMs,
  } = parseAt(Question, payload, 'msg.payload', ADVICE);
  if (from > to)
    throw new ThermaCoreError('invalid', 'msg.payload.to is before msg.payload.from.', {
      field: 'msg.payload.to',
      advice: ADVICE,
    });
  return {
    from,
    to,
    sensors,
    ...(aggregate === undefined || intervalMs === undefined ? {} : { processed: { aggregate, intervalMs } }),
  };
}
