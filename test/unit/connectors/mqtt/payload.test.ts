import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compilePath } from '../../../../lib/connectors/mqtt/json-path';
import { PayloadDecoder } from '../../../../lib/connectors/mqtt/payload';
import { MqttPoint } from '../../../../lib/connectors/mqtt/spec';
import { MAX_READINGS_PER_MESSAGE } from '../../../../lib/core/reading';

const NOW = Date.UTC(2026, 10, 24, 12);
const TIME = '2026-11-24T11:59:00Z';
const context = {
  tenant: 'aqua',
  topic: 'plant/aqua/boiler-1/temperature',
  place: { unit: 'boiler-1', sensor: 'temperature' },
  device: 'client-1',
  now: NOW,
};

type Form = Partial<MqttPoint>;

function decode(
  payload: string | Buffer,
  form: Form = {},
  place: { unit?: string; sensor?: string } = context.place,
) {
  const decoder = new PayloadDecoder(MqttPoint.parse({ topic: 'plant/aqua/{unit}/{sensor}', ...form }));
  const { unit, sensor } = place;
  return decoder.decode(Buffer.from(payload), { ...context, place: { unit, sensor } });
}

const json = (value: unknown, form?: Form, place?: { unit?: string; sensor?: string }) =>
  decode(JSON.stringify(value), form, place);

