import assert from 'node:assert/strict';
import { OutstationChannel } from '../../../../lib/dnp3/outstation/channel';
import { PointDatabase } from '../../../../lib/dnp3/outstation/database';
import { Outstation, type OutstationIdentity } from '../../../../lib/dnp3/outstation/outstation';
import { formatFrame, type LinkFrame } from '../../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../../lib/dnp3/link/parser';
import { hexOf, NOON, octetsOf } from '../../../support/dnp3/conversation';
import { latchOn, requests } from '../../../support/dnp3/fragments';
import type { Now } from '../../../../lib/dnp3/machine';

const NOW: Now = { mono: 1_000, utc: NOON };
const later = (ms: number): Now => ({ mono: NOW.mono + ms, utc: NOON + ms });

const station = (more: Partial<OutstationIdentity> = {}): Outstation =>
  new Outstation({
    address: 10,
    masters: [1],
    database: new PointDatabase(),
    options: { unsolicited: false, needTime: false },
    ...more,
  });

/** A fragment of a request as a frame of one segment. */
function frame(fragment: Uint8Array, more: Partial<LinkFrame> = {}): Uint8Array {
  const data = Uint8Array.from([0xc0, ...fragment]);
  return formatFrame({
    dir: true,
    prm: true,
    fcb: false,
    fcv: false,
    function: 4,
    destination: 10,
    source: 1,
    data,
    ...more,
  });
}

/** What the channel writes: from whom to whom, and the fragment. */
function written(channel: OutstationChannel): string[] {
  const parser = new FrameParser();
  return channel
    .take()
    .flatMap((effect) => (effect.kind === 'write' ? parser.push(effect.octets) : []))
    .map(({ source, destination, data }) => `${source}>${destination} ${hexOf(data.subarray(1))}`);
}

const closings = (channel: OutstationChannel): string[] =>
  channel.take().flatMap((effect) => (effect.kind === 'close' ? [effect.reason] : []));

const ANSWER = '81 80 00 34 02 07 01 00 00';

