import assert from 'node:assert/strict';
import { CommandStatus } from '../../../lib/dnp3/app/command-status';
import { tlsServer } from '../../../lib/dnp3/io/tcp-server';
import { Peer, peerFolder, TlsFiles } from '../../support/dnp3/opendnp3';
import { Plant, until, type PlantOptions } from '../../support/dnp3/plant';
import { authority } from '../mqtt/certificates';

describe('Our outstation and the master of opendnp3', function () {
  this.timeout(60_000);
  let plant: Plant;
  let peer: Peer;
  before(function () {
    // No DNP3 peer: THERMACORE_TEST_DNP3_PEER names the folder that .ci/dnp3-peer.sh made.
    if (peerFolder() === undefined) this.skip();
  });
  afterEach(async () => {
    await peer?.stop();
    await plant?.stop();
  });
  const begin = async (options: PlantOptions = {}, ...flags: string[]): Promise<void> => {
    plant = await Plant.start(options);
    fill(plant);
    peer = await Peer.start('master', plant.port, ...flags);
    await peer.says('task', { type: 'STARTUP_INTEGRITY_POLL', result: 'SUCCESS' });
  };

  it('start up: unsolicited off, restart cleared, integrity, time set, unsolicited on', async () => {
    await begin({ options: { needTime: true } }, '--unsolicited', '--time-sync');
    await peer.says('task', { type: 'ENABLE_UNSOLICITED', result: 'SUCCESS' });
    const tasks = peer.lines
      .filter(({ ev }) => ev === 'task')
      .map(({ type, result }) => [type, result].join(' '));
    assert.deepEqual(tasks, [
      'DISABLE_UNSOLICITED SUCCESS',
      'CLEAR_RESTART SUCCESS',
      'STARTUP_INTEGRITY_POLL SUCCESS',
      'LAN_TIME_SYNC SUCCESS',
      'ENABLE_UNSOLICITED SUCCESS',
    ]);
    await peer.says('iin', { bits: [] });
    const [time] = plant.notices;
    assert.ok(time?.kind === 'time' && Math.abs(time.utc - Date.now()) < 10_000);
  });

  it('tell every type in an integrity poll with its flags', async () => {
    await begin();
    await peer.says('meas', { gv: 'g1v1', index: 1, value: true, event: false });
    await peer.says('meas', { gv: 'g1v2', index: 2, value: true, flags: 0x91, event: false });
    await peer.says('meas', { gv: 'g3v1', index: 1, value: 2 });
    await peer.says('meas', { gv: 'g10v2', index: 1, value: true });
    await peer.says('meas', { gv: 'g20v1', index: 1, value: 70_000 });
    await peer.says('meas', { gv: 'g30v5', index: 1, value: -2.5 });
    await peer.says('meas', { gv: 'g40v3', index: 1, value: 8.5 });
    await peer.says('meas', { gv: 'g110v0', index: 1, value: 'pump house' });
  });

  it('tell every static variation that is asked for by its name', async () => {
    await begin();
    const variations: Record<number, number[]> = {
      1: [1, 2],
      3: [1, 2],
      10: [1, 2],
      20: [1, 2, 5, 6],
      21: [1, 2, 5, 6, 9, 10],
      30: [1, 2, 3, 4, 5, 6],
      40: [1, 2, 3, 4],
    };
    for (const [group, all] of Object.entries(variations))
      for (const variation of all) {
        const from = peer.lines.length;
        peer.order({ op: 'read', headers: [{ group: Number(group), variation, start: 0, stop: 1 }] });
        const told = await peer.says('meas', { gv: `g${group}v${variation}`, index: 1, event: false }, from);
        await peer.says('task', { type: 'USER_TASK', result: 'SUCCESS' }, from);
        if (group === '30') assert.equal(told['value'], variation > 4 ? -2.5 : -2, `g30v${variation}`);
        if (group === '20') assert.equal(told['value'], [2, 6].includes(variation) ? 4464 : 70_000);
      }
  });

  it('tell events of every type and variation, with their time, and forget them once confirmed', async () => {
    await begin({ options: { unsolicited: false } });
    const time = 1_709_294_400_123;
    const variations: Record<number, number[]> = {
      2: [1, 2, 3],
      4: [1, 2, 3],
      11: [1, 2],
      22: [1, 2, 5, 6],
      32: [1, 2, 3, 4, 5, 6, 7, 8],
      42: [1, 2, 3, 4, 5, 6, 7, 8],
    };
    const timed = new Set([
      '2/2',
      '2/3',
      '4/2',
      '4/3',
      '11/2',
      '22/5',
      '22/6',
      '32/3',
      '32/4',
      '32/7',
      '32/8',
    ]);
    const types = {
      2: 'binary-input',
      4: 'double-bit-input',
      11: 'binary-output',
      22: 'counter',
      32: 'analog-input',
      42: 'analog-output',
    } as const;
    for (const [group, type] of Object.entries(types))
      for (const variation of variations[Number(group)] ?? []) {
        const from = peer.lines.length;
        assert.ok(plant.outstation.update(type, 3, { value: 1, time }, 'force'));
        peer.order({ op: 'read', headers: [{ group: Number(group), variation }] });
        const gv = `g${group}v${variation}`;
        const told = await peer.says('meas', { gv, index: 3, event: true }, from);
        if (timed.has(`${group}/${variation}`)) assert.equal(told['time'], time, gv);
        assert.equal(Number(told['value']), 1, gv);
      }
    const from = peer.lines.length;
    peer.order({ op: 'classes', classes: [1, 2, 3] });
    await peer.says('task', { type: 'USER_TASK', result: 'SUCCESS' }, from);
    assert.deepEqual(
      peer.lines.slice(from).filter(({ ev }) => ev === 'meas'),
      [],
    );
  });

  it('report by itself, in order', async () => {
    await begin({}, '--unsolicited');
    await peer.says('task', { type: 'ENABLE_UNSOLICITED', result: 'SUCCESS' });
    for (let i = 1; i <= 200; i++) plant.analog(0, i);
    await peer.says('meas', { gv: 'g32v7', index: 0, value: 200 });
    const told = peer.lines.filter(({ gv }) => gv === 'g32v7').map(({ value }) => value);
    assert.deepEqual(
      told,
      Array.from({ length: 200 }, (_, i) => i + 1),
    );
  });

  it('take controls of every kind, select before operate and direct, and say what became of them', async () => {
    await begin({
      onControl: (controls) => controls.map(() => CommandStatus.Success),
    });
    const kinds: object[] = [
      { kind: 'crob', code: 'LATCH_ON' },
      { kind: 'crob', code: 'PULSE_ON', tcc: 'TRIP', count: 3, on: 250, off: 750 },
      { kind: 'Int16', value: -12 },
      { kind: 'Int32', value: 100_000 },
      { kind: 'Float32', value: 3.5 },
      { kind: 'Double64', value: 1e100 },
    ];
    let id = 0;
    for (const select of [true, false])
      for (const control of kinds) {
        peer.order({ op: 'operate', index: 4, select, id: ++id, ...control });
        await peer.says('result', {
          id,
          summary: 'SUCCESS',
          points: [{ index: 4, status: 0, state: 'SUCCESS' }],
        });
      }
    peer.order({ op: 'operate', index: 4711, select: true, id: ++id, ...kinds[0] });
    const refused = await peer.says('result', { id });
    assert.deepEqual((refused['points'] as { status: number }[])[0]?.status, CommandStatus.NotSupported);
  });

  it('freeze counters, clear them, assign classes, restart, and answer for its link', async () => {
    await begin({ options: { coldRestartMs: 2000, warmRestartMs: 500 } });
    const counters = [{ group: 20, variation: 0 }];
    peer.order({ op: 'freeze', type: 'FreezeAndClear', headers: counters });
    await until('the freeze', () => plant.notices.some(({ kind }) => kind === 'freeze'));
    peer.order({
      op: 'read',
      headers: [
        { group: 21, variation: 1 },
        { group: 20, variation: 1 },
      ],
    });
    await peer.says('meas', { gv: 'g21v1', index: 1, value: 70_000 });
    await peer.says('meas', { gv: 'g20v1', index: 1, value: 0 });
    peer.order({ op: 'freeze', type: 'ImmediateFreezeNR', headers: counters });
    peer.order({ op: 'assign-class', cls: 3, headers: [{ group: 30, variation: 0 }] });
    await until('the class', () => plant.outstation.database.point('analog-input', 1)?.class === 3);
    peer.order({ op: 'deadbands', deadbands: [{ index: 1, value: 2 }] });
    await until('the deadband', () => plant.outstation.database.point('analog-input', 1)?.deadband === 2);
    peer.order({ op: 'restart', cold: true });
    await peer.says('restarted', { summary: 'SUCCESS' });
    assert.ok(plant.notices.some((notice) => notice.kind === 'restart' && notice.cold));
    const from = peer.lines.length;
    plant.outstation.restarted();
    peer.order({ op: 'classes', classes: [1] });
    await peer.says('task', { type: 'CLEAR_RESTART', result: 'SUCCESS' }, from);
    peer.order({ op: 'link-status' });
    await peer.says('link-status');
  });

  it('speak over TLS, with certificates on both sides', async () => {
    const utility = authority('Utility CA');
    const rtu = utility.issue('rtu-7');
    const centre = utility.issue('control-centre');
    const files = new TlsFiles({ ...centre, ca: utility.cert });
    const transport = tlsServer({ port: 0, tls: { material: { ...rtu, ca: utility.cert } } });
    plant = new Plant(transport);
    await plant.outstation.start();
    try {
      peer = await Peer.start('master', plant.port, ...files.options);
      await peer.says('task', { type: 'STARTUP_INTEGRITY_POLL', result: 'SUCCESS' });
    } finally {
      files.remove();
    }
    assert.ok(plant.outstation.peers[0]?.endsWith('(CN=control-centre)'));
  });
});

function fill({ outstation }: Plant): void {
  for (const index of [0, 1]) {
    outstation.update('binary-input', index, { value: true }, 'suppress');
    outstation.update('double-bit-input', index, { value: 2 }, 'suppress');
    outstation.update('binary-output', index, { value: true }, 'suppress');
    outstation.update('counter', index, { value: 70_000 }, 'suppress');
    outstation.update('frozen-counter', index, { value: 70_000 }, 'suppress');
    outstation.update('analog-input', index, { value: -2.5 }, 'suppress');
    outstation.update('analog-output', index, { value: 8.5 }, 'suppress');
    outstation.update('octet-string', index, { value: Buffer.from('pump house') }, 'suppress');
  }
  outstation.update('binary-input', 2, { value: true, flags: 0x11 }, 'suppress');
}
