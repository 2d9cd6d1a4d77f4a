import { z } from 'zod';
import { ALARM_STATES, PRIORITIES, type ToldChange } from '../../lib/platform';
import { parseAt } from '../_kit/parse';

const MAX_AT_ONCE = 1000;
const Text = z.string().max(500);

/** A change of an alarm, as the second output of `alarm rules` gives it; what else is in it is left alone. */
const Change = z.object({
  id: z.string().min(1).max(300),
  rule: Text,
  event: Text,
  state: z.enum(ALARM_STATES),
  since: z.iso.datetime({ offset: true }),
  priority: z.enum(PRIORITIES),
  class: Text,
  message: Text,
  unit: Text.optional(),
  sensor: Text.optional(),
  device: Text.optional(),
  level: Text.optional(),
  user: Text.optional(),
  firstOut: z.boolean().default(false),
});

const looksLikeAlarm = (one: unknown): boolean =>
  typeof one === 'object' && one !== null && 'rule' in one && 'state' in one;

/** Undefined for what is no alarm. Alarms that `alarms` lists have no event: an unacknowledged one is taken for raised. */
export function alarmsOf(payload: unknown): readonly ToldChange[] | undefined {
  const list: unknown = Array.isArray(payload) ? payload : (payload as { items?: unknown } | null)?.items;
  const some: unknown[] = Array.isArray(list) ? list : [payload];
  if (some.length > 0 && !some.some(looksLikeAlarm)) return undefined;
  const withEvents = some.map((one) =>
    looksLikeAlarm(one) && !('event' in (one as object)) ? { ...(one as object), event: 'active' } : one,
  );
  return parseAt(
    z.array(Change).max(MAX_AT_ONCE),
    withEvents,
    'msg.payload',
    'Send alarms as "alarm rules" or "alarms" give them, or { subject, text, priority }.',
  );
}
