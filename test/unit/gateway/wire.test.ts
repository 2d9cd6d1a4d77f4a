import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toldValue, valueOf } from '../../../lib/connectors/dnp3/values';
import { encode } from '../../../lib/connectors/opcua/encode';
import { TYPE, readerOf } from '../../../lib/connectors/opcua/values';
import { decodeTag, encodeTag } from '../../../lib/connectors/modbus/server/codec';
import { decodePayload } from '../../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../../lib/connectors/sparkplug/payload/encode';
import { metricValue, scalarOf } from '../../../lib/connectors/sparkplug/payload/values';
import type { ReadingValue } from '../../../lib/core/reading';
import { NUMBER_OCTETS, readNumber, writeNumber } from '../../../lib/dnp3/app/objects/numbers';
import { knownVariation } from '../../../lib/dnp3/app/objects/table';
import { fitted } from '../../../lib/dnp3/outstation/values';
import { compileFit } from '../../../lib/gateway/fit';
import { isMisfit } from '../../../lib/gateway/misfit';
import { GatewayRule } from '../../../lib/gateway/rule';
import { PROTOCOLS, targetType, typeNames, type TargetProtocol } from '../../../lib/gateway/types';

/** Writes a value as the connectors of a protocol do, and reads it as they do. */
type OverTheWire = (rule: GatewayRule, value: ReadingValue) => ReadingValue | undefined;

function overModbus({ type, scale, offset, wordOrder, length }: GatewayRule, value: ReadingValue) {
  const modbus = targetType('modbus', type)?.modbus ?? 'int16';
  const tag = { type: modbus, scale, offset, wordOrder, length };
  const words = encodeTag(tag, value);
  return words && decodeTag(tag, words);
}

function overOpcua({ type, scale, offset }: GatewayRule, value: ReadingValue) {
  const encoded = encode(TYPE[type as keyof typeof TYPE], type, value, { scale, offset }); // prettier-ignore
  if (!('variant' in encoded)) return undefined;
  const { dataType, value: raw } = encoded.variant;
  // The library writes a Float in single precision.
  const sent = type === 'Float' ? Math.fround(Number(raw)) : (raw as unknown);
  const variant = { dataType, arrayType: 0, value: sent } as unknown as Parameters<ReturnType<typeof readerOf>>[0]; // prettier-ignore
  return readerOf({ scale, offset })(variant).value;
}

function overDnp3({ type, scale, offset }: GatewayRule, value: ReadingValue) {
  const { kind, group, variation } = targetType('dnp3', type)?.dnp3 ?? assert.fail(type);
  const coded = { kind, scale, offset, stateNames: 'a,b,c,d', doubleBit: 'number' as const };
  const told = toldValue(coded, value);
  const { layout } = knownVariation(group, variation);
  const number = layout.form === 'point' ? layout.number : undefined;
  if (told === undefined) return undefined;
  const measured = { value: told, group, variation, flags: 1 };
  if (number !== undefined) {
    const view = new DataView(new ArrayBuffer(NUMBER_OCTETS[number]));
    const point = fitted(knownVariation(group, variation), { index: 0, value: Number(told), flags: 1, time: undefined }); // prettier-ignore
    if (point.flags !== 1) return undefined;
    writeNumber(view, 0, number, point.value);
    measured.value = readNumber(view, 0, number);
  }
  return valueOf(coded, measured as Parameters<typeof valueOf>[1]);
}

function overSparkplug({ type, scale, offset }: GatewayRule, value: ReadingValue) {
  const datatype = targetType('sparkplug', type)?.datatype ?? 0;
  const raw = typeof value === 'number' && type !== 'Double' ? (value - offset) / scale : value;
  const field = metricValue(raw, datatype);
  if (!field) return undefined;
  const [metric] = decodePayload(encodePayload({ metrics: [{ datatype, ...field }] })).metrics;
  const scalar = metric && scalarOf(metric, datatype);
  return scalar?.kind === 'value' ? scalar.value : undefined;
}

