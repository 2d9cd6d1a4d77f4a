import { z } from 'zod';
import {
  PRIORITIES,
  authorisedTenant,
  type NotificationLease,
  type NotificationStatus,
  type ToldChange,
} from '../../lib/platform';
import { endedWithin } from '../../lib/core/clock';
import { ThermaCoreError, messageOf } from '../../lib/core/errors';
import { chosen, nameField } from '../_kit/fields';
import { parseAt } from '../_kit/parse';
import { principalOf } from '../_kit/principal';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { DatabaseService, TenantService } from '../_kit/services';
import type { StatusState } from '../_kit/status';
import { alarmsOf } from './alarms';

const MAX_TEXT = 4000;
/** How long a text waits for a database that starts, ms, and how many may. */
const PATIENCE_MS = 15_000;
const MAX_WAITING = 100;

const config = z.object({
  name: nameField,
  database: chosen('Database node'),
  tenant: z.string().optional().describe('Tenant node; empty: all tenants, for alarms of "alarm rules"'),
  target: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'is no key of a target')
    .optional()
    .describe('Key of a notification target; empty: the routes of the registry decide'),
});

/** A text that a flow wants told. */
const Text = z.object({
  subject: z.string().trim().min(1).max(200),
  text: z.string().max(MAX_TEXT).optional(),
  priority: z.enum(PRIORITIES).default('medium'),
});

const LOOK: Readonly<Record<NotificationStatus['state'], readonly [StatusState, string]>> = {
  running: ['ok', 'ready'],
  starting: ['busy', 'loading routes'],
  elsewhere: ['warn', 'another process on this database sends'],
  away: ['warn', 'the database is away'],
  stopped: ['off', 'stopped'],
};

function textOf({ waiting, escalating }: NotificationStatus, calm: string): string {
  const parts = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(escalating > 0 ? [`${escalating} escalating`] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : calm;
}

export = defineNode({
  name: 'notify',
  config,
  create({ config: settings, platform, status, service, send, fail }) {
    const database = service<DatabaseService>(settings.database, 'database');
    const fixed = settings.tenant ? service<TenantService>(settings.tenant, 'tenant') : undefined;
    let lease: NotificationLease | undefined;
    let closed = false;
    let waiting = 0;
    let fault: string | undefined;

    const line = status.live(() => {
      if (fault !== undefined) return { state: 'error', text: fault };
      const now = lease?.status();
      if (!now) return { state: 'busy', text: `waiting for the database: ${database.status().text}` };
      const [state, calm] = LOOK[now.state];
      return { state, text: now.state === 'running' ? textOf(now, calm) : calm, moving: true };
    });

    async function begin(): Promise<void> {
      await fixed?.ready;
      const { store } = await database.ready();
      if (closed) return;
      lease = platform.notifications.of(store).feed({
        tenant: fixed?.key,
        onOutcome: (tenant, payload) => send([{ tenant, topic: 'notification', payload }, null]),
        onNote: (tenant, payload) => send([null, { tenant, topic: 'notification', payload }]),
        onStatus: () => line.touch(),
      });
      line.touch();
    }
    const begun = begin();
    begun.catch((error: unknown) => {
      if (closed) return;
      fault = messageOf(error);
      line.touch();
      fail(error);
    });

    /** A text that comes while the flows start waits for the database, instead of being refused. */
    async function patience(): Promise<void> {
      if (lease || waiting >= MAX_WAITING) return;
      waiting++;
      try {
        await endedWithin(platform.clock, PATIENCE_MS, begun);
      } finally {
        waiting--;
      }
    }

    function current() {
      const ready = database.current();
      if (ready && lease) return { notifications: platform.notifications.of(ready.store), lease };
      throw new ThermaCoreError('unavailable', 'The database is not ready yet.', {
        advice: 'Try again in a few seconds.',
      });
    }

    /** A user always counts more than the form. */
    function tenantOf(message: FlowMessage): string | undefined {
      const principal = principalOf(message);
      return principal ? authorisedTenant(principal, 'notification:send') : fixed?.key;
    }

    function alarms(message: FlowMessage, changes: readonly ToldChange[]): void {
      const said = message['tenant'];
      const tenant = tenantOf(message) ?? (typeof said === 'string' ? said : undefined);
      if (tenant === undefined || (typeof said === 'string' && said !== tenant))
        throw new ThermaCoreError('invalid', 'The alarms belong to no tenant that this node sends for.', {
          field: 'msg.tenant',
          advice: 'Wire the second output of "alarm rules" here, or choose a tenant in this node.',
        });
      // What a message says of its tenant counts only where the alarms are those of that tenant.
      current().lease.alarms(tenant, changes, tenantOf(message) !== undefined);
    }

    async function text(message: FlowMessage): Promise<void> {
      const tenant = tenantOf(message);
      if (tenant === undefined)
        throw new ThermaCoreError(
          'unauthenticated',
          'The message has no user, and no tenant is chosen here.',
          {
            field: 'tenant',
            advice: 'Choose a tenant in this node, or start the flow with "api in".',
          },
        );
      const given = parseAt(
        Text,
        message.payload,
        'msg.payload',
        'Send { subject, text, priority }, or alarms.',
      );
      await patience();
      const { notifications } = current();
      if (settings.target === undefined) notifications.say(tenant, given);
      else await notifications.sayTo(tenant, settings.target, given);
    }

    return {
      input(message) {
        const changes = alarmsOf(message.payload);
        if (changes === undefined) return text(message);
        alarms(message, changes);
        return undefined;
      },
      close() {
        closed = true;
        lease?.release();
      },
    };
  },
});
