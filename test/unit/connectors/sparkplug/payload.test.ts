import assert from 'node:assert/strict';
import { DataType } from '../../../../lib/connectors/sparkplug/payload/data-types';
import { decodePayload } from '../../../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import { MAX_ARRAY, metricValue, scalarOf } from '../../../../lib/connectors/sparkplug/payload/values';
import { QUALITY, codeOf, qualityOf } from '../../../../lib/connectors/sparkplug/quality';
import { NOW } from './fixture';
import recorded = require('./recorded.json');

/** Payloads as the Eclipse Foundation's own library makes them, byte by byte: another's work, with which ours must agree. */
const { scalars, others } = recorded;
const read = (hex: string) => decodePayload(Buffer.from(hex, 'hex')).metrics[0] ?? {};
const valueOf = (hex: string, type: number) => {
  const scalar = scalarOf(read(hex), type);
  return scalar.kind === 'fault' ? scalar.reason : scalar.value;
};

describe('the payload of Sparkplug, beside the library of the Eclipse Foundation', () => {
  for (const { type, value, hex } of scalars)
    it(`reads ${type} ${JSON.stringify(value)}`, () => {
      assert.equal(read(hex).datatype, DataType[type as keyof typeof DataType]);
      assert.equal(valueOf(hex, DataType[type as keyof typeof DataType]), value);
    });

  it('reads a data set', () => {
    assert.deepEqual(valueOf(others.dataSet, DataType.DataSet), {
      columns: ['a', 'b'],
      types: [3, 12],
      rows: [
        [1, 'x'],
        [2, 'y'],
      ],
    });
  });

  it('reads bytes as hexadecimal text', () => {
    assert.equal(valueOf(others.bytes, DataType.Bytes), '0x01ff');
  });

  it('reads a template with members and parameters', () => {
    assert.deepEqual(read(others.template).value, {
      version: '1',
      ref: 'Motor',
      isDefinition: false,
      metrics: [{ name: 'speed', datatype: 3, field: 'int', value: 1480 }],
      parameters: { maker: 'ACME' },
    });
  });

  it('reads properties', () => {
    assert.deepEqual({ ...read(others.properties).properties }, { Quality: 500, engUnit: 'bar' });
  });

  it('writes the same bytes', () => {
    const bytes = encodePayload({
      timestamp: NOW,
      seq: 255,
      metrics: [
        {
          name: 'a',
          alias: 7,
          datatype: 10,
          timestamp: NOW,
          field: 'double',
          value: 1.5,
          isHistorical: true,
        },
        { name: 'b', datatype: 3, field: 'int', value: 5, properties: { Quality: 0, engUnit: 'bar' } },
        { name: 'c', datatype: 4, field: 'long', value: 9_000_000_000 },
        { name: 'd', datatype: 11, field: 'boolean', value: false },
        { name: 'e', datatype: 12, field: 'string', value: 'ü' },
        { name: 'f', datatype: 9, field: 'float', value: 0.5 },
      ],
    });
    assert.equal(bytes.toString('hex'), others.written);
  });

  it('reads again the negative integers that it writes', () => {
    for (const [field, datatype, value] of [
      ['long', DataType.Int64, -9_000_000_000],
      ['int', DataType.Int8, -1],
    ] as const) {
      const [metric = {}] = decodePayload(encodePayload({ metrics: [{ datatype, field, value }] })).metrics;
      assert.deepEqual(scalarOf(metric, datatype), { kind: 'value', value });
    }
  });
});

describe('a value of Sparkplug', () => {
  it('in a field that its type does not have is refused', () => {
    assert.deepEqual(scalarOf({ field: 'string', value: '1' }, DataType.Double), {
      kind: 'fault',
      reason: 'wrong-type',
    });
    assert.deepEqual(scalarOf({}, DataType.Double), { kind: 'fault', reason: 'missing-value' });
    assert.deepEqual(scalarOf({ field: 'double', value: NaN }, DataType.Double), {
      kind: 'fault',
      reason: 'not-finite',
    });
  });

  it('of 64 bits that a number cannot hold says so', () => {
    const scalar = scalarOf({ field: 'long', value: 2 ** 60 }, DataType.Int64);
    assert.deepEqual(scalar, { kind: 'value', value: 2 ** 60, inexact: true });
  });

  it('is no array of more elements than a bound', () => {
    const kindOf = (type: number, length: number) =>
      scalarOf({ field: 'bytes', value: new Uint8Array(length) }, type).kind;
    for (const [type, size] of [
      [DataType.StringArray, 1],
      [DataType.Int8Array, 1],
      [DataType.DoubleArray, 8],
    ] as const) {
      assert.equal(kindOf(type, MAX_ARRAY * size), 'structure');
      assert.equal(kindOf(type, (MAX_ARRAY + 1) * size), 'fault');
    }
  });

  it('is an array in the order of its bytes', () => {
    const of = (type: number, bytes: number[]) =>
      scalarOf({ field: 'bytes', value: new Uint8Array(bytes) }, type);
    assert.deepEqual(of(DataType.Int16Array, [0xff, 0xff, 2, 0]), { kind: 'structure', value: [-1, 2] });
    assert.deepEqual(of(DataType.BooleanArray, [3, 0, 0, 0, 0b1010_0000]), {
      kind: 'structure',
      value: [true, false, true],
    });
    assert.deepEqual(of(DataType.StringArray, [...Buffer.from('a\0bc\0')]), {
      kind: 'structure',
      value: ['a', 'bc'],
    });
    assert.deepEqual(of(DataType.Int16Array, [1]), { kind: 'fault', reason: 'wrong-type' });
    assert.deepEqual(of(DataType.BooleanArray, [255, 255, 255, 255]), {
      kind: 'fault',
      reason: 'wrong-type',
    });
  });

  it('is sent only in the range of its type', () => {
    assert.deepEqual(metricValue(255, DataType.UInt8), { field: 'int', value: 255 });
    for (const [value, type] of [
      [256, DataType.UInt8],
      [1.5, DataType.Int32],
      ['x', DataType.Double],
      [1, DataType.Boolean],
      [1, DataType.DataSet],
    ] as const)
      // prettier-ignore
      assert.equal(metricValue(value, type), undefined);
  });
});

describe('the quality of Sparkplug', () => {
  it('is ours', () => {
    const classes = [undefined, 192, 216, 64, 0, 8, 500].map((code) => {
      const { quality, flags } = qualityOf(code === undefined ? undefined : { Quality: code });
      return [quality, ...flags];
    });
    assert.deepEqual(classes, [
      ['good'],
      ['good'],
      ['good'],
      ['uncertain'],
      ['bad'],
      ['bad'],
      ['bad', 'stale'],
    ]);
  });

  it('is never better than ours', () => {
    assert.equal(codeOf({ quality: 'good' }), undefined);
    assert.equal(codeOf({ quality: 'uncertain' }), QUALITY.bad);
    assert.equal(codeOf({ quality: 'bad', flags: ['comm-lost'] }), QUALITY.stale);
  });
});
