import { z } from 'zod';
import type { LinkStatus } from '../../lib/connectors/connector';
import { MqttPoint } from '../../lib/connectors/mqtt/spec';
import { admissionFault, checkPoint } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { LINK_LOOK } from '../_kit/link';
import { Rate } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { BrokerService, TenantService } from '../_kit/services';
import { watchTenant } from '../_kit/watch';

const config = MqttPoint.extend({
  name: nameField,
  broker: chosen('MQTT broker node'),
  tenant: chosen('Tenant node: every reading that comes here belongs to this tenant'),
  knownOnly: z
    .boolean()
    .default(true)
    .describe('Refuse readings of sensors that do not exist; switch off when a later node renames them'),
});

export = defineNode({
  name: 'mqtt-in',
  config,
  create({ config: form, platform, status, service, send, fail }) {
    const broker = service<BrokerService>(form.broker, 'broker');
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const { knownOnly } = form;
    const point = MqttPoint.parse(form);
    checkPoint(point);
    const rejections = platform.rejections();
    const rate = new Rate(platform.clock);
    let link: LinkStatus | undefined;

    const receiver = platform.receiver(
      {
        tenant: tenant.key,
        send(message) {
          rate.add(message.payload.length);
          line.touch();
          send([message, null]);
        },
        reject: (rejection) => send([null, { topic: 'rejected', payload: rejection, tenant: tenant.key }]),
        ...(knownOnly
          ? {
              admit: ({ unit, sensor, value }) => {
                const directory = tenant.database.current()?.store.directory;
                return directory && admissionFault(directory, tenant.key, unit, sensor, value);
              },
            }
          : {}),
      },
      rejections,
    );

    let leave = (_removed: boolean): void => undefined;
    /** Only now: until there is a place for readings, the broker keeps them. */
    function join(): void {
      const release = broker.acquire();
      const unbind = broker.bind([point], receiver);
      const stopLink = broker.onLink((now) => {
        link = now;
        line.touch();
      });
      leave = (removed) => {
        stopLink();
        unbind(removed);
        release();
      };
    }

    const watch = watchTenant(tenant, { fail, onReady: join, onChange: () => line.touch() });
    const line = status.live(() => {
      if (!link) return watch.status;
      if (link.state !== 'connected') return { state: LINK_LOOK[link.state], text: link.text };
      const { summary } = rejections;
      const came = rate.perMinute > 0 ? rate.text : 'connected';
      // Rejections do not touch the line one by one, so look again.
      return {
        state: summary ? 'warn' : 'ok',
        text: [came, summary].filter(Boolean).join(' · '),
        moving: true,
      };
    });

    return {
      close(removed) {
        watch.stop();
        leave(removed);
      },
    };
  },
});