const WIRES: Readonly<Record<TargetProtocol, OverTheWire>> = {
  modbus: overModbus,
  opcua: overOpcua,
  dnp3: overDnp3,
  sparkplug: overSparkplug,
  mqtt: (_rule, value) => (JSON.parse(JSON.stringify({ value })) as { value: ReadingValue }).value,
};

const anyNumber = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e5, max: 1e5 }),
  fc.float({ noDefaultInfinity: true, noNaN: true }),
  fc.maxSafeInteger(),
  fc.integer({ min: -40_000, max: 70_000 }),
  fc.constantFrom(0, 1, -128, 255, 65_535, 2 ** 31, 2 ** 32 - 1, 2 ** 53, -(2 ** 53), 3.4028234663852886e38),
);
const anyValue: fc.Arbitrary<ReadingValue> = fc.oneof(
  { weight: 5, arbitrary: anyNumber },
  fc.boolean(),
  fc.string({ maxLength: 20, unit: 'binary' }),
);

/** Our master shows seven digits of a single: 0.1, not 0.10000000149. */
const asShown = (type: string, value: ReadingValue): ReadingValue =>
  type === 'g30v5' || type === 'g40v3' ? Number(Number(value).toPrecision(7)) : value;

const same = (a: ReadingValue | undefined, b: ReadingValue): boolean => a === b;

describe('What fits a type, as the connectors write and read it,', () => {
  for (const protocol of PROTOCOLS)
    it(`comes back equal over ${protocol}, in every type`, () => {
      for (const type of typeNames(protocol)) {
        let arrived = 0;
        const rule = GatewayRule.parse({ protocol, type });
        const fit = compileFit(rule);
        fc.assert(
          fc.property(anyValue, (value) => {
            const told = fit(value);
            if (isMisfit(told)) return;
            arrived++;
            const back = WIRES[protocol](rule, told);
            assert.ok(same(back, asShown(type, told)), `${type}: ${JSON.stringify(value)} left as ${String(told)}, came as ${String(back)}`); // prettier-ignore
          }),
          { numRuns: 300 },
        );
        assert.ok(arrived > 0, type);
      }
    });

  it('comes back equal over Sparkplug where it is a text of rare characters', () => {
    const rule = GatewayRule.parse({ protocol: 'sparkplug', type: 'String' });
    for (const text of ['Kessel 水 🔥', '\u{20000}', '\u{60000}', '\u{10ffff}'])
      assert.equal(overSparkplug(rule, text), text);
  });

  it('comes back equal with a scale, an offset and any order of words', () => {
    const scaled = fc.record({
      type: fc.constantFrom('int16', 'uint16', 'int32', 'float32', 'float64'),
      scale: fc.constantFrom(1, 0.1, -0.25, 10),
      offset: fc.constantFrom(0, -40, 273.15),
      wordOrder: fc.constantFrom('ABCD', 'CDAB', 'BADC', 'DCBA'),
    });
    fc.assert(
      fc.property(scaled, anyNumber, (shape, value) => {
        const rule = GatewayRule.parse({ protocol: 'modbus', ...shape });
        const told = compileFit(rule)(value);
        if (isMisfit(told)) return;
        const back = Number(overModbus(rule, told));
        const step = shape.type.startsWith('float') ? Math.abs(Number(told)) * 2 ** -22 + 1e-4 : 1e-9 * Math.max(1, Math.abs(back)); // prettier-ignore
        assert.ok(Math.abs(back - Number(told)) <= step, `${JSON.stringify(shape)}: ${value}`);
      }),
    );
  });

  it('is no other number than it was, beyond half a step', () => {
    const whole = fc.constantFrom('int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64');
    fc.assert(
      fc.property(whole, fc.constantFrom(1, 0.1, 5), anyNumber, (type, scale, value) => {
        const told = compileFit(GatewayRule.parse({ protocol: 'modbus', type, scale }))(value);
        if (isMisfit(told)) return;
        const slack = Math.abs(value) * 1e-12;
        assert.ok(Math.abs(Number(told) - value) <= scale / 2 + slack, `${type}: ${value}`);
      }),
    );
  });
});
