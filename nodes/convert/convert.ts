import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { Convert, UNITS_OF_MEASURE } from '../../lib/platform';
import { nameField } from '../_kit/fields';
import { readingsOf } from '../_kit/message';
import { Rate, grouped } from '../_kit/rate';
import { defineNode } from '../_kit/register';

const config = z.object({
  name: nameField,
  // Convert checks the rules itself, so that its message can name the number of the rule.
  rules: z
    .array(z.unknown())
    .default([])
    .describe('What to convert; the first rule that matches a sensor counts'),
});

const register = defineNode({
  name: 'convert',
  config,
  create({ config: { rules }, platform, status }) {
    const convert = new Convert(rules);
    const rate = new Rate(platform.clock);
    let failed = 0;
    const line = status.live(() => {
      const moving = rate.perMinute > 0;
      const did = moving ? rate.text : `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`;
      const text = failed > 0 ? `${did} · ${grouped(failed)} could not be converted` : did;
      return { state: failed > 0 ? 'warn' : 'ok', text, moving };
    });

    return {
      input(message, send) {
        const readings = readingsOf(message);
        const converted = convert.apply(readings);
        rate.add(readings.length);
        for (const [i, reading] of converted.entries())
          if (reading !== readings[i] && reading.flags?.includes('conversion')) failed++;
        line.touch();
        send(Object.assign(message, { topic: 'readings', payload: converted }));
      },
    };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  // What the form proposes for `from` and `to`.
  RED.httpAdmin.get(
    '/thermacore/convert/units',
    RED.auth.needsPermission('nodes.read'),
    (_request, response) => {
      response.json(Object.keys(UNITS_OF_MEASURE));
    },
  );
};
