import { z } from 'zod';
import { CommandInput, type Command } from '../../lib/core/command';
import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import { authorisedTenant } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { parseAt } from '../_kit/parse';
import { principalOf } from '../_kit/principal';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { DatabaseService, TenantService } from '../_kit/services';

const config = z.object({
  name: nameField,
  database: chosen('Where commands are kept'),
  tenant: z.string().optional().describe('Tenant of messages without a user'),
});

const EXPECTED = 'Send { unit, sensor, value }, and mode, comment or idempotencyKey where you need them.';
/** Messages that wait for their command; more than that are refused. */
const MAX_WAITING = 1000;

export = defineNode({
  name: 'command',
  config,
  create({ config, platform, service, status, fail }) {
    const database = service<DatabaseService>(config.database, 'database');
    const fixed = config.tenant ? service<TenantService>(config.tenant, 'tenant') : undefined;
    let waiting = 0;
    let last = '';
    let well = true;
    const line = status.live(() => ({
      state: waiting > 0 ? 'busy' : well ? 'ok' : 'warn',
      text: [waiting > 0 ? `${waiting} on the way` : 'ready', last].filter(Boolean).join(', '),
    }));

    /** A user always counts more than the form: nobody writes to another tenant's plant. */
    function tenantOf(message: FlowMessage): string {
      const principal = principalOf(message);
      if (principal) return authorisedTenant(principal, 'device:operate');
      if (fixed) return fixed.key;
      throw new ThermaCoreError('unauthenticated', 'The message has no user, and no tenant is chosen here.', {
        field: 'tenant',
        advice: 'Choose a tenant in this node for commands that a flow gives.',
      });
    }

    async function carryOut(message: FlowMessage): Promise<Command> {
      const ready = database.current();
      if (!ready)
        throw new ThermaCoreError('unavailable', 'The database is not ready yet.', {
          advice: 'Try again in a few seconds.',
        });
      const by = { tenant: tenantOf(message), principal: principalOf(message) };
      const commands = platform.commands.of(ready.store);
      const command = await commands.request(
        by,
        parseAt(CommandInput, message.payload, 'msg.payload', EXPECTED),
      );
      return command.state === 'done' ? command : commands.ended(by.tenant, command.id);
    }

    return {
      async input(message, send) {
        if (waiting >= MAX_WAITING)
          throw new ThermaCoreError('rate-limited', `${MAX_WAITING} commands wait for their outcome.`, {
            advice: 'Send fewer.',
          });
        waiting++;
        line.touch();
        try {
          const command = await carryOut(message);
          last = `last ${command.outcome}`;
          well = command.outcome === 'accepted' || command.outcome === 'verified';
          const out = { ...message, topic: 'command', payload: command };
          send(well ? [out, null] : [null, out]);
        } catch (error) {
          // What could not even become a command goes to catch nodes: there is nothing to show on a wire.
          well = false;
          last = isThermaCoreError(error)
            ? `last refused: ${error.message}`
            : 'last met an error, see the log';
          fail(error, message);
        } finally {
          waiting--;
          line.touch();
        }
      },
    };
  },
});
