import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NodeSession } from '../../../../lib/connectors/sparkplug/host/node-session';
import { placing } from '../../../../lib/connectors/sparkplug/host/placing';
import { DataType } from '../../../../lib/connectors/sparkplug/payload/data-types';
import { decodePayload } from '../../../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import { PayloadFault, type Metric } from '../../../../lib/connectors/sparkplug/payload/payload';
import { MAX_ARRAY } from '../../../../lib/connectors/sparkplug/payload/values';
import { NOW, bdSeq, decoded, double, metHost, newHost, say, typeOf, values } from './fixture';

const reasons = ({ refused }: { refused: readonly { reason: string }[] }): string[] =>
  refused.map(({ reason }) => reason);

describe('a Sparkplug host', () => {
  it('asks once for a rebirth when data come before a birth, and less and less often', () => {
    const host = newHost();
    host.will(NOW);
    host.connected(NOW);
    const early = { type: 'DDATA', device: 'd', seq: 4, metrics: [double('t', 1)] } as const;
    const asked = [0, 1, 4999, 5000, 14_999, 15_000].map((ms) => say(host, early, NOW + ms).publishes.length);
    assert.deepEqual(asked, [1, 0, 0, 1, 0, 1]);
  });

  it('goes on with what comes behind a gap, and asks for a rebirth', () => {
    const host = metHost({ reorderMs: 0 });
    say(host, { type: 'DDATA', device: 'd', seq: 5, metrics: [double('t', 25)] });
    assert.deepEqual(values(host.tick(NOW)), [['d/t', 25]]);
    assert.deepEqual(values(say(host, { type: 'DDATA', device: 'd', seq: 6, metrics: [double('t', 26)] })), [
      ['d/t', 26],
    ]);
  });

  it('takes a number that comes twice for a gap', () => {
    const host = metHost();
    say(host, { type: 'DDATA', device: 'd', seq: 4, metrics: [double('t', 24)] });
    const effects = say(host, { type: 'DDATA', device: 'd', seq: 4, metrics: [double('t', 24.5)] });
    assert.deepEqual(values(effects), [
      ['d/t', 24],
      ['d/t', 24.5],
    ]);
    assert.deepEqual(effects.publishes.map(typeOf), ['NCMD']);
  });

  it('refuses an alias that no birth gave, and asks for a rebirth', () => {
    const host = metHost();
    const unknown = { alias: 77, field: 'double', value: 1 } as const;
    const effects = say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [unknown] });
    assert.deepEqual([values(effects), reasons(effects)], [[], ['unknown-sensor']]);
    assert.deepEqual(effects.events, [{ kind: 'rebirth', group: 'g', node: 'n', why: 'unknown-alias' }]);
  });

  it('keeps an alias of one device from the data of another', () => {
    const host = metHost();
    const effects = say(host, { type: 'NDATA', seq: 2, metrics: [{ alias: 1, field: 'double', value: 1 }] });
    assert.deepEqual([values(effects), reasons(effects)], [[], ['unknown-sensor']]);
  });

  it('ignores the death of a session that is over', () => {
    const host = metHost();
    say(host, { type: 'NBIRTH', seq: 0, metrics: [bdSeq(4), double('load', 8)] });
    const effects = say(host, { type: 'NDEATH', metrics: [bdSeq(3)] });
    assert.deepEqual([values(effects), host.online], [[], 1]);
  });

  it('begins again with a birth that comes twice', () => {
    const host = metHost();
    for (let i = 0; i < 2; i++)
      assert.deepEqual(
        values(say(host, { type: 'NBIRTH', seq: 0, metrics: [bdSeq(3), double('load', 8)] })),
        [['n/load', 8]],
      );
    const effects = say(host, { type: 'DDATA', device: 'd', seq: 1, metrics: [double('t', 1)] });
    assert.deepEqual(reasons(effects), ['unknown-sensor'], 'its devices are to be born again, too');
    assert.equal(host.online, 1);
  });

  it('refuses a metric with a name of 64 kB, and takes its neighbours', () => {
    const metrics = [bdSeq(0), double('x'.repeat(65_536), 1), double('load', 2)];
    const effects = say(newHost(), { type: 'NBIRTH', seq: 0, metrics });
    assert.deepEqual([values(effects), reasons(effects)], [[['n/load', 2]], ['unparseable-payload']]);
  });

  it('refuses a metric whose key another metric has', () => {
    const metrics = [double('Motor Speed', 1), double('motor speed', 2)];
    const effects = say(newHost(), { type: 'NBIRTH', seq: 0, metrics });
    assert.deepEqual(values(effects), [['n/motor-speed', 1]]);
    assert.match(effects.refused[0]?.detail ?? '', /would be n\/motor-speed, as another metric is/);
  });

  it('refuses what is no protobuf, in words, and goes on', () => {
    const host = metHost();
    for (const payload of ['', 'hello', '\xff\xff\xff', '{"online":true}'].map((text) =>
      Buffer.from(text, 'latin1'),
    )) {
      const effects = host.message('spBv1.0/g/NBIRTH/n', payload, NOW);
      assert.deepEqual(reasons(effects), ['unparseable-payload']);
    }
    assert.deepEqual(values(say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [double('t', 1)] })), [
      ['d/t', 1],
    ]);
  });

  it('bounds the metrics of a node and the nodes', () => {
    const few = newHost({ maxMetricsPerNode: 2, maxNodes: 1 });
    const metrics = ['a', 'b', 'c'].map((name) => double(name, 1));
    assert.deepEqual(reasons(say(few, { type: 'NBIRTH', seq: 0, metrics })), ['too-many-readings']);
    const other = few.message('spBv1.0/g/NBIRTH/other', encodePayload({ metrics: [], seq: 0 }), NOW);
    assert.deepEqual(reasons(other), ['too-many-readings']);
  });

  it('refuses a time that cannot be and a value of another type', () => {
    const host = metHost();
    const late = say(host, {
      type: 'DDATA',
      device: 'd',
      seq: 2,
      metrics: [double('t', 1, { timestamp: 5 })],
    });
    assert.deepEqual(reasons(late), ['timestamp-too-old']);
    const text = { name: 't', datatype: 12, field: 'string', value: 'hot' } as const;
    const other = say(host, { type: 'DDATA', device: 'd', seq: 3, metrics: [text] });
    assert.deepEqual([reasons(other), other.publishes.map(typeOf)], [['wrong-type'], ['NCMD']]);
  });

  it('refuses an array beyond its bound, and arrays that are too much together', () => {
    const bits = (name: string, count: number): Metric => {
      const value = new Uint8Array(4 + Math.ceil(count / 8));
      new DataView(value.buffer).setUint32(0, count, true);
      return { name, datatype: DataType.BooleanArray, field: 'bytes', value };
    };
    const birth = (metrics: Metric[]) =>
      new NodeSession('g', 'n', {
        tenant: 'aqua', client: 'scada', maxMetrics: 1000, place: placing('{device}', '{metric}'), claim: () => true, release: () => undefined,
      }).take({ type: 'NBIRTH', group: 'g', node: 'n' }, 'spBv1.0/g/NBIRTH/n', { seq: 0, metrics }, NOW).effects; // prettier-ignore
    const long = birth([bits('a', MAX_ARRAY + 1)]);
    assert.deepEqual([long.events.map(({ kind }) => kind), reasons(long)], [['birth'], ['wrong-type']]);
    const many = birth(Array.from({ length: 12 }, (_, i) => bits(`a${i}`, MAX_ARRAY)));
    assert.equal(many.events.filter(({ kind }) => kind === 'structure').length, 10);
    assert.deepEqual(reasons(many), ['too-many-readings', 'too-many-readings']);
  });

  it('says of a null that what was known is bad', () => {
    const host = metHost();
    const { readings } = say(host, {
      type: 'DDATA',
      device: 'd',
      seq: 2,
      metrics: [{ alias: 1, isNull: true }],
    });
    assert.deepEqual(
      readings.map(({ value, quality }) => [value, quality]),
      [[20, 'bad']],
    );
  });

  it('flags what is from the past, and does not take it for the present', () => {
    const host = metHost();
    const past = double('t', 11, { isHistorical: true, timestamp: NOW - 60_000 });
    const [reading] = say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [past] }).readings;
    assert.deepEqual(
      [reading?.value, reading?.flags, reading?.timestamp],
      [11, ['historical'], NOW - 60_000],
    );
    const [stale] = say(host, { type: 'DDEATH', device: 'd', seq: 3 }).readings;
    assert.equal(stale?.value, 20);
  });

  it('knows nothing of its nodes after a cut, and asks those it knew for their births', () => {
    const host = metHost();
    assert.deepEqual(
      host.disconnected(NOW).readings.map(({ flags }) => flags),
      [
        ['comm-lost', 'stale'],
        ['comm-lost', 'stale'],
      ],
    );
    host.will(NOW);
    assert.deepEqual(host.connected(NOW).publishes.map(typeOf), ['spBv1.0/STATE/scada', 'NCMD']);
  });

  it('names the field of a command that cannot be', () => {
    const host = metHost();
    const to = { group: 'g', node: 'n', device: 'd', metric: 't', value: 1 };
    assert.throws(() => host.command({ ...to, node: 'x' }, NOW), { code: 'unavailable', field: 'node' });
    assert.throws(() => host.command({ ...to, metric: 'x' }, NOW), { code: 'invalid', field: 'metric' });
    assert.throws(() => host.command({ ...to, value: 'hot' }, NOW), { code: 'invalid', field: 'value' });
    assert.equal(decoded(host.command(to, NOW)).metrics[0]?.value, 1);
  });
});

