import assert from 'node:assert/strict';
import { CLAUSES, type ClauseId } from '../../../../scripts/sparkplug-clauses';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import type { Metric } from '../../../../lib/connectors/sparkplug/payload/payload';
import { isId, parseEdgeTopic } from '../../../../lib/connectors/sparkplug/topics';
import {
  NOW, bdSeq, bornEdge, bytes, decoded, double, first, metHost, named, newEdge, newHost, reading, say, typeOf, values,
} from './fixture'; // prettier-ignore

const LATER = NOW + 60_000;
const REBIRTH = 'Node Control/Rebirth';
const STATE = 'spBv1.0/STATE/scada';
const stateOf = (online: boolean, timestamp: number): Buffer =>
  Buffer.from(JSON.stringify({ online, timestamp }));
const rebirth = encodePayload({
  timestamp: NOW,
  metrics: [{ name: REBIRTH, datatype: 11, field: 'boolean', value: true }],
});
const said = (type: 'NBIRTH' | 'DBIRTH' | 'DDATA') => first(bornEdge().said, type);
const flagsOf = (type: 'NBIRTH' | 'DBIRTH' | 'DDATA') => {
  const { qos, retain } = said(type);
  return [qos, retain];
};
const order = (edge: { data: ReturnType<typeof newEdge>['data'] }, metric: Metric, device = 'boiler-1') => {
  const payload = encodePayload({ timestamp: NOW, metrics: [metric] });
  return (edge as ReturnType<typeof newEdge>).message(`spBv1.0/g/DCMD/n/${device}`, payload, NOW);
};
const asked = () => {
  const host = newHost();
  host.will(NOW);
  host.connected(NOW);
  const { publishes } = say(host, { type: 'DDATA', device: 'd', seq: 4, metrics: [double('t', 1)] });
  return first(publishes, 'NCMD');
};
const born = () => {
  const host = newHost();
  const will = host.will(NOW);
  const [birth] = host.connected(NOW + 500).publishes;
  assert.ok(birth);
  return { host, will, birth };
};
const stateIn = (publish: { payload: Buffer | string }) =>
  JSON.parse(String(publish.payload)) as { online: boolean; timestamp: number };
const waiting = (options: { primaryHost?: string } = { primaryHost: 'scada' }) => {
  const edge = newEdge(options);
  edge.will(NOW);
  assert.deepEqual(edge.begin(NOW), []);
  return edge;
};
const death = (value: number) => ({ type: 'NDEATH', metrics: [bdSeq(value)] }) as const;

