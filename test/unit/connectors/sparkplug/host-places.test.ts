import assert from 'node:assert/strict';
import type { Metric } from '../../../../lib/connectors/sparkplug/payload/payload';
import { NOW, bdSeq, double, metHost, newHost, say, typeOf, values } from './fixture';

describe('a Sparkplug host that learns of sensors', () => {
  it('sends what comes next to the place that was chosen, and asks for what there is', () => {
    let unit = 'd';
    const host = metHost({ place: ({ metric }) => ({ unit, sensor: metric }) });
    unit = 'hall';
    const { publishes, events } = host.approved([{ group: 'g', node: 'n', device: 'd', metric: 't' }], NOW);
    assert.deepEqual(publishes.map(typeOf), ['NCMD']);
    assert.deepEqual(events, [{ kind: 'rebirth', group: 'g', node: 'n', why: 'approved' }]);
    const next = say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [double('t', 21, { alias: 1 })] });
    assert.deepEqual(values(next), [['hall/t', 21]]);
  });

  it('leaves a metric where it is when another one has the place, and asks nobody who is not there', () => {
    let sensor = '';
    const host = metHost({ place: ({ metric }) => ({ unit: 'plant', sensor: sensor || metric }) });
    sensor = 'load';
    assert.deepEqual(
      host.approved([{ group: 'g', node: 'n', device: 'd', metric: 't' }], NOW).publishes,
      [],
      'load is the node’s own',
    );
    const elsewhere = [
      { group: 'g', node: 'other', metric: 't' },
      { group: 'g', node: 'n', metric: 'unknown' },
    ];
    assert.deepEqual(host.approved(elsewhere, NOW).publishes, []);
    const next = say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [double('t', 21, { alias: 1 })] });
    assert.deepEqual(values(next), [['plant/t', 21]]);
  });

  it('tells of a birth what a sensor needs: type, unit of measure, range and value', () => {
    const flags: Metric = {
      name: 'flags',
      datatype: 32,
      field: 'bytes',
      value: new Uint8Array([1, 0, 0, 0, 128]),
    };
    const none: Metric = { name: 'none', datatype: 10, isNull: true };
    const metrics = [
      bdSeq(0),
      double('speed', 12, { properties: { engUnit: 'rpm', engLow: 0, engHigh: 3000 } }),
      flags,
      none,
    ];
    const [birth] = say(newHost(), { type: 'NBIRTH', seq: 0, metrics }).events.filter(
      ({ kind }) => kind === 'birth',
    );
    assert.ok(birth?.kind === 'birth');
    assert.deepEqual(
      birth.metrics.map(({ place: _, ...metric }) => metric),
      [
        { name: 'speed', type: 'Double', unitOfMeasure: 'rpm', low: 0, high: 3000, value: 12 },
        { name: 'flags', type: 'BooleanArray' },
        { name: 'none', type: 'Double' },
      ],
    );
  });

  it('leaves out a unit of measure that is longer than one is', () => {
    const metrics = [64, 65].map((length) =>
      double(`m${length}`, 1, { properties: { engUnit: 'x'.repeat(length) } }),
    );
    const [birth] = say(newHost(), { type: 'NBIRTH', seq: 0, metrics }).events;
    assert.ok(birth?.kind === 'birth');
    assert.deepEqual(
      birth.metrics.map(({ unitOfMeasure }) => unitOfMeasure?.length),
      [64, undefined],
    );
  });
});
