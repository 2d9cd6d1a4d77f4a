import assert from 'node:assert/strict';
import type { ConvertAnswer } from '../../lib/gateway';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import gatewayCheck = require('../../nodes/gateway-check/gateway-check');

const TIME = '2026-11-28T09:00:00.000Z';
const reading = { unit: 'boiler-1', sensor: 'pressure', timestamp: TIME, value: 50 };
const rule = { sensor: 'pressure', toUnit: 'rtu', protocol: 'modbus', type: 'int16', scale: 0.01 };

describe('thermacore-gateway-check', function () {
  this.timeout(60_000);
  useRealPlatform();

  it('tells a viewer what would leave, how the point says it, and why not', async () => {
    const ask = await askNode(gatewayCheck, 'thermacore-gateway-check');
    const viewer = { principal: await loggedIn('viewer@aqua') };
    const payload = {
      rules: [{ ...rule, from: 'psi', to: 'bar' }],
      readings: [reading, { ...reading, value: 5000 }, { ...reading, sensor: 'flow' }],
    };
    const { items } = await ask<ConvertAnswer>('convert', { ...viewer, payload });
    const [fits, over, unnamed] = items;
    assert.deepEqual(fits, {
      readings: [{ unit: 'rtu', sensor: 'pressure', timestamp: TIME, value: 3.45, quality: 'good' }],
      told: { protocol: 'modbus', type: 'int16', quality: 0, registers: [345] },
    });
    assert.deepEqual([over?.reason, over?.told?.quality], ['over-range', 4]);
    assert.deepEqual(over?.readings[0]?.value, 3.45);
    assert.deepEqual([unnamed?.readings, unnamed?.reason], [[], 'no-rule']);
  });

  it('names the field of a rule or a reading that is wrong', async () => {
    const ask = await askNode(gatewayCheck, 'thermacore-gateway-check');
    const viewer = { principal: await loggedIn('viewer@aqua') };
    for (const [payload, field] of [
      [{ rules: [{ ...rule, type: 'int17' }], readings: [reading] }, /rules\.0\.type/],
      [{ rules: [rule, { ...rule, high: 400 }], readings: [reading] }, /rules\.1\.high|Rule 2, high/],
      [{ rules: [rule], readings: [{ ...reading, timestamp: 'today' }] }, /readings\.0\.timestamp/],
      [{ rules: [], readings: [reading] }, /rules/],
    ] as const)
      await assert.rejects(ask('convert', { ...viewer, payload }), field);
  });
});
