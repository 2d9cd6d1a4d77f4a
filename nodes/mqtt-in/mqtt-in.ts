import { z } from 'zod';
import type { LinkStatus } from '../../lib/connectors/connector';
import { MqttPoint } from '../../lib/connectors/mqtt/spec';
import { checkPoint } from '../../lib/platform';
import { fieldReceiver } from '../_kit/field-receiver';
import { chosen, nameField } from '../_kit/fields';
import { LINK_LOOK } from '../_kit/link';
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
    const point = MqttPoint.parse(form);
    checkPoint(point);
    let link: LinkStatus | undefined;
    const field = fieldReceiver({
      platform,
      tenant,
      knownOnly: form.knownOnly,
      send,
      touch: () => line.touch(),
    });

    let leave = (_removed: boolean): void => undefined;
    /** Only now: until there is a place for readings, the broker keeps them. */
    function join(): void {
      const release = broker.acquire();
      const unbind = broker.bind([point], field.receiver);
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
      const { rate, rejected } = field;
      const came = rate.perMinute > 0 ? rate.text : 'connected';
      // Rejections do not touch the line one by one, so look again.
      return {
        state: rejected ? 'warn' : 'ok',
        text: [came, rejected].filter(Boolean).join(' · '),
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
