import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { isKey } from '../../lib/core/ids';
import { isQualityClass } from '../../lib/core/quality';
import type { Reading } from '../../lib/core/reading';
import { GATEWAY_PROTOCOLS, Gateway, UNITS_OF_MEASURE, gatewayTypes } from '../../lib/platform';
import { nameField } from '../_kit/fields';
import { deliveryOf, readingsOf } from '../_kit/message';
import { Rate, grouped } from '../_kit/rate';
import { filtered } from '../_kit/readings-message';
import { defineNode } from '../_kit/register';

const config = z.object({
  name: nameField,
  // Gateway checks the rules itself, so that its message can name the number of the rule.
  rules: z
    .array(z.unknown())
    .default([])
    .describe('Which sensor becomes which point; the first rule that matches a sensor counts'),
  confirms: z
    .boolean()
    .default(false)
    .describe('Confirms readings to the field when they have gone through; else a node behind does it'),
});

const VALUES: ReadonlySet<string> = new Set(['number', 'boolean', 'string']);

const isReading = (one: Partial<Reading> | null): boolean =>
  typeof one === 'object' &&
  one !== null &&
  isKey(one.unit) &&
  isKey(one.sensor) &&
  typeof one.timestamp === 'number' &&
  VALUES.has(typeof one.value) &&
  isQualityClass(one.quality);

const register = defineNode({
  name: 'gateway',
  config,
  create({ config: { rules, confirms }, platform, status }) {
    const gateway = new Gateway(rules);
    const { clock } = platform;
    const rate = new Rate(clock);
    let lost = 0;
    const line = status.live(() => {
      const moving = rate.perMinute > 0;
      const text = [
        moving ? rate.text : `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`,
        lost > 0 ? `${grouped(lost)} did not fit` : '',
        gateway.unnamed > 0 ? `${grouped(gateway.unnamed)} without a rule` : '',
      ];
      const state = lost > 0 || rules.length === 0 ? 'warn' : 'ok';
      return { state, text: text.filter(Boolean).join(' · '), moving };
    });

    return {
      input(message, send) {
        const readings = readingsOf(message);
        const broken = readings.findIndex((one) => !isReading(one));
        if (broken >= 0)
          throw new ThermaCoreError('invalid', `msg.payload.${broken} is not a reading; nothing went through.`, {
            field: `msg.payload.${broken}`,
            advice: 'Give unit and sensor as keys, timestamp in epoch milliseconds, value and quality.',
          }); // prettier-ignore
        const { readings: leaving, losses } = gateway.apply(readings, clock.now());
        rate.add(leaving.length);
        lost += losses.length;
        line.touch();
        const told = losses.length > 0 ? { topic: 'losses', payload: losses } : null;
        const delivery = confirms ? deliveryOf(message) : undefined;
        // Nobody behind is to wait for it, or to confirm it again.
        if (delivery !== undefined) delete message['delivery'];
        const outgoing = filtered(message, leaving) ?? null;
        if (outgoing || told) send([outgoing, told]);
        if (delivery !== undefined) platform.deliveries.settle(delivery, true);
      },
    };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  // What the form lets people choose from.
  RED.httpAdmin.get(
    '/thermacore/gateway/choices',
    RED.auth.needsPermission('nodes.read'),
    (_request, response) => {
      const types = Object.fromEntries(
        GATEWAY_PROTOCOLS.map((protocol) => [protocol, gatewayTypes(protocol)]),
      );
      response.json({ types, units: Object.keys(UNITS_OF_MEASURE) });
    },
  );
};