const checks: Record<ClauseId, () => void> = {
  'intro-group-id-chars': () => {
    for (const id of ['a/b', 'a+', '#', '', 'a\0b']) assert.equal(isId(id), false);
    assert.equal(isId('Group 1 äöü'), true);
  },
  'intro-edge-node-id-chars': () => assert.equal(parseEdgeTopic('spBv1.0/g/NDATA/n+'), undefined),
  'intro-device-id-chars': () => assert.equal(parseEdgeTopic('spBv1.0/g/DDATA/n/d#'), undefined),
  'topic-structure': () => {
    const { refused } = newHost().message('spBv1.0/g/NBIRTH', Buffer.alloc(0), NOW);
    assert.deepEqual(
      refused.map(({ reason }) => reason),
      ['unknown-topic'],
    );
  },
  'payloads-metric-timestamp-in-UTC': () =>
    assert.equal(named(decoded(said('DBIRTH')), 'pressure')?.timestamp, Date.UTC(2026, 10, 23, 9) - 1000),
  'payloads-name-requirement': () => {
    const { refused } = say(newHost(), {
      type: 'NBIRTH',
      seq: 0,
      metrics: [{ alias: 4, datatype: 10, field: 'double', value: 1 }],
    });
    assert.match(refused[0]?.detail ?? '', /no name/);
  },
  'payloads-alias-uniqueness': () => {
    const two = [reading(), reading({ sensor: 'flow' }), reading({ unit: 'pump-1' })];
    const births = bornEdge(two).said.filter((publish) => typeOf(publish) === 'DBIRTH');
    const aliases = births.flatMap((birth) => decoded(birth).metrics.map(({ alias }) => alias));
    assert.equal(new Set(aliases).size, 3);
    const { refused } = say(newHost(), {
      type: 'NBIRTH',
      seq: 0,
      metrics: [double('a', 1, { alias: 1 }), double('b', 1, { alias: 1 })],
    });
    assert.match(refused[0]?.detail ?? '', /alias that another metric has/);
  },
  'payloads-alias-birth-requirement': () => {
    const [metric] = decoded(said('DBIRTH')).metrics;
    assert.deepEqual([metric?.name, metric?.alias], ['pressure', 1]);
  },
  'payloads-alias-data-cmd-requirement': () => {
    const [metric] = decoded(said('DDATA')).metrics;
    assert.deepEqual([metric?.name, metric?.alias], [undefined, 1]);
  },
  'payloads-propertyset-quality-value-type': () => {
    const bad = first(bornEdge([reading({ quality: 'bad' })]).said, 'DDATA');
    // PropertyValue { type: 3, int_value: 0 }
    assert.ok(bytes(bad).includes(Buffer.from([0x08, 0x03, 0x18, 0x00])));
  },
  'payloads-propertyset-quality-value-value': () => {
    const codes = [
      reading({ quality: 'bad' }),
      reading({ quality: 'bad', flags: ['stale'] }),
      reading({ quality: 'uncertain' }),
      reading(),
    ].map((each) => decoded(first(bornEdge([each]).said, 'DDATA')).metrics[0]?.properties?.['Quality']);
    assert.deepEqual(codes, [0, 500, 0, undefined]);
  },
  'payloads-sequence-num-always-included': () =>
    assert.deepEqual(
      bornEdge().said.map((publish) => decoded(publish).seq),
      [0, 1, 2],
    ),
  'payloads-sequence-num-zero-nbirth': () => assert.equal(decoded(said('NBIRTH')).seq, 0),
  'payloads-sequence-num-incrementing': () => {
    const { edge } = bornEdge();
    const numbers = Array.from({ length: 260 }, () => edge.data([reading()], false, NOW).publishes)
      .flat()
      .map((publish) => decoded(publish).seq ?? NaN);
    assert.deepEqual(
      numbers,
      Array.from({ length: 260 }, (_, i) => (i + 3) % 256),
    );
  },
  'topics-nbirth-mqtt': () => assert.deepEqual(flagsOf('NBIRTH'), [0, false]),
  'topics-nbirth-timestamp': () => assert.equal(decoded(said('NBIRTH')).timestamp, NOW),
  'topics-nbirth-metric-reqs': () =>
    assert.deepEqual(
      decoded(said('NBIRTH')).metrics.map(({ name }) => name),
      ['bdSeq', REBIRTH],
    ),
  'topics-nbirth-metrics': () => {
    for (const metric of decoded(said('NBIRTH')).metrics)
      assert.ok(metric.name && metric.datatype && metric.value !== undefined && metric.timestamp === NOW);
  },
  'topics-nbirth-bdseq-included': () => assert.equal(named(decoded(said('NBIRTH')), 'bdSeq')?.datatype, 4),
  'topics-nbirth-bdseq-matching': () => {
    const { will, said: all } = bornEdge();
    const [a, b] = [decoded(will), decoded(first(all, 'NBIRTH'))].map(
      (payload) => named(payload, 'bdSeq')?.value,
    );
    assert.deepEqual([a, b], [0, 0]);
  },
  'topics-nbirth-bdseq-increment': () => {
    const edge = newEdge();
    const numbers = Array.from({ length: 258 }, () => named(decoded(edge.will(NOW)), 'bdSeq')?.value);
    assert.deepEqual(
      numbers,
      Array.from({ length: 258 }, (_, i) => i % 256),
    );
  },
  'topics-nbirth-rebirth-metric': () => {
    const metric = named(decoded(said('NBIRTH')), REBIRTH);
    assert.deepEqual([metric?.datatype, metric?.value], [11, false]);
  },
  'topics-ndeath-payload': () =>
    assert.deepEqual(
      decoded(bornEdge().will).metrics.map(({ name }) => name),
      ['bdSeq'],
    ),
  'topics-ndeath-seq': () => assert.equal(decoded(bornEdge().will).seq, undefined),
  'topics-dbirth-mqtt': () => assert.deepEqual(flagsOf('DBIRTH'), [0, false]),
  'topics-dbirth-timestamp': () => assert.equal(decoded(said('DBIRTH')).timestamp, NOW),
  'topics-dbirth-metrics': () => {
    const [metric] = decoded(said('DBIRTH')).metrics;
    assert.deepEqual([metric?.name, metric?.datatype, metric?.value], ['pressure', 10, 2.5]);
  },
  'topics-dbirth-seq': () => assert.equal(decoded(said('DBIRTH')).seq, 1),
  'topics-ddata-mqtt': () => assert.deepEqual(flagsOf('DDATA'), [0, false]),
  'topics-ddata-seq-num': () => assert.equal(decoded(said('DDATA')).seq, 2),
  'topics-ddata-timestamp': () => assert.equal(decoded(said('DDATA')).timestamp, NOW),
  'topics-ddata-payload': () => {
    const { edge } = bornEdge();
    const next = edge.data([reading({ sensor: 'flow' })], false, NOW).publishes;
    assert.deepEqual(next.map(typeOf), ['DBIRTH', 'DDATA']);
  },
  'topics-ncmd-mqtt': () => assert.deepEqual([asked().qos, asked().retain], [0, false]),
  'topics-ncmd-timestamp': () => assert.equal(decoded(asked()).timestamp, NOW),
  'topics-ncmd-payload': () => assert.equal(decoded(asked()).metrics.length, 1),
  'topics-dcmd-mqtt': () => {
    const { qos, retain } = metHost().command(
      { group: 'g', node: 'n', device: 'd', metric: 't', value: 1 },
      NOW,
    );
    assert.deepEqual([qos, retain], [0, false]);
  },
  'topics-dcmd-payload': () => {
    const publish = metHost().command({ group: 'g', node: 'n', device: 'd', metric: 't', value: 1 }, NOW);
    assert.equal(publish.topic, 'spBv1.0/g/DCMD/n/d');
    assert.deepEqual(decoded(publish).metrics, [
      { alias: 1, timestamp: NOW, datatype: 10, field: 'double', value: 1 },
    ]);
  },
  'payloads-ncmd-seq': () => assert.equal(decoded(asked()).seq, undefined),
  'payloads-ndeath-will-message-qos': () => assert.equal(bornEdge().will.qos, 1),
  'payloads-ndeath-will-message-retain': () => assert.equal(bornEdge().will.retain, false),
  'payloads-dbirth-order': () => assert.deepEqual(bornEdge().said.map(typeOf), ['NBIRTH', 'DBIRTH', 'DDATA']),
  'message-flow-edge-node-birth-publish-will-message-topic': () =>
    assert.equal(bornEdge().will.topic, 'spBv1.0/g/NDEATH/n'),
  'message-flow-edge-node-ncmd-subscribe': () => assert.equal(newEdge().filters[0], 'spBv1.0/g/NCMD/n'),
  'message-flow-device-dcmd-subscribe': () => assert.equal(newEdge().filters[1], 'spBv1.0/g/DCMD/n/+'),
  'message-flow-device-birth-publish-dbirth-match-edge-node-topic': () =>
    assert.equal(said('DBIRTH').topic, 'spBv1.0/g/DBIRTH/n/boiler-1'),
  'message-flow-edge-node-birth-publish-phid-wait': () =>
    assert.deepEqual(waiting().data([reading()], false, NOW).publishes, []),
  'message-flow-edge-node-birth-publish-phid-wait-id': () => {
    const edge = waiting();
    assert.deepEqual(edge.message('spBv1.0/STATE/other', stateOf(true, NOW), NOW).publishes, []);
    assert.equal(edge.filters.at(-1), STATE);
  },
  'message-flow-edge-node-birth-publish-phid-wait-online': () => {
    const { publishes } = waiting().message(STATE, stateOf(true, NOW), NOW);
    assert.deepEqual(publishes.map(typeOf), ['NBIRTH']);
  },
  'message-flow-edge-node-birth-publish-phid-wait-timestamp': () => {
    const edge = waiting();
    edge.message(STATE, stateOf(true, LATER), NOW);
    assert.equal(edge.message(STATE, stateOf(false, NOW), NOW).reconnect, false);
    assert.equal(edge.isOnline, true);
  },
  'message-flow-edge-node-birth-publish-phid-offline': () => {
    const edge = waiting();
    edge.message(STATE, stateOf(true, NOW), NOW);
    const { publishes, reconnect } = edge.message(STATE, stateOf(false, NOW), LATER);
    assert.deepEqual([publishes.map(typeOf), reconnect, edge.isOnline], [['NDEATH'], true, false]);
  },
  'operational-behavior-edge-node-intentional-disconnect-ndeath': () => {
    const { edge } = bornEdge();
    assert.deepEqual(edge.farewell(NOW).map(typeOf), ['NDEATH']);
    assert.deepEqual(edge.data([reading()], false, NOW).publishes, []);
  },
  'message-flow-device-birth-publish-nbirth-wait': () => {
    const { edge } = bornEdge([reading(), reading({ unit: 'pump-1' })]);
    edge.disconnected();
    edge.will(NOW);
    assert.deepEqual(edge.begin(NOW).map(typeOf), ['NBIRTH', 'DBIRTH', 'DBIRTH']);
  },
  'operational-behavior-data-publish-dbirth-values': () => {
    const { edge } = bornEdge();
    edge.data([reading({ value: 3, timestamp: NOW })], false, NOW);
    edge.data([reading({ value: 1, timestamp: NOW - 9000 })], true, NOW);
    const births = edge.message('spBv1.0/g/NCMD/n', rebirth, NOW).publishes;
    assert.equal(named(decoded(first(births, 'DBIRTH')), 'pressure')?.value, 3);
  },
  'operational-behavior-data-commands-rebirth-action-1': () => {
    const births = bornEdge().edge.message('spBv1.0/g/NCMD/n', rebirth, NOW).publishes;
    assert.equal(
      births.some((publish) => typeOf(publish) === 'DDATA'),
      false,
    );
  },
  'operational-behavior-data-commands-rebirth-action-2': () => {
    const births = bornEdge().edge.message('spBv1.0/g/NCMD/n', rebirth, NOW).publishes;
    assert.deepEqual(
      births.map((publish) => [typeOf(publish), decoded(publish).seq]),
      [
        ['NBIRTH', 0],
        ['DBIRTH', 1],
      ],
    );
  },
  'operational-behavior-data-commands-rebirth-action-3': () => {
    const { edge } = bornEdge();
    edge.disconnected();
    edge.will(NOW);
    edge.begin(NOW);
    const births = edge.message('spBv1.0/g/NCMD/n', rebirth, NOW).publishes;
    assert.equal(named(decoded(first(births, 'NBIRTH')), 'bdSeq')?.value, 1);
  },
  'operational-behavior-data-commands-dcmd-metric-name': () => {
    const { edge } = bornEdge();
    assert.deepEqual(order(edge, double('pressure', 4)).commands, [
      { unit: 'boiler-1', sensor: 'pressure', value: 4 },
    ]);
    for (const [metric, device] of [
      [double('flow', 4), 'boiler-1'],
      [double('', 4, { alias: 1 }), 'pump-1'],
    ] as const) {
      const { commands, refused } = order(edge, metric, device);
      assert.deepEqual([commands.length, refused.length], [0, 1]);
    }
  },
  'operational-behavior-data-commands-dcmd-metric-value': () => {
    const { commands, refused } = order(bornEdge().edge, {
      name: 'pressure',
      datatype: 12,
      field: 'string',
      value: 'x',
    });
    assert.deepEqual([commands, refused], [[], ['A command for boiler-1/pressure is no Double.']]);
  },
  'operational-behavior-data-commands-ncmd-rebirth-verb': () =>
    assert.equal(asked().topic, 'spBv1.0/g/NCMD/n'),
  'operational-behavior-data-commands-ncmd-rebirth-name': () =>
    assert.deepEqual(
      decoded(asked()).metrics.map(({ name, alias }) => [name, alias]),
      [[REBIRTH, undefined]],
    ),
  'operational-behavior-data-commands-ncmd-rebirth-value': () => {
    const [metric] = decoded(asked()).metrics;
    assert.deepEqual([metric?.datatype, metric?.value], [11, true]);
  },
  'host-topic-phid-birth-topic': () => assert.equal(born().birth.topic, STATE),
  'host-topic-phid-birth-sub-required': () => assert.equal(newHost().filters[0], STATE),
  'host-topic-phid-birth-qos': () => assert.equal(born().birth.qos, 1),
  'host-topic-phid-birth-retain': () => assert.equal(born().birth.retain, true),
  'host-topic-phid-birth-payload': () => assert.equal(stateIn(born().birth).online, true),
  'host-topic-phid-birth-payload-timestamp': () => {
    const { birth, will } = born();
    assert.deepEqual([stateIn(birth).timestamp, stateIn(will).timestamp], [NOW, NOW]);
  },
  'host-topic-phid-death-topic': () => assert.equal(born().will.topic, STATE),
  'host-topic-phid-death-qos': () => assert.equal(born().will.qos, 1),
  'host-topic-phid-death-retain': () => assert.equal(born().will.retain, true),
  'host-topic-phid-death-payload': () =>
    assert.deepEqual(stateIn(born().will), { online: false, timestamp: NOW }),
  'host-topic-phid-death-payload-timestamp-disconnect-clean': () =>
    assert.deepEqual(stateIn(born().host.farewell(LATER)), { online: false, timestamp: LATER }),
  'message-flow-phid-sparkplug-subscription': () => {
    assert.deepEqual(newHost().filters, [STATE, 'spBv1.0/#']);
    assert.deepEqual(newHost({ groups: ['a', 'b'] }).filters, [STATE, 'spBv1.0/a/#', 'spBv1.0/b/#']);
  },
  'message-flow-hid-sparkplug-state-message-delivered': () => {
    const [again] = born().host.message(STATE, stateOf(false, NOW), LATER).publishes;
    assert.deepEqual(
      again && stateIn(again),
      { online: true, timestamp: NOW },
      'as its will, which came after',
    );
    const later = born().host.message(STATE, stateOf(false, LATER), LATER);
    assert.deepEqual(later.publishes.map(stateIn), [{ online: true, timestamp: LATER }]);
    assert.equal(later.reconnect, true, 'its will would not be heard behind that');
    const { host } = born();
    host.farewell(NOW);
    assert.deepEqual(host.message(STATE, stateOf(false, NOW), LATER).publishes, [], 'but not when it goes');
  },
  'operational-behavior-edge-node-termination-host-action-ndeath-node-offline': () => {
    const host = metHost();
    const earlier = say(host, death(2));
    assert.deepEqual([earlier.readings, earlier.refused.length, host.online], [[], 1, 1]);
    const { events, readings } = say(host, { ...death(3), timestamp: NOW - 5000 }, LATER);
    assert.deepEqual(events, [{ kind: 'death', group: 'g', node: 'n' }]);
    assert.deepEqual(
      readings.map(({ timestamp }) => timestamp),
      [LATER, LATER],
    );
    assert.equal(host.online, 0);
  },
  'operational-behavior-edge-node-termination-host-action-ndeath-devices-offline': () => {
    const host = metHost();
    say(host, death(3));
    const { readings, refused } = say(host, {
      type: 'DDATA',
      device: 'd',
      seq: 2,
      metrics: [double('t', 1)],
    });
    assert.deepEqual([readings, refused.map(({ detail }) => detail)], [[], ['it came before a birth']]);
  },
  'operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale': () => {
    const node = say(metHost(), death(3)).readings.find(({ unit }) => unit === 'n');
    assert.deepEqual([node?.value, node?.quality, node?.flags], [7, 'bad', ['comm-lost', 'stale']]);
  },
  'operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale': () => {
    const device = say(metHost(), death(3)).readings.find(({ unit }) => unit === 'd');
    assert.deepEqual([device?.value, device?.quality, device?.flags], [20, 'bad', ['comm-lost', 'stale']]);
  },
  'operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale': () => {
    const { readings } = say(metHost(), { type: 'DDEATH', device: 'd', seq: 2 });
    assert.deepEqual(
      readings.map(({ unit, flags }) => [unit, flags]),
      [['d', ['comm-lost', 'stale']]],
    );
  },
  'payloads-ndeath-bdseq': () => {
    const { edge, will } = bornEdge();
    const [goodbye] = edge.farewell(NOW);
    assert.ok(goodbye);
    assert.deepEqual(
      [decoded(will), decoded(goodbye)].map((payload) => named(payload, 'bdSeq')?.value),
      [0, 0],
    );
  },
  'operational-behavior-host-reordering-param': () => {
    const host = metHost({ reorderMs: 500 });
    say(host, { type: 'DDATA', device: 'd', seq: 3, metrics: [double('t', 22)] });
    assert.deepEqual(host.tick(NOW + 499).publishes, []);
    assert.equal(host.tick(NOW + 500).publishes.length, 1);
  },
  'operational-behavior-host-reordering-start': () => {
    const host = metHost();
    assert.deepEqual(
      values(say(host, { type: 'DDATA', device: 'd', seq: 3, metrics: [double('t', 22)] })),
      [],
    );
  },
  'operational-behavior-host-reordering-rebirth': () => {
    const host = metHost();
    say(host, { type: 'DDATA', device: 'd', seq: 3, metrics: [double('t', 22)] });
    const effects = host.tick(NOW + 2000);
    assert.deepEqual(effects.events, [{ kind: 'rebirth', group: 'g', node: 'n', why: 'sequence-gap' }]);
    assert.deepEqual([effects.publishes.map(typeOf), values(effects)], [['NCMD'], [['d/t', 22]]]);
  },
  'operational-behavior-host-reordering-success': () => {
    const host = metHost();
    say(host, { type: 'DDATA', device: 'd', seq: 3, metrics: [double('t', 22)] });
    const effects = say(host, { type: 'DDATA', device: 'd', seq: 2, metrics: [double('t', 21)] });
    assert.deepEqual(values(effects), [
      ['d/t', 21],
      ['d/t', 22],
    ]);
    assert.deepEqual(host.tick(NOW + 9000).publishes, []);
  },
};

describe('Sparkplug 3.0', () => {
  for (const id of Object.keys(CLAUSES) as ClauseId[]) it(`tck-id-${id}: ${CLAUSES[id]}`, checks[id]);
});
