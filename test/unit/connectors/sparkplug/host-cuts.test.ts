import assert from 'node:assert/strict';
import { PrimaryHost } from '../../../../lib/connectors/sparkplug/edge/primary-host';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import { parseState, type Publish } from '../../../../lib/connectors/sparkplug/topics';
import { NOW, bdSeq, double, metHost, newHost, say, values } from './fixture';

const STATE = 'spBv1.0/STATE/scada';
const stateIn = ({ payload }: Publish) => {
  const said = parseState(Buffer.from(payload), NOW);
  assert.ok(said);
  return said;
};
const offline = (timestamp: number) => Buffer.from(JSON.stringify({ online: false, timestamp }));

describe('the state of a Sparkplug host', () => {
  it('that is killed behind a contradiction is believed to be offline: its will is not older than what it said', () => {
    const edge = new PrimaryHost();
    const host = newHost();
    const will = host.will(NOW);
    const said = [
      ...host.connected(NOW + 50).publishes,
      // What the broker kept of the session before.
      ...host.message(STATE, offline(NOW - 60_000), NOW + 60).publishes,
    ];
    for (const publish of said) edge.hear(stateIn(publish));
    assert.equal(edge.isOnline, true);
    assert.equal(edge.hear(stateIn(will)), 'offline');
  });

  it('connects anew when somebody says later than its will that it is gone, and is heard then', () => {
    const ahead = NOW + 3_600_000;
    const host = newHost();
    host.will(NOW);
    host.connected(NOW);
    const effects = host.message(STATE, offline(ahead), NOW + 10);
    assert.deepEqual(effects.publishes.map(stateIn), [{ online: true, timestamp: ahead }]);
    assert.equal(effects.reconnect, true);
    assert.equal(host.message(STATE, offline(ahead), NOW + 20).reconnect, undefined, 'not twice');
    host.disconnected(NOW + 30);
    assert.deepEqual(stateIn(host.will(NOW + 1000)), { online: false, timestamp: ahead });
    host.connected(NOW + 1010);
    const again = host.message(STATE, offline(ahead), NOW + 1020);
    assert.deepEqual(
      [again.publishes.map(stateIn), again.reconnect],
      [[{ online: true, timestamp: ahead }], undefined],
      'what the broker kept is answered without another connection',
    );
    assert.equal(stateIn(host.farewell(NOW + 2000)).timestamp, ahead);
  });
});

describe('metrics after a short cut', () => {
  const birth = (host: ReturnType<typeof newHost>, now: number, more = {}) =>
    say(host, { type: 'NBIRTH', seq: 0, metrics: [bdSeq(4), double('load', 8, { timestamp: NOW - 500, ...more })] }, now); // prettier-ignore

  it('are good again with the birth, though their values are older than the cut', () => {
    const host = metHost();
    const [lost] = host.disconnected(NOW + 1000).readings;
    assert.deepEqual([lost?.quality, lost?.timestamp], ['bad', NOW + 1000]);
    host.will(NOW + 1000);
    host.connected(NOW + 1000);
    const [back] = birth(host, NOW + 1000).readings;
    assert.deepEqual(
      [back?.value, back?.quality, back?.timestamp, back?.flags],
      [8, 'good', NOW + 1001, ['arrival-time']],
      'later than the loss, though the clock stands still',
    );
    const [later] = birth(host, NOW + 9000).readings;
    assert.equal(later?.timestamp, NOW - 500, 'nothing was lost since the birth before');
  });

  it('keep their time when another device was lost than theirs', () => {
    const host = metHost();
    say(host, { type: 'DDEATH', device: 'd', seq: 2 }, NOW + 100);
    const [node] = birth(host, NOW + 200).readings;
    assert.deepEqual([node?.timestamp, node?.flags], [NOW - 500, undefined]);
    const metrics = [double('t', 20, { timestamp: NOW - 10 })];
    const times = [1, 2].map(
      (seq) => say(host, { type: 'DBIRTH', device: 'd', seq, metrics }, NOW + 300).readings[0]?.timestamp,
    );
    assert.deepEqual(times, [NOW + 300, NOW - 10], 'the first birth behind the loss only');
  });

  it('keep the time of what is newer than the cut, and of what is historical', () => {
    const host = metHost();
    host.disconnected(NOW + 1000);
    const [fresh] = birth(host, NOW + 3000, { timestamp: NOW + 2000 }).readings;
    assert.deepEqual([fresh?.timestamp, fresh?.flags], [NOW + 2000, undefined]);
    const [old] = birth(host, NOW + 3000, { isHistorical: true }).readings;
    assert.deepEqual([old?.timestamp, old?.flags], [NOW - 500, ['historical']]);
  });

  it('of a device that died are good again with its birth', () => {
    const host = metHost();
    say(host, { type: 'DDEATH', device: 'd', seq: 2 }, NOW + 100);
    const metrics = [double('t', 20, { timestamp: NOW - 10 })];
    const [back] = say(host, { type: 'DBIRTH', device: 'd', seq: 3, metrics }, NOW + 200).readings;
    assert.deepEqual([back?.quality, back?.timestamp], ['good', NOW + 200]);
  });
});

