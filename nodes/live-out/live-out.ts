import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { isKey } from '../../lib/core/ids';
import type { Reading } from '../../lib/core/reading';
import { nameField, number } from '../_kit/fields';
import { readingsOf } from '../_kit/message';
import { Rate } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import { Conflation } from './conflation';

const config = z.object({
  name: nameField,
  maxPerSecond: number(0.1, 20).default(4).describe('Updates per second and tenant at the output, at most'),
});

const hasPlace = (reading: Partial<Reading> | null): boolean =>
  typeof reading === 'object' &&
  reading !== null &&
  isKey(reading.tenant) &&
  typeof reading.unit === 'string' &&
  typeof reading.sensor === 'string';

export = defineNode({
  name: 'live-out',
  config,
  create({ config: { maxPerSecond }, platform, status, send, fail }) {
    const rate = new Rate(platform.clock);
    const conflation = new Conflation(platform.clock, 1000 / maxPerSecond, (tenant, readings) =>
      send([{ tenant, topic: 'live', payload: { type: 'readings', readings } }, null]),
    );
    const line = status.live(() => {
      const moving = rate.perMinute > 0;
      return { state: 'ok', text: moving ? rate.text : 'ready', moving };
    });

    return {
      input(message, pass) {
        const all = readingsOf(message);
        const readings = all.every(hasPlace) ? all : all.filter(hasPlace);
        platform.live.publish(readings);
        conflation.add(readings);
        rate.add(readings.length);
        line.touch();
        if (readings.length < all.length)
          fail(
            new ThermaCoreError(
              'invalid',
              `${all.length - readings.length} readings have no tenant and were not shown.`,
              {
                field: 'msg.payload',
                advice: 'Put a "scope" node in front: the tenant comes from its configuration.',
              },
            ),
            message,
          );
        pass([null, message]);
      },
      close: () => conflation.stop(),
    };
  },
});
