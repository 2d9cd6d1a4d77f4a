import assert from 'node:assert/strict';
import { get } from 'sparkplug-payload';
import { DataType } from '../../../../lib/connectors/sparkplug/payload/data-types';
import { decodePayload } from '../../../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import { metricValue, scalarOf } from '../../../../lib/connectors/sparkplug/payload/values';
import { QUALITY, codeOf, qualityOf } from '../../../../lib/connectors/sparkplug/quality';
import { NOW } from './fixture';

/** The Eclipse Foundation's own coder: another's work, with which ours must agree. */
const theirs = get('spBv1.0');
assert.ok(theirs);

type TheirMetric = Parameters<typeof theirs.encodePayload>[0]['metrics'] extends
  (infer M)[] | null | undefined
  ? M
  : never;
const fromThem = (metric: object) =>
  decodePayload(theirs.encodePayload({ timestamp: NOW, seq: 3, metrics: [metric as TheirMetric] }))
    .metrics[0];
const valueOf = (type: string, value: unknown) => {
  const metric = fromThem({ name: 'm', type, value });
  assert.ok(metric);
  const scalar = scalarOf(metric, DataType[type as keyof typeof DataType]);
  return scalar.kind === 'fault' ? scalar.reason : scalar.value;
};

describe('the payload of Sparkplug, beside the coder of the Eclipse Foundation', () => {
  const scalars: [type: string, value: unknown][] = [
    ['Int8', -128], ['Int16', -32_768], ['Int32', -2_147_483_648], ['Int64', -5_000_000_000], ['UInt8', 255],
    ['UInt16', 65_535], ['UInt32', 4_294_967_295], ['UInt64', 5_000_000_000], ['Double', 71.25], ['Float', 0.5],
    ['Boolean', true], ['Boolean', false], ['String', 'Kessel äöü'], ['Text', ''], ['UUID', '0-1-2'], ['DateTime', NOW],
  ]; // prettier-ignore
  for (const [type, value] of scalars)
    it(`reads ${type} ${JSON.stringify(value)}`, () => assert.equal(valueOf(type, value), value));

  it('reads a data set', () => {
    const value = { numOfColumns: 2, columns: ['a', 'b'], types: ['Int32', 'String'], rows: [[1, 'x'], [2, 'y']] }; // prettier-ignore
    assert.deepEqual(valueOf('DataSet', value), {
      columns: ['a', 'b'],
      types: [3, 12],
      rows: [
        [1, 'x'],
        [2, 'y'],
      ],
    });
  });

  it('reads bytes as hexadecimal text', () => {
    assert.equal(valueOf('Bytes', new Uint8Array([1, 255])), '0x01ff');
  });

  it('reads a template with members and parameters', () => {
    const value = {
      version: '1',
      templateRef: 'Motor',
      isDefinition: false,
      metrics: [{ name: 'speed', type: 'Int32', value: 1480 }],
      parameters: [{ name: 'maker', type: 'String', value: 'ACME' }],
    };
    const metric = fromThem({ name: 'motor', type: 'Template', value });
    assert.deepEqual(metric?.value, {
      version: '1',
      ref: 'Motor',
      isDefinition: false,
      metrics: [{ name: 'speed', datatype: 3, field: 'int', value: 1480 }],
      parameters: { maker: 'ACME' },
    });
  });

  it('reads properties', () => {
    const metric = fromThem({
      name: 'm',
      type: 'Double',
      value: 1,
      properties: { Quality: { type: 'Int32', value: 500 }, engUnit: { type: 'String', value: 'bar' } },
    });
    assert.deepEqual({ ...metric?.properties }, { Quality: 500, engUnit: 'bar' });
  });

  it('writes negative integers of 64 bits so that it reads them again', () => {
    const bytes = encodePayload({ metrics: [{ datatype: 4, field: 'long', value: -9_000_000_000 }] });
    assert.equal(decodePayload(bytes).metrics[0]?.value, -9_000_000_000);
  });

  it('writes what they read', () => {
    const said = theirs.decodePayload(
      encodePayload({
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
          { name: 'b', datatype: 3, field: 'int', value: -5, properties: { Quality: 0, engUnit: 'bar' } },
          { name: 'c', datatype: 4, field: 'long', value: 9_000_000_000 },
          { name: 'd', datatype: 11, field: 'boolean', value: false },
          { name: 'e', datatype: 12, field: 'string', value: 'ü' },
          { name: 'f', datatype: 10, isNull: true },
        ],
      }),
    );
    assert.equal(Number(said.seq), 255);
    assert.deepEqual(
      said.metrics?.map(({ value }) => (typeof value === 'object' && value ? Number(value) : value)),
      [1.5, -5, 9_000_000_000, false, 'ü', null],
    );
    const [a, b] = said.metrics ?? [];
    assert.deepEqual([a?.isHistorical, Number(a?.alias)], [true, 7]);
    assert.deepEqual(b?.properties, {
      Quality: { type: 'Int32', value: 0 },
      engUnit: { type: 'String', value: 'bar' },
    });
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
