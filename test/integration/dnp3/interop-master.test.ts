import assert from 'node:assert/strict';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import { tcpClient, tlsClient } from '../../../lib/dnp3/io/tcp-client';
import type { DataClass, MasterConfig } from '../../../lib/dnp3/master/config';
import type { Control } from '../../../lib/dnp3/app/control';
import type { MasterRequest, RequestResult } from '../../../lib/dnp3/master/request';
import { Peer, peerFolder, TlsFiles } from '../../support/dnp3/opendnp3';
import { ControlRoom, until } from '../../support/dnp3/plant';
import { freePort } from '../../support/product';
import { authority } from '../mqtt/certificates';

const crob = (index: number, code: number, more: object = {}): Control => ({
  kind: 'crob',
  crob: { index, code, count: 1, onMs: 100, offMs: 100, status: 0, ...more },
});
const setPoint = (index: number, variation: number, value: number): Control => ({
  kind: 'set-point',
  variation,
  setPoint: { index, value, status: 0 },
});

describe('Our master and the outstation of opendnp3', function () {
  this.timeout(60_000);
  let room: ControlRoom;
  let peer: Peer;
  before(function () {
    // No DNP3 peer: THERMACORE_TEST_DNP3_PEER names the folder that .ci/dnp3-peer.sh made.
    if (peerFolder() === undefined) this.skip();
  });
  afterEach(async () => {
    await room?.stop();
    await peer?.stop();
  });
  const begin = async (config: Partial<MasterConfig> = {}, ...flags: string[]): Promise<void> => {
    const port = await freePort();
    peer = await Peer.start('outstation', port, ...flags);
    const transport = tcpClient({ host: '127.0.0.1', port, reconnect: { minMs: 50, maxMs: 200 } });
    room = new ControlRoom({ transport }, config);
    await room.master.start();
    await room.online();
  };
  const poll = (...classes: DataClass[]): Promise<RequestResult> =>
    room.association.request({ kind: 'classes', classes: classes.length > 0 ? classes : [1] });
  const done = async (request: MasterRequest): Promise<void> => {
    const result = await room.association.request(request);
    assert.ok(result.ok, result.ok ? '' : result.reason);
  };

  it('start up: unsolicited off, restart cleared, integrity, time set, unsolicited on', async () => {
    await begin({}, '--unsolicited');
    assert.equal(room.association.indications, 0);
    const { utc } = await peer.says('time');
    assert.ok(Math.abs(Number(utc) - Date.now()) < 10_000);
  });

  it('take every type and value, with flags and time, as static values and as events', async () => {
    await begin({}, '--points', '4');
    const time = 1_709_294_400_123;
    const updates = [
      { type: 'binary', value: 1, as: ['binary-input', true] },
      { type: 'double', value: 2, as: ['double-bit-input', 2] },
      { type: 'counter', value: 70_000, as: ['counter', 70_000] },
      { type: 'analog', value: -2, as: ['analog-input', -2] },
      { type: 'binary-output', value: 1, as: ['binary-output', true] },
      { type: 'analog-output', value: 8, as: ['analog-output', 8] },
    ] as const;
    peer.order({
      op: 'update',
      updates: updates.map(({ type, value }) => ({ type, value, index: 3, flags: 0x11, time })),
    });
    for (const classes of [[1, 2, 3], [0]] as const) {
      room.measurements.length = 0;
      await until('all', () => {
        void poll(...classes);
        return updates.every(({ as: [type, value] }) => room.value(type, 3) === value);
      });
      for (const {
        as: [type],
      } of updates) {
        const told = room.measurements.findLast((one) => one.type === type && one.index === 3);
        assert.equal(told?.event, classes[0] === 1, type);
        assert.equal(told?.flags, 0x11, type);
      }
    }
  });

  it('read every variation that is asked for by its name', async () => {
    await begin({}, '--points', '4');
    peer.order({ op: 'update', updates: [{ type: 'analog', value: 100_000.5, index: 2 }] });
    const variations: Record<number, number[]> = {
      1: [1, 2],
      3: [1, 2],
      10: [1, 2],
      20: [1, 2, 5, 6],
      21: [1, 2, 5, 6, 9, 10],
      30: [1, 2, 3, 4, 5, 6],
      40: [1, 2, 3, 4],
    };
    for (const [text, all] of Object.entries(variations))
      for (const variation of all) {
        const group = Number(text);
        room.measurements.length = 0;
        await done({ kind: 'read', headers: [{ group, variation, start: 1, stop: 2 }] });
        // Packed variations cannot tell the flags of points that were never updated.
        const [first, second, ...more] = room.measurements.filter(({ event }) => !event);
        assert.deepEqual([first?.index, second?.index, more.length], [1, 2, 0], `g${group}v${variation}`);
        assert.equal(second?.group, group);
      }
    await done({ kind: 'read', headers: [{ group: 30, variation: 2, start: 2, stop: 2 }] });
    const clamped = room.measurements.at(-1);
    assert.deepEqual([clamped?.value, clamped?.flags], [32_767, 0x21]);
  });

  it('take what is reported by itself, confirm it, and lose nothing when the connection is cut', async () => {
    await begin({}, '--unsolicited');
    for (let i = 1; i <= 50; i++)
      peer.order({ op: 'update', updates: [{ type: 'analog', value: i, index: 0 }] });
    await until('the last', () => room.events('analog-input').includes(50));
    assert.deepEqual(
      room.events('analog-input'),
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    await peer.says('confirm', { unsolicited: true, waiting: [0, 0, 0] }, peer.lines.length - 1);
    room.stores = false;
    peer.order({ op: 'update', updates: [{ type: 'analog', value: 51, index: 0 }] });
    await until('a refusal', () => room.association.counts.notStored > 0);
    await room.stop();
    room.stores = true;
    await room.master.start();
    await until('the event', () => room.events('analog-input').includes(51));
  });

  it('operate with every kind of control, in each way, and say what became of it', async () => {
    await begin({}, '--points', '4');
    const controls = [
      crob(1, CrobCode.LatchOn),
      crob(2, CrobCode.Trip | CrobCode.PulseOn, { count: 3, onMs: 250, offMs: 750 }),
      setPoint(0, 1, -100_000),
      setPoint(1, 2, 1234),
      setPoint(2, 3, 3.5),
      setPoint(3, 4, 1e100),
    ];
    for (const mode of ['select-before-operate', 'direct', 'direct-no-ack'] as const)
      for (const control of controls) await done({ kind: 'operate', mode, controls: [control] });
    await peer.says('operate', {
      gv: 'g12v1',
      index: 2,
      mode: 'SelectBeforeOperate',
      op: 'PULSE_ON',
      tcc: 'TRIP',
      count: 3,
      on: 250,
      off: 750,
    });
    await peer.says('operate', { gv: 'g41v4', index: 3, mode: 'DirectOperateNoAck', value: 1e100 });
    assert.equal(peer.lines.filter(({ ev }) => ev === 'operate').length, 3 * controls.length);
    const refused = await room.association.request({
      kind: 'operate',
      mode: 'direct',
      controls: [crob(100, CrobCode.LatchOn)],
    });
    assert.ok(!refused.ok && refused.cause === 'status', JSON.stringify(refused));
    assert.deepEqual(refused.controls, [{ index: 100, status: 4, words: refused.controls?.[0]?.words }]);
  });

  it('set the time, assign classes and restart', async () => {
    await begin({ timeSync: 'off' }, '--points', '4');
    await done({ kind: 'time' });
    await peer.says('time');
    await done({ kind: 'assign-class', class: 3, headers: [{ group: 30, variation: 0 }] });
    await peer.says('assign', { type: 'AnalogInput', start: 0, stop: 3 });
    for (const cold of [true, false]) {
      const result = await room.association.request({ kind: 'restart', cold });
      assert.ok(result.ok && result.kind === 'restart');
      assert.equal(result.delayMs, cold ? 2000 : 300);
      await peer.says('restart', { cold });
    }
    peer.order({ op: 'restart' });
    await until('the restart seen', () => {
      if (room.association.state === 'online') void poll();
      return room.states.at(-1)?.startsWith('starting') === true;
    });
    // At most every 10 s, so that an outstation which always says so is not kept busy by that.
    await until('the restart cleared', () => room.association.state === 'online', 15_000);
    assert.equal(room.association.indications, 0);
  });

  it('freeze counters, or say that the outstation cannot', async () => {
    await begin({}, '--points', '2');
    peer.order({ op: 'update', updates: [{ type: 'counter', value: 42, index: 1 }] });
    await until('the counter', () => {
      void poll(0);
      return room.value('counter', 1) === 42;
    });
    await done({ kind: 'freeze', clear: false, noAck: false });
    await done({ kind: 'read', headers: [{ group: 21, variation: 0 }] });
    assert.equal(room.value('frozen-counter', 1), 42);
  });

  it('speak over TLS, with certificates on both sides', async () => {
    const utility = authority('Utility CA');
    const files = new TlsFiles({ ...utility.issue('rtu-7'), ca: utility.cert });
    const port = await freePort();
    try {
      peer = await Peer.start('outstation', port, ...files.options);
      const material = { ...utility.issue('control-centre'), ca: utility.cert };
      room = new ControlRoom({ transport: tlsClient({ host: '127.0.0.1', port, tls: { material } }) });
      await room.master.start();
      await room.online();
    } finally {
      files.remove();
    }
    assert.ok(room.log.some((line) => line.includes('(CN=rtu-7): connected')));
  });
});