describe('messages that wait for one before them', () => {
  const held = () => {
    const host = metHost();
    assert.deepEqual(
      values(say(host, { type: 'DDATA', device: 'd', seq: 4, metrics: [double('t', 24)] })),
      [],
    );
    return host;
  };

  it('are used when the node is born again', () => {
    const effects = say(held(), { type: 'NBIRTH', seq: 0, metrics: [bdSeq(4), double('load', 8)] });
    assert.deepEqual(values(effects), [
      ['d/t', 24],
      ['n/load', 8],
    ]);
    assert.deepEqual(effects.publishes, [], 'it was just born');
  });

  it('are used when the node dies, and not at the death of an earlier session', () => {
    const host = held();
    assert.deepEqual(values(say(host, { type: 'NDEATH', metrics: [bdSeq(2)] })), []);
    const effects = say(host, { type: 'NDEATH', metrics: [bdSeq(3)] });
    assert.deepEqual(
      effects.readings.map(({ unit, value, quality }) => [unit, value, quality]),
      [
        ['d', 24, 'good'],
        ['n', 7, 'bad'],
        ['d', 24, 'bad'],
      ],
    );
    assert.deepEqual(effects.publishes, [], 'who is dead is asked for nothing');
  });

  it('are used when the host is cut off', () => {
    const effects = held().disconnected(NOW + 5);
    assert.deepEqual(values(effects), [
      ['d/t', 24],
      ['n/load', 7],
      ['d/t', 24],
    ]);
  });
});

describe('the room of a Sparkplug host', () => {
  const other = (host: ReturnType<typeof newHost>, node: string, name = 'load') =>
    host.message(
      `spBv1.0/g/NBIRTH/${node}`,
      encodePayload({ timestamp: NOW, metrics: [bdSeq(0), double(name, 1)], seq: 0 }),
      NOW,
    );

  it('gives the place of a node that is gone to the next that has the same one', () => {
    const host = metHost({ place: ({ metric }) => ({ unit: 'plant', sensor: metric }) });
    assert.deepEqual(values(other(host, 'm')), [], 'while it is there, it has its place');
    say(host, { type: 'NDEATH', metrics: [bdSeq(3)] });
    assert.deepEqual(values(other(host, 'm')), [['plant/load', 1]]);
    const back = say(host, { type: 'NBIRTH', seq: 0, metrics: [bdSeq(4), double('load', 8)] });
    assert.deepEqual([values(back), back.refused.length], [[], 1]);
  });

  it('drops a node that is not there for one that comes', () => {
    const host = metHost({ maxNodes: 2 });
    other(host, 'm');
    assert.equal(other(host, 'x').refused[0]?.reason, 'too-many-readings', 'both are there');
    say(host, { type: 'NDEATH', metrics: [bdSeq(3)] });
    assert.deepEqual(values(other(host, 'x')), [['x/load', 1]]);
    assert.deepEqual([host.known, host.online], [2, 2]);
  });
});
