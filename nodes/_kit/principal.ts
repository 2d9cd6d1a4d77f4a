import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { ROLES, type Principal } from '../../lib/platform';
import type { FlowMessage } from './register';

const Shape = z.object({
  userId: z.string(),
  username: z.string(),
  role: z.enum(ROLES),
  homeTenant: z.string().nullable(),
  tenant: z.string().nullable(),
  sessionId: z.string(),
  grants: z.array(z.string()).optional(),
  units: z.array(z.string()).optional(),
}) satisfies z.ZodType<Principal>;

/**
 * Who asks: set by `api in` and by the dashboard's guard from a verified session, which overwrite whatever a client
 * sent. Messages are cloned on wires, so nothing can be sealed into them: a flow is trusted code (SECURITY.md).
 * Undefined when the message has no user; throws `unauthenticated` when what it has is not one.
 */
export function principalOf(message: FlowMessage): Principal | undefined {
  const value = message['principal'];
  if (value === undefined || value === null) return undefined;
  const parsed = Shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ThermaCoreError('unauthenticated', 'msg.principal is not a user.', {
    field: 'msg.principal',
    advice: 'Leave it as "api in" or the dashboard set it.',
  });
}