describe('an MQTT payload', () => {
  it('is a reading of the tenant of the form and of the place in the topic', () => {
    const { readings, rejections } = json({ value: 71.3, timestamp: TIME, quality: 'uncertain' });
    assert.deepEqual(rejections, []);
    assert.deepEqual(readings, [
      {
        tenant: 'aqua',
        unit: 'boiler-1',
        sensor: 'temperature',
        timestamp: Date.parse(TIME),
        value: 71.3,
        quality: 'uncertain',
        origin: { protocol: 'mqtt', device: 'client-1', address: context.topic, receivedAt: NOW },
      },
    ]);
  });

  it('never brings a tenant of its own', () => {
    assert.equal(json({ value: 1, timestamp: TIME, tenant: 'borealis' }).readings[0]?.tenant, 'aqua');
  });

  it('has value, time and quality where the form says', () => {
    const form = { valuePath: 'd[0].v', timestampPath: 'at', qualityPath: '["q.1"]' };
    const { readings } = json({ d: [{ v: 5 }], at: TIME, 'q.1': 'BAD' }, form);
    assert.deepEqual(
      [readings[0]?.value, readings[0]?.timestamp, readings[0]?.quality],
      [5, Date.parse(TIME), 'bad'],
    );
  });

  const instant = Date.parse(TIME);
  for (const [how, timestamp] of Object.entries({
    'ISO 8601': TIME,
    'ISO 8601 with an offset': '2026-11-24T12:59:00+01:00',
    'ISO 8601 without one, which is UTC': '2026-11-24T11:59:00',
    'epoch milliseconds': instant,
    'epoch seconds': instant / 1000,
    'epoch seconds as text': String(instant / 1000),
  }))
    it(`may have its time as ${how}`, () => {
      assert.equal(json({ value: 1, timestamp }).readings[0]?.timestamp, instant);
    });

  it('is a batch when it is an array: good ones are kept, each bad one has its reason', () => {
    const { readings, rejections } = json([
      { value: 1, timestamp: TIME },
      { value: 'x'.repeat(5000), timestamp: TIME },
      { timestamp: TIME },
      { value: 2, timestamp: TIME },
    ]);
    assert.deepEqual(
      readings.map(({ value }) => value),
      [1, 2],
    );
    assert.deepEqual(
      rejections.map(({ reason }) => reason),
      ['payload-too-large', 'missing-value'],
    );
    assert.deepEqual(
      readings.map(({ ordinal }) => ordinal),
      [undefined, 1],
      'two of one time are both kept',
    );
  });

  it('names its sensor itself where the topic does not', () => {
    const { readings, rejections } = json(
      [
        { value: 1, timestamp: TIME, sensor: 'flow' },
        { value: 2, timestamp: TIME },
        { value: 3, timestamp: TIME, sensor: 'Not a key' },
      ],
      {},
      { unit: 'boiler-1' },
    );
    assert.deepEqual(
      readings.map(({ sensor }) => sensor),
      ['flow'],
    );
    assert.deepEqual(
      rejections.map(({ reason }) => reason),
      ['unknown-sensor', 'unknown-sensor'],
    );
  });

  for (const [format, payload, value] of [
    ['number', ' 21.5\n', 21.5],
    ['number', '-1e3', -1000],
    ['text', 'open', 'open'],
    ['auto', 'true', true],
    ['auto', 'open', 'open'],
  ] as const)
    it(`as ${format}: ${JSON.stringify(payload)} is ${String(value)}, now`, () => {
      const { readings } = decode(payload, { format });
      assert.equal(readings[0]?.value, value);
      assert.equal(readings[0].timestamp, NOW);
      assert.deepEqual(readings[0].flags, ['arrival-time']);
    });

  it('gets the time of arrival only where the form allows it', () => {
    assert.equal(json({ value: 1 }).rejections[0]?.reason, 'missing-timestamp');
    assert.deepEqual(json({ value: 1 }, { missingTimestamp: 'arrival' }).readings[0]?.flags, [
      'arrival-time',
    ]);
  });

  const bad: [what: string, payload: string | Buffer, reason: string, form?: Form][] = [
    ['what is not JSON', '{"value": 1', 'unparseable-payload'],
    ['an empty payload', '', 'unparseable-payload'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0]), 'unparseable-payload'],
    ['a word for a number', 'warm', 'unparseable-payload', { format: 'number' }],
    ['nothing for a number', '', 'unparseable-payload', { format: 'number' }],
    ['NaN', 'NaN', 'not-finite', { format: 'number' }],
    ['Infinity', 'Infinity', 'not-finite', { format: 'number' }],
    ['a number too large for a double', `{"value":1e999,"timestamp":"${TIME}"}`, 'not-finite'],
    ['no value', `{"timestamp":"${TIME}"}`, 'missing-value'],
    ['null', `{"value":null,"timestamp":"${TIME}"}`, 'missing-value'],
    ['an object for a value', `{"value":{},"timestamp":"${TIME}"}`, 'wrong-type'],
    ['a time in 1970', '{"value":1,"timestamp":0}', 'timestamp-too-old'],
    ['a time in 2200', '{"value":1,"timestamp":"2200-01-01T00:00:00Z"}', 'timestamp-in-future'],
    ['a time that is none', '{"value":1,"timestamp":"noon"}', 'bad-timestamp'],
    ['a quality that is none', `{"value":1,"timestamp":"${TIME}","quality":"fine"}`, 'bad-quality'],
    ['10 MB', Buffer.alloc(10 * 1024 * 1024, 0x20), 'payload-too-large'],
    ['too many readings', JSON.stringify(Array(MAX_READINGS_PER_MESSAGE + 1).fill(1)), 'too-many-readings'],
  ];
  for (const [what, payload, reason, form] of bad)
    it(`with ${what} is refused: ${reason}`, () => {
      const { readings, rejections } = decode(payload, form);
      assert.deepEqual(readings, []);
      assert.deepEqual(
        rejections.map((rejection) => rejection.reason),
        [reason],
      );
      assert.equal(rejections[0]?.address, context.topic);
      assert.ok((rejections[0].sample?.length ?? 0) <= 300, 'a sample, not the payload');
    });

  it('may have many values: each is a reading of the sensor that its path names', () => {
    const form = { format: 'flatten', topic: 'plant/aqua/{unit}', timestampPath: 'at' } as const;
    const payload = {
      at: TIME,
      quality: 'uncertain',
      Temp: 71.3,
      motor: { speed: 1480, on: true, note: null },
      phases: [1, 2],
    };
    const { readings, rejections } = json(payload, form, { unit: 'pump-1' });
    assert.deepEqual(rejections, []);
    assert.deepEqual(
      readings.map(({ sensor, value }) => [sensor, value]),
      [
        ['temp', 71.3],
        ['motor.speed', 1480],
        ['motor.on', true],
        ['phases.0', 1],
        ['phases.1', 2],
      ],
    );
    assert.ok(readings.every(({ unit }) => unit === 'pump-1'));
    assert.ok(
      readings.every(({ timestamp, quality }) => timestamp === Date.parse(TIME) && quality === 'uncertain'),
    );
  });

  it('with many values may name its unit, and may be a list of such', () => {
    const form = { format: 'flatten', topic: 'plant/aqua/all' } as const;
    const payload = [
      { unit: 'pump-1', flow: 1, timestamp: TIME },
      { unit: 'pump-2', flow: 2, timestamp: TIME },
    ];
    assert.deepEqual(
      json(payload, form, {}).readings.map(({ unit, sensor, value }) => [unit, sensor, value]),
      [
        ['pump-1', 'flow', 1],
        ['pump-2', 'flow', 2],
      ],
    );
  });

  it('with many values keeps the good ones, and has a reason for each other', () => {
    const form = { format: 'flatten', topic: 'plant/aqua/{unit}' } as const;
    const { readings, rejections } = json({ a: 1, '***': 2, b: 'x'.repeat(5000), timestamp: TIME }, form, {
      unit: 'u',
    });
    assert.deepEqual(
      [readings.length, rejections.map(({ reason }) => reason)],
      [1, ['unknown-sensor', 'payload-too-large']],
    );
    const many = Object.fromEntries(
      Array.from({ length: MAX_READINGS_PER_MESSAGE + 1 }, (_, i) => [`k${i}`, i]),
    );
    assert.equal(json(many, form, { unit: 'u' }).rejections[0]?.reason, 'too-many-readings');
    assert.equal(decode('7', form, { unit: 'u' }).rejections[0]?.reason, 'unparseable-payload');
  });

  it('with many values needs a topic without a sensor', () => {
    assert.throws(() => json({}, { format: 'flatten' }), { code: 'configuration', field: 'topic' });
  });

  it('that the broker had kept is stale when only its arrival is known, and as old as it says otherwise', () => {
    const decoder = (form: Form) =>
      new PayloadDecoder(MqttPoint.parse({ topic: 'plant/aqua/{unit}/{sensor}', ...form }));
    const kept = { ...context, retained: true };
    const [bare] = decoder({ format: 'number' }).decode(Buffer.from('7'), kept).readings;
    assert.deepEqual([bare?.quality, bare?.flags], ['uncertain', ['arrival-time', 'stale']]);
    const bad = JSON.stringify({ value: 1, quality: 'bad', flags: ['stale'] });
    const [worse] = decoder({ missingTimestamp: 'arrival' }).decode(Buffer.from(bad), kept).readings;
    assert.deepEqual([worse?.quality, worse?.flags], ['bad', ['stale', 'arrival-time']]);
    const timed = JSON.stringify({ value: 1, timestamp: TIME });
    const [old] = decoder({}).decode(Buffer.from(timed), kept).readings;
    assert.deepEqual([old?.timestamp, old?.quality, old?.flags], [Date.parse(TIME), 'good', undefined]);
  });

  it('has its user properties in the origin of each reading', () => {
    const decoder = new PayloadDecoder(MqttPoint.parse({ topic: 'plant/aqua/{unit}/{sensor}' }));
    const [first] = decoder.decode(Buffer.from(JSON.stringify({ value: 1, timestamp: TIME })), {
      ...context,
      properties: { site: 'north' },
    }).readings;
    assert.deepEqual(first?.origin?.properties, { site: 'north' });
  });

  it('that is binary is hexadecimal text when its kind is found out, and refused as a text', () => {
    const bytes = Buffer.from([0x01, 0xff, 0x00]);
    assert.equal(decode(bytes, { format: 'auto' }).readings[0]?.value, '0x01ff00');
    assert.equal(decode(bytes, { format: 'text' }).rejections[0]?.reason, 'unparseable-payload');
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { readings, rejections } = decode(Buffer.from(bytes));
          for (const { tenant } of readings) assert.equal(tenant, 'aqua');
          for (const { reason } of rejections) assert.ok(reason);
        },
      ),
    );
  });
});

describe('a path into a payload', () => {
  it('reads names, indexes and quoted names', () => {
    const from = { a: { 'b.c': [10, { d: 'found' }] } };
    assert.equal(compilePath('a["b.c"][1].d', 'valuePath')(from), 'found');
    assert.equal(compilePath('a.x.y', 'valuePath')(from), undefined);
    assert.equal(compilePath('', 'valuePath')(from), undefined);
  });

  it('reads own properties only', () => {
    for (const path of ['constructor', '__proto__.polluted', 'a.toString'])
      assert.equal(compilePath(path, 'valuePath')({ a: 1 }), undefined);
  });

  for (const path of ['a..b', 'a[', 'a[x]', '[""]'])
    it(`refuses "${path}" by the name of the field`, () => {
      assert.throws(() => compilePath(path, 'valuePath'), { code: 'configuration', field: 'valuePath' });
    });
});
