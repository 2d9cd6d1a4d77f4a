import { z } from 'zod';
import type { LinkStatus } from '../../lib/connectors/connector';
import { SparkplugHostConfig, groupsOf } from '../../lib/connectors/sparkplug/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { SparkplugHost, authorisedTenant, sparkplugPlacing } from '../../lib/platform';
import { fieldReceiver } from '../_kit/field-receiver';
import { chosen, nameField } from '../_kit/fields';
import { LINK_LOOK } from '../_kit/link';
import { parseAt } from '../_kit/parse';
import { principalOf } from '../_kit/principal';
import { defineNode } from '../_kit/register';
import type { BrokerService, TenantService } from '../_kit/services';
import { watchTenant } from '../_kit/watch';

const config = SparkplugHostConfig.extend({
  name: nameField,
  broker: chosen('MQTT broker node'),
  tenant: chosen('Tenant node: every reading that comes here belongs to this tenant'),
  knownOnly: z
    .boolean()
    .default(true)
    .describe('Refuse readings of sensors that do not exist; switch off when a later node renames them'),
});

const Write = z
  .object({
    group: z.string(),
    node: z.string(),
    device: z.string().optional(),
    metric: z.string(),
    value: z.union([z.number(), z.boolean(), z.string()]),
  })
  .strict();
const EXPECTED = 'Send { group, node, device, metric, value }, with the names of Sparkplug.';

export = defineNode({
  name: 'sparkplug-host',
  config,
  create({ node, config: form, platform, status, service, send, fail }) {
    const broker = service<BrokerService>(form.broker, 'broker');
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const groups = groupsOf(form.groups);
    if (!groups)
      throw new ThermaCoreError('configuration', 'groups: a line is no id of a group.', {
        field: 'groups',
        advice: 'Write one group per line, without /, + and #.',
      });
    const field = fieldReceiver({
      platform,
      tenant,
      knownOnly: form.knownOnly,
      send: ([readings, refused]) => send([readings, refused, null]),
      touch: () => line.touch(),
    });
    const fallback = sparkplugPlacing(form.unit, form.sensor);
    const proposals = platform.proposals.host(
      () => tenant.database.current()?.store,
      tenant.key,
      (addresses) => host.approved(addresses),
    );
    const session = broker.session({ id: node.id, will: () => host.will() });
    const host = new SparkplugHost({
      ...form,
      hostId: form.hostId ?? tenant.key,
      // The embedded broker gives a tenant the group of its name, and no other.
      groups: groups.length === 0 && broker.tenant !== undefined ? [broker.tenant] : groups,
      place: (address) => proposals.place(address) ?? fallback(address),
      transport: session,
      receiver: field.receiver,
      clock: platform.clock,
      logger: platform.logger,
      meter: platform.meter,
      onEvent: (event) => {
        proposals.heard(event);
        send([null, null, { topic: event.kind, payload: event, tenant: tenant.key }]);
      },
      onChange: () => line.touch(),
    });

    let link: LinkStatus | undefined;
    let leave = (): void => undefined;
    let closed = false;
    /** Only now: before there is a place for readings, edge nodes that wait for this host keep theirs. */
    async function join(): Promise<void> {
      await proposals.open();
      if (closed) return;
      host.start();
      const stopLink = session.onLink((now) => {
        link = now;
        line.touch();
      });
      const release = session.acquire();
      leave = () => {
        stopLink();
        host.close();
        release();
      };
    }

    const watch = watchTenant(tenant, {
      fail,
      onReady: () => void join().catch(fail),
      onChange: () => line.touch(),
    });
    const line = status.live(() => {
      if (!link) return watch.status;
      if (link.state !== 'connected') return { state: LINK_LOOK[link.state], text: link.text };
      const { online, known } = host.look;
      const { rate, rejected } = field;
      const words = [`${online} of ${known} online`, rate.perMinute > 0 ? rate.text : '', rejected];
      return {
        state: rejected || online < known ? 'warn' : 'ok',
        text: words.filter(Boolean).join(' · '),
        moving: true,
      };
    });

    return {
      input(message) {
        const principal = principalOf(message);
        // A user counts more than the form: nobody writes to another tenant's plant.
        if (principal && authorisedTenant(principal, 'device:operate') !== tenant.key)
          throw new ThermaCoreError('forbidden', 'The user is of another tenant than this host.');
        const write = parseAt(Write, message.payload, 'msg.payload', EXPECTED);
        host.command({ ...write, units: principal?.units });
        const { group, node: edge, device, metric, value } = write;
        const audit = tenant.database.current()?.store.audit;
        // It is sent by now: an audit log that is away is reported, as with other changes.
        return audit
          ?.record({
            tenant: tenant.key,
            actor: principal?.username ?? 'flow',
            action: 'device:operate',
            target: [group, edge, ...(device === undefined ? [] : [device]), metric].join('/'),
            outcome: 'ok',
            detail: { value },
          })
          .catch((error: unknown) =>
            platform.logger.error('A write could not be noted in the audit log', { error }),
          );
      },
      async close() {
        closed = true;
        watch.stop();
        leave();
        proposals.close();
        await session.close();
      },
    };
  },
});
