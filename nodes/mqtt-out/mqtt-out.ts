import { z } from 'zod';
import type { LinkStatus } from '../../lib/connectors/connector';
import { ThermaCoreError } from '../../lib/core/errors';
import { topicFiller } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { LINK_LOOK } from '../_kit/link';
import { readingsOf } from '../_kit/message';
import { Rate, bytesText, grouped } from '../_kit/rate';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { BrokerService, PublishOptions } from '../_kit/services';
import { STYLES, isPublishable, packets, plainPacket, type Packet } from './packets';

const config = z.object({
  name: nameField,
  broker: chosen('MQTT broker node'),
  topic: z
    .string()
    .default('plant/{tenant}/{unit}/{sensor}')
    .describe('Topic of a reading: {tenant}, {unit} and {sensor} are those of the reading'),
  qos: z.coerce
    .number()
    .pipe(z.union([z.literal(0), z.literal(1), z.literal(2)], { error: 'must be 0, 1 or 2' }))
    .default(1)
    .describe('Quality of service'),
  retain: z.boolean().default(false).describe('The broker keeps the last message of each topic'),
  style: z
    .enum(STYLES)
    .default('json')
    .describe('json: one object per reading; value: the bare value; batch: one array per unit'),
});

export = defineNode({
  name: 'mqtt-out',
  config,
  create({ config: { broker: brokerId, topic, qos, retain, style }, platform, status, service, fail }) {
    const broker = service<BrokerService>(brokerId, 'broker');
    // A batch is of a whole unit.
    const fill = topicFiller(style === 'batch' ? topic.replace(/\/?\{sensor\}/, '') : topic);
    const options: PublishOptions = { qos, retain };
    const rate = new Rate(platform.clock);
    let link: LinkStatus | undefined;

    const line = status.live(() => {
      const { outbox } = broker;
      const waiting = outbox > 0 ? `${bytesText(outbox)} wait` : '';
      if (link?.state !== 'connected') {
        const text = [link?.text ?? 'not connected', waiting].filter(Boolean).join(' · ');
        return { state: LINK_LOOK[link?.state ?? 'stopped'], text, moving: outbox > 0 };
      }
      const moving = outbox > 0 || rate.perMinute > 0;
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

    return {
      input(message) {
        const list = packetsOf(message);
        rate.add(list.length);
        line.touch();
        // Not awaited: the broker's confirmation may take long, and the flow need not stand still for it.
        void Promise.allSettled(
          list.map(({ topic: to, payload }) => broker.publish(to, payload, options)),
        ).then((results) => {
          const failed = results.filter((result) => result.status === 'rejected');
          if (failed.length > 0) fail(unpublished(failed.length, failed[0]?.reason), message);
        });
      },
      close() {
        stopLink();
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
