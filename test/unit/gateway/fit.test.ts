import assert from 'node:assert/strict';
import type { ReadingValue } from '../../../lib/core/reading';
import { isThermaCoreError } from '../../../lib/core/errors';
import { compileFit } from '../../../lib/gateway/fit';
import { GatewayRule } from '../../../lib/gateway/rule';

const fit = (rule: object) => compileFit(GatewayRule.parse(rule));
const LARGE = Number.MAX_SAFE_INTEGER;

describe('A value for a type of another protocol', () => {
  const arrives: [protocol: string, type: string, value: ReadingValue, more?: object, as?: ReadingValue][] = [
    ['modbus', 'int16', -32_768],
    ['modbus', 'uint16', 65_535],
    ['modbus', 'int32', 71.4, {}, 71],
    ['modbus', 'int16', 71.34, { scale: 0.1 }, 713 * 0.1],
    ['modbus', 'int16', -10, { scale: 0.5, offset: 20 }],
    ['modbus', 'uint64', LARGE],
    ['modbus', 'float32', 0.1, {}, Math.fround(0.1)],
    ['modbus', 'float32', 3.4028234663852886e38],
    ['modbus', 'bcd16', 9999],
    ['modbus', 'bool', 1, {}, true],
    ['modbus', 'text', 'Stör', { length: 2 }],
    ['modbus', 'uint16', true, {}, 1],
    ['opcua', 'SByte', -128],
    ['opcua', 'Int64', -LARGE],
    ['opcua', 'Double', 1e300],
    ['opcua', 'String', 5.5, {}, '5.5'],
    ['dnp3', 'g1v2', false],
    ['dnp3', 'g20v2', 65_535],
    ['dnp3', 'g30v2', -32_768],
    ['dnp3', 'g30v6', 2 ** 52 + 1],
    ['dnp3', 'g110v0', 'ü'.repeat(127)],
    ['sparkplug', 'UInt32', 4_294_967_295],
    ['sparkplug', 'DateTime', 1_790_000_000_000],
    ['mqtt', 'json', 'open'],
    ['mqtt', 'json', 1e300],
    ['opcua', 'Double', 10, { factor: 2, add: 1 }, 21],
    ['opcua', 'Double', 1, { from: 'bar', to: 'kPa' }, 100],
    ['opcua', 'Double', 50, { factor: 1.8, add: 32, from: '°F', to: 'K' }, (122 * (5 / 9) + 459.67 * (5 / 9))],
  ]; // prettier-ignore
  for (const [protocol, type, value, more = {}, as = value] of arrives)
    it(`${String(value).slice(0, 20)} arrives as ${protocol} ${type}${Object.keys(more).length > 0 ? ` with ${JSON.stringify(more)}` : ''}`, () =>
      assert.equal(fit({ protocol, type, ...more })(value), as));

  const lost: [protocol: string, type: string, value: ReadingValue, reason: string, more?: object][] = [
    ['modbus', 'int16', 32_768, 'over-range'],
    ['modbus', 'uint16', -1, 'under-range'],
    ['modbus', 'int16', 3277, 'over-range', { scale: 0.1 }],
    ['modbus', 'int16', 3277, 'over-range', { scale: -0.1 }],
    ['modbus', 'int16', -3277, 'under-range', { scale: -0.1 }],
    ['modbus', 'uint64', 2 ** 53, 'beyond-2^53'],
    ['modbus', 'uint64', -1, 'under-range'],
    ['modbus', 'float32', 3.5e38, 'over-range'],
    ['modbus', 'float32', -3.5e38, 'under-range'],
    ['modbus', 'float32', 1e-60, 'rounding'],
    ['modbus', 'int16', 71.4, 'rounding', { tolerance: 0.1 }],
    ['modbus', 'float32', 0.1, 'rounding', { tolerance: 0 }],
    ['modbus', 'int16', NaN, 'not-a-number'],
    ['modbus', 'int16', '5', 'text'],
    ['modbus', 'bool', 0.5, 'not-a-state'],
    ['modbus', 'bool', 'on', 'text'],
    ['modbus', 'text', 'too long', 'too-long', { length: 2 }],
    ['modbus', 'text', '水', 'characters'],
    ['modbus', 'text', 'end ', 'characters'],
    ['modbus', 'bcd16', 10_000, 'over-range'],
    ['opcua', 'Double', Infinity, 'not-a-number'],
    ['opcua', 'Byte', 256, 'over-range'],
    ['opcua', 'String', '\ud800', 'characters'],
    ['opcua', 'String', NaN, 'not-a-number'],
    ['dnp3', 'g20v1', -1, 'under-range'],
    ['dnp3', 'g20v1', 4_294_967_296, 'over-range'],
    ['dnp3', 'g10v2', 2, 'not-a-state'],
    ['dnp3', 'g110v0', 'ü'.repeat(128), 'too-long'],
    ['sparkplug', 'Int8', 128, 'over-range'],
    ['sparkplug', 'Boolean', 7, 'not-a-state'],
    ['mqtt', 'json', NaN, 'not-a-number'],
    ['mqtt', 'number', 'seven', 'text'],
    ['opcua', 'Double', 121, 'over-range', { low: 0, high: 120 }],
    ['opcua', 'Double', 1e308, 'not-a-number', { factor: 1e10 }],
    ['opcua', 'Double', 'warm', 'text', { factor: 2 }],
  ]; // prettier-ignore
  for (const [protocol, type, value, reason, more = {}] of lost)
    it(`${JSON.stringify(value).slice(0, 20)} does not fit ${protocol} ${type}: ${reason}${Object.keys(more).length > 0 ? ` with ${JSON.stringify(more)}` : ''}`, () => {
      const misfit = fit({ protocol, type, ...more })(value);
      assert.ok(typeof misfit === 'object', `became ${JSON.stringify(misfit)}`);
      assert.deepEqual([misfit.reason, misfit.clamped], [reason, undefined]);
    });

  it('is cut off only where the rule says so, and only for its range', () => {
    const clamped = (rule: object, value: ReadingValue) => {
      const misfit = fit({ clamp: true, ...rule })(value);
      return typeof misfit === 'object' ? [misfit.reason, misfit.clamped] : misfit;
    };
    const int16 = { protocol: 'modbus', type: 'int16' };
    assert.deepEqual(clamped(int16, 40_000), ['over-range', 32_767]);
    assert.deepEqual(clamped({ ...int16, scale: -1 }, 40_000), ['over-range', 32_768]);
    assert.deepEqual(clamped({ ...int16, low: -5, high: 5 }, -6), ['under-range', -5]);
    assert.deepEqual(clamped({ protocol: 'opcua', type: 'Float' }, 1e39), ['over-range', 3.4028234663852886e38]);
    assert.deepEqual(clamped(int16, NaN), ['not-a-number', undefined]);
    assert.deepEqual(clamped({ protocol: 'modbus', type: 'int64' }, 2 ** 60), ['beyond-2^53', undefined]);
  }); // prettier-ignore

  it('has no limit that does not fit itself', () => {
    assert.throws(
      () => fit({ protocol: 'dnp3', type: 'g30v2', high: 40_000 }),
      (error) => isThermaCoreError(error) && error.field === 'high' && error.code === 'configuration',
    );
  });
});