describe('outstation: a connection', () => {
  it('V4: speaks first where only one master is served', () => {
    const channel = new OutstationChannel({ outstations: [station({ options: {} })] });
    channel.opened(NOW);
    const [first] = channel.take().filter(({ kind }) => kind === 'write');
    assert.ok(first?.kind === 'write');
    const control = octetsOf('05 64 0a 44 01 00 0a 00 6e 25');
    assert.equal(hexOf(first.octets.subarray(0, 10)), hexOf(control));
    assert.equal(hexOf(first.octets.subarray(11, 15)), 'f0 82 90 00');
  });

  it('waits for a frame where there may be several masters', () => {
    for (const masters of [[1, 2], 'any'] as const) {
      const channel = new OutstationChannel({ outstations: [station({ masters, options: {} })] });
      channel.opened(NOW);
      assert.deepEqual(written(channel), []);
      channel.received(frame(requests.delayMeasure(3), { source: 2 }), NOW);
      assert.equal(written(channel)[0], '10>2 f0 82 90 00');
    }
  });

  it('§1.7 several outstations on one connection answer for themselves', () => {
    const channel = new OutstationChannel({ outstations: [station(), station({ address: 11 })] });
    channel.opened(NOW);
    channel.received(frame(requests.delayMeasure(3), { destination: 11 }), NOW);
    assert.deepEqual(written(channel), [`11>1 c3 ${ANSWER}`]);
    channel.received(frame(requests.delayMeasure(4)), NOW);
    assert.deepEqual(written(channel), [`10>1 c4 ${ANSWER}`]);
  });

  it('frames of unknown masters, to others, or of outstations are dropped and counted', () => {
    const channel = new OutstationChannel({ outstations: [station()] });
    channel.opened(NOW);
    channel.received(frame(requests.delayMeasure(1), { source: 2 }), NOW);
    channel.received(frame(requests.delayMeasure(1), { destination: 12 }), NOW);
    channel.received(frame(requests.delayMeasure(1), { dir: false }), NOW);
    channel.received(octetsOf('05 64 00 00'), NOW);
    assert.deepEqual(written(channel), []);
    assert.equal(channel.counts.droppedFrames, 3);
    assert.equal(channel.counts.frames, 3);
  });

  it('any master: at most eight are served at once, and one that left makes room', () => {
    const outstation = station({ masters: 'any' });
    const channel = new OutstationChannel({ outstations: [outstation] });
    channel.opened(NOW);
    for (let source = 1; source <= 9; source++)
      channel.received(frame(requests.delayMeasure(1), { source }), NOW);
    assert.equal(written(channel).length, 8);
    assert.equal(outstation.sessions.length, 8);
    channel.closed();
    channel.opened(NOW);
    channel.received(frame(requests.delayMeasure(1), { source: 9 }), NOW);
    assert.equal(written(channel).length, 1);
    assert.equal(outstation.sessions.length, 8);
  });

  it('§1.7 the self-address is that of the only outstation, when it is switched on', () => {
    const asked = frame(requests.delayMeasure(3), { destination: 0xfffc });
    for (const [selfAddress, answers] of [[true, [`10>1 c3 ${ANSWER}`]], [false, []]] as const) {
      const channel = new OutstationChannel({ outstations: [station()], link: { selfAddress } });
      channel.opened(NOW);
      channel.received(asked, NOW);
      assert.deepEqual(written(channel), answers);
    }
  }); // prettier-ignore

  it('§5.8 a broadcast goes to all outstations, and none answers', () => {
    const channel = new OutstationChannel({ outstations: [station(), station({ address: 11 })] });
    channel.opened(NOW);
    channel.received(frame(requests.clearRestart(3), { destination: 0xfffd }), NOW);
    assert.deepEqual(written(channel), []);
    for (const destination of [10, 11]) {
      channel.received(frame(requests.recordCurrentTime(4), { destination }), NOW);
      assert.deepEqual(written(channel), [`${destination}>1 c4 81 01 00`]);
    }
  });

  it('§5.11 a newer connection of the same master replaces the one before', () => {
    const outstation = station();
    let stirred = 0;
    const before = new OutstationChannel({ outstations: [outstation], stirred: () => stirred++ });
    const after = new OutstationChannel({ outstations: [outstation] });
    before.opened(NOW);
    after.opened(NOW);
    assert.equal(stirred, 0, 'whoever says nothing replaces nobody');
    after.received(frame(requests.delayMeasure(3)), NOW);
    assert.equal(written(after).length, 1);
    assert.equal(stirred, 1);
    assert.deepEqual(closings(before), ['master 1 has connected anew']);
    before.closed();
    after.received(frame(requests.delayMeasure(4)), NOW);
    assert.equal(written(after).length, 1, 'the end of the first does not touch the second');
  });

  it('events outlive the connection on which they were sent', () => {
    const database = new PointDatabase();
    database.define('binary-input', 0, { class: 1, eventVariation: 1 });
    const channel = new OutstationChannel({ outstations: [station({ database })] });
    for (let connection = 0; connection < 2; connection++) {
      channel.opened(NOW);
      if (connection === 0) database.update('binary-input', 0, { value: true }, NOW);
      channel.received(frame(requests.eventPoll(0)), NOW);
      assert.deepEqual(written(channel), ['10>1 e0 81 80 00 02 01 17 01 00 81']);
      channel.closed();
    }
  });

  it('an event stirs the channel, which says it when it is woken', () => {
    const database = new PointDatabase();
    database.define('binary-input', 0, { class: 1, eventVariation: 1 });
    const options = { needTime: false, unsolicitedClasses: [1] as const };
    let stirred = 0;
    const channel = new OutstationChannel({
      outstations: [station({ database, options })],
      stirred: () => stirred++,
    });
    channel.opened(NOW);
    written(channel);
    channel.received(frame(requests.confirmUnsolicited(0)), NOW);
    assert.equal(stirred, 0);
    database.update('binary-input', 0, { value: true }, NOW);
    assert.equal(stirred, 1);
    assert.ok((channel.wakeAt ?? Infinity) <= NOW.mono);
    channel.wake(NOW);
    assert.deepEqual(written(channel), ['10>1 f1 82 80 00 02 01 17 01 00 81']);
  });

  it('controls come with their session, whose answer stirs the channel', () => {
    const database = new PointDatabase();
    database.define('binary-output', 2);
    let stirred = 0;
    const channel = new OutstationChannel({
      outstations: [station({ database })],
      stirred: () => stirred++,
    });
    channel.opened(NOW);
    channel.received(frame(requests.directOperate(1)), NOW);
    const [asked] = channel
      .take()
      .filter(({ kind }) => kind === 'session')
      .slice(-1);
    assert.ok(asked?.kind === 'session' && asked.effect.kind === 'control');
    asked.session.controlled(asked.effect.id, [0], NOW);
    assert.equal(stirred, 1);
    channel.wake(NOW);
    assert.deepEqual(written(channel), [`10>1 c1 81 80 00 ${hexOf(latchOn(2))}`]);
  });

  it('a master that does not answer the keep-alive is gone', () => {
    const link = { keepAliveMs: 10_000, timeoutMs: 1_000, retries: 1 };
    const channel = new OutstationChannel({ outstations: [station()], link });
    channel.opened(NOW);
    channel.wake(later(10_000));
    const [asked] = channel.take();
    assert.ok(asked?.kind === 'write' && asked.octets[3] === 0x49);
    channel.wake(later(11_000));
    channel.wake(later(12_000));
    assert.equal(closings(channel).length, 1);
    assert.equal(channel.wakeAt, undefined);
  });

  it('a freeze that falls due without a connection is done by the outstation itself', () => {
    const database = new PointDatabase();
    database.define('counter', 0);
    const outstation = station({ database });
    const channel = new OutstationChannel({ outstations: [outstation] });
    channel.opened(NOW);
    const freeze = '32 02 07 01 00 00 00 00 00 00 88 13 00 00 14 00 06';
    channel.received(frame(Uint8Array.of(0xc1, 0x0b, ...octetsOf(freeze))), NOW);
    channel.take();
    channel.closed();
    outstation.take();
    assert.equal(outstation.wakeAt, later(5_000).mono);
    outstation.wake(later(5_000));
    assert.deepEqual(
      outstation.take().map(({ effect, master }) => [effect.kind, master]),
      [['freeze', 1]],
    );
  });

  it('§5.5 a selection of one master is none of another', () => {
    const database = new PointDatabase();
    database.define('binary-output', 2);
    const rtu = station({ database, masters: [1, 2] });
    const channel = new OutstationChannel({ outstations: [rtu] });
    channel.opened(NOW);
    channel.received(frame(requests.select(1)), NOW);
    for (const { kind, ...rest } of channel.take())
      if (kind === 'session' && 'session' in rest && rest.effect.kind === 'control')
        rest.session.controlled(rest.effect.id, [0], NOW);
    channel.wake(NOW);
    assert.equal(written(channel).length, 1);
    channel.received(frame(requests.operate(2), { source: 2 }), NOW);
    assert.match(written(channel).join(), /^10>2 c2 81 80 00 0c 01 .* 02$/, 'status 2');
    channel.received(frame(requests.operate(2)), NOW);
    const asked = channel
      .take()
      .filter((effect) => effect.kind === 'session' && effect.effect.kind === 'control');
    assert.equal(asked.length, 1, 'the one that has selected operates');
  });

  it('§7.3 a frame that breaks off takes no later request with it', () => {
    const channel = new OutstationChannel({ outstations: [station()] });
    channel.opened(NOW);
    const long = formatFrame({
      dir: true,
      prm: true,
      fcb: false,
      fcv: false,
      function: 4,
      destination: 10,
      source: 1,
      data: new Uint8Array(250),
    });
    channel.received(long.subarray(0, 28), NOW);
    channel.received(frame(requests.delayMeasure(1)), later(5_000));
    assert.deepEqual(written(channel), [`10>1 c1 ${ANSWER}`]);
  });

  it('takes nothing after its end', () => {
    const channel = new OutstationChannel({ outstations: [station()] });
    channel.opened(NOW);
    channel.closed();
    channel.received(frame(requests.delayMeasure(1)), NOW);
    assert.deepEqual(written(channel), []);
  });

  it('addresses are checked', () => {
    assert.throws(() => station({ address: 0xfff0 }), /address: 65520 is no link address/);
    assert.throws(() => station({ masters: [-1] }), /masters: -1/);
    assert.throws(() => station({ masters: [1, 2, 3, 4, 5, 6, 7, 8, 9] }), /at most 8/);
    assert.throws(() => station({ options: { maxControls: 0 } }), /maxControls is 0/);
  });
});
