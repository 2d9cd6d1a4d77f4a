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

  it('gives a place to another metric of the node once a birth or a choice left it', () => {
    const chosen = new Map([['a', 'x']]);
    const host = newHost({
      place: ({ metric }) => ({ unit: 'plant', sensor: chosen.get(metric) ?? metric }),
    });
    const born = (...names: string[]) =>
      values(say(host, { type: 'NBIRTH', seq: 0, metrics: names.map((name) => double(name, 1)) }));
    born('a');
    chosen.clear();
    assert.deepEqual(born('x'), [['plant/x', 1]], 'the birth before had it for a');
    const device = (name: string, seq: number) =>
      values(say(host, { type: 'DBIRTH', device: name, seq, metrics: [double('t', 2)] }));
    assert.deepEqual([device('d', 1), device('e', 2)], [[['plant/t', 2]], []]);
    say(host, { type: 'DDEATH', device: 'd', seq: 3 });
    assert.deepEqual(device('e', 4), [['plant/t', 2]]);
    chosen.set('x', 'y');
    host.approved([{ group: 'g', node: 'n', metric: 'x' }], NOW);
    const own = [double('x', 1)];
    assert.deepEqual(values(say(host, { type: 'DBIRTH', device: 'f', seq: 5, metrics: own })), []);
    chosen.set('f', 'x');
    assert.deepEqual(values(say(host, { type: 'DBIRTH', device: 'f', seq: 6, metrics: [double('f', 3)] })), [
      ['plant/x', 3],
    ]);
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