describe('a Sparkplug payload', () => {
  it('throws nothing but its own fault, whatever the bytes', () => {
    const seed = encodePayload({
      timestamp: NOW,
      seq: 1,
      metrics: [double('t', 1, { properties: { Quality: 192 } })],
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(seed.length), (noise, at) => {
        for (const bytes of [
          noise,
          Buffer.concat([seed.subarray(0, at), noise, seed.subarray(at)]),
          seed.subarray(0, at),
        ])
          try {
            decodePayload(bytes);
          } catch (error) {
            assert.ok(error instanceof PayloadFault);
          }
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when it nests templates too deep, and in time', () => {
    const wrap = (tag: number[], inner: Buffer): Buffer => {
      const size: number[] = [];
      for (
        let left = inner.length;
        size.push(left > 127 ? (left & 127) | 128 : left), left > 127;
        left >>= 7
      );
      return Buffer.concat([Buffer.from(tag), Buffer.from(size), inner]);
    };
    let metric: Buffer = Buffer.alloc(0);
    // Template.metrics = 2, Metric.template_value = 18
    for (let i = 0; i < 500; i++) metric = wrap([0x92, 0x01], wrap([0x12], metric));
    const { metrics } = decodePayload(wrap([0x12], metric));
    assert.equal(JSON.stringify(metrics).includes('too-deep'), true);
  });
});
