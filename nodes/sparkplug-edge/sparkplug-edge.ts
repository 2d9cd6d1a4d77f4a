import { join } from 'node:path';
import type { LinkStatus } from '../../lib/connectors/connector';
import { SparkplugEdgeConfig } from '../../lib/connectors/sparkplug/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { SparkplugEdge } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { folderName } from '../_kit/folder-name';
import { LINK_LOOK } from '../_kit/link';
import { readingsOf } from '../_kit/message';
import { isPublishable } from '../_kit/publishable';
import { Rate, grouped } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { BrokerService, TenantService } from '../_kit/services';

const MEGABYTE = 1024 * 1024;

const config = SparkplugEdgeConfig.extend({
  name: nameField,
  broker: chosen('MQTT broker node'),
  tenant: chosen('Tenant node: whose units are the devices of this edge node'),
});

export = defineNode({
  name: 'sparkplug-edge',
  config,
  create({ node, config: form, platform, status, service, send, fail }) {
    const broker = service<BrokerService>(form.broker, 'broker');
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const rate = new Rate(platform.clock);
    const session = broker.session({ id: node.id, will: () => edge.will() });
    const edge = new SparkplugEdge({
      group: form.group ?? tenant.key,
      node: form.node,
      primaryHost: form.primaryHost,
      transport: session,
      folder: join(platform.settings.home, 'sparkplug', folderName(node.id)),
      limitBytes: form.storeMb * MEGABYTE,
      clock: platform.clock,
      logger: platform.logger,
      meter: platform.meter,
      onCommand: (payload) => send({ topic: 'command', payload }),
      onRefused: (why) => fail(new ThermaCoreError('invalid', why)),
      onChange: () => line.touch(),
    });

    let link: LinkStatus | undefined;
    const line = status.live(() => {
      const { online, waitsForHost, waiting } = edge.look;
      const stored = waiting > 0 ? `${grouped(waiting)} wait` : '';
      const isMoving = waiting > 0 || rate.perMinute > 0;
      const say = (state: 'ok' | 'warn' | 'busy' | 'error' | 'off', text: string) => ({
        state,
        text: [text, stored].filter(Boolean).join(' · '),
        moving: isMoving,
      });
      if (link?.state !== 'connected')
        return say(LINK_LOOK[link?.state ?? 'stopped'], link?.text ?? 'not connected');
      if (!online)
        return say('warn', waitsForHost ? `waiting for host ${form.primaryHost ?? ''}` : 'not born yet');
      return say('ok', rate.perMinute > 0 ? rate.text : 'online');
    });
    edge.start();
    const stopLink = session.onLink((now) => {
      link = now;
      line.touch();
    });
    const release = session.acquire();

    return {
      async input(message) {
        const readings = readingsOf(message);
        const now = platform.clock.now();
        const broken = readings.findIndex((reading) => !isPublishable(reading, now));
        if (broken >= 0)
          throw new ThermaCoreError('invalid', `msg.payload.${broken} is not a reading; nothing was sent.`, {
            field: `msg.payload.${broken}`,
            advice:
              'Give tenant, unit and sensor as keys, timestamp in epoch milliseconds, value and quality.',
          });
        if (readings.some((reading) => reading.tenant !== tenant.key))
          throw new ThermaCoreError('invalid', 'A reading belongs to another tenant; nothing was sent.', {
            field: 'tenant',
            advice: 'Put an edge node for each tenant, or a "scope" node in front.',
          });
        await edge.take(readings);
        rate.add(readings.length);
        line.touch();
      },
      async close(removed) {
        stopLink();
        await edge.close(removed);
        release();
        await session.close();
      },
    };
  },
});
