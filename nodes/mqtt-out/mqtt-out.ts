import type { LinkStatus } from '../../lib/connectors/connector';
import { ThermaCoreError } from '../../lib/core/errors';
import { topicFiller, unsTemplate, type PublishOptions } from '../../lib/platform';
import { LINK_LOOK } from '../_kit/link';
import { readingsOf } from '../_kit/message';
import { isPublishable } from '../_kit/publishable';
import { Rate, grouped } from '../_kit/rate';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { BrokerService } from '../_kit/services';
import { Delivery } from './delivery';
import { config, messageProperties, userPropertiesOf } from './form';
import { packets, plainPacket, type Packet } from './packets';

export = defineNode({
  name: 'mqtt-out',
  config,
  create({ node, config: form, platform, status, service, fail }) {
    const { broker: brokerId, qos, retain, style, expiry } = form;
    const topic = form.naming === 'uns' ? unsTemplate(form) : form.topic;
    const broker = service<BrokerService>(brokerId, 'broker');
    if (form.naming === 'uns' && broker.tenant !== undefined)
      throw new ThermaCoreError(
        'configuration',
        `naming: the embedded broker takes topics below plant/${broker.tenant}/ only, and those of a unified namespace begin with umh/v1/.`,
        { field: 'naming', advice: 'Name by the topic, or choose an external broker.' },
      );
    // A batch is of a whole unit.
    const fill = topicFiller(style === 'batch' ? topic.replace(/\/?\{sensor\}/, '') : topic);
    const ownProperties = userPropertiesOf(form.userProperties);
    const delivery = new Delivery(broker, platform, node, form);
    const rate = new Rate(platform.clock);
    let link: LinkStatus | undefined;

    const line = status.live(() => {
      const { waiting } = delivery;
      if (link?.state !== 'connected') {
        const text = [link?.text ?? 'not connected', waiting].filter(Boolean).join(' · ');
        return { state: LINK_LOOK[link?.state ?? 'stopped'], text, moving: waiting !== '' };
      }
      const moving = waiting !== '' || rate.perMinute > 0;
      return {
        state: 'ok',
        text: [moving ? rate.text : 'connected', waiting].filter(Boolean).join(' · '),
        moving,
      };
    });
    const release = broker.acquire();
    const stopLink = broker.onLink((now) => {
      link = now;
      line.touch();
    });

    function packetsOf(message: FlowMessage): Packet[] {
      const isReadings = message.topic === 'readings' || Array.isArray(message.payload);
      if (!isReadings && typeof message.topic === 'string' && message.topic !== '')
        return [plainPacket(message)];
      const readings = readingsOf(message);
      const now = platform.clock.now();
      const broken = readings.findIndex((reading) => !isPublishable(reading, now));
      if (broken >= 0)
        throw new ThermaCoreError(
          'invalid',
          `msg.payload.${broken} is not a reading; nothing was published.`,
          {
            field: `msg.payload.${broken}`,
            advice:
              'Give tenant, unit and sensor as keys, timestamp in epoch milliseconds, value and quality.',
          },
        );
      const stray = broker.tenant && readings.find(({ tenant }) => tenant !== broker.tenant);
      if (stray)
        throw new ThermaCoreError(
          'invalid',
          'A reading belongs to another tenant than the broker; nothing was published.',
          {
            field: 'tenant',
            advice: 'Choose the broker of the same tenant, or put a "scope" node in front.',
          },
        );
      return packets(readings, style, fill);
    }

    function optionsOf(message: FlowMessage): PublishOptions {
      const userProperties = { ...ownProperties, ...messageProperties(message['userProperties']) };
      const hasSome = Object.keys(userProperties).length > 0;
      const properties = {
        ...(expiry === undefined ? {} : { messageExpiryInterval: expiry }),
        ...(hasSome ? { userProperties } : {}),
      };
      return { qos, retain, ...(hasSome || expiry !== undefined ? { properties } : {}) };
    }

    return {
      input(message) {
        const list = packetsOf(message);
        const options = optionsOf(message);
        rate.add(list.length);
        line.touch();
        const taken = Promise.allSettled(list.map((packet) => delivery.publish(packet, options))).then(
          (results) => {
            line.touch();
            const failed = results.filter((result) => result.status === 'rejected');
            if (failed.length > 0) fail(unpublished(failed.length, failed[0]?.reason), message);
          },
        );
        // The broker's confirmation may take long, and the flow need not stand still for it; the disk is quick.
        return delivery.isOnDisk ? taken : undefined;
      },
      async close(removed) {
        stopLink();
        await delivery.close(removed);
        release();
      },
    };
  },
});

const unpublished = (count: number, reason: unknown): ThermaCoreError =>
  new ThermaCoreError(
    'unavailable',
    `${grouped(count)} ${count === 1 ? 'message was' : 'messages were'} not published: ${reason instanceof Error ? reason.message : 'no reason given'}`,
    { advice: 'Check the broker.', cause: reason },
  );
