import { CrobCode } from '../../../lib/dnp3/app/fragment';
import { allVariations } from '../../../lib/dnp3/app/objects/table';
import type { PointType } from '../../../lib/dnp3/app/objects/variation';
import type { Control } from '../../../lib/dnp3/app/control';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import { tcpServer } from '../../../lib/dnp3/io/tcp-server';
import type { MasterConfig, TimeSync } from '../../../lib/dnp3/master/config';
import type { MasterRequest } from '../../../lib/dnp3/master/request';
import { POINT_KINDS } from '../../../lib/dnp3/outstation/point-kind';
import { Recording } from '../../support/dnp3/pcap';
import { ControlRoom, Plant, pointsOf, until } from '../../support/dnp3/plant';

const TIME = 1_709_294_400_000;
const POINTS = 3;

const VALUES: Readonly<Record<PointType, readonly (boolean | number | Uint8Array)[]>> = {
  'binary-input': [true, false, true],
  'double-bit-input': [2, 1, 3],
  'binary-output': [false, true, false],
  counter: [7, 65_535, 4_000_000_000],
  'frozen-counter': [1, 2, 3],
  'analog-input': [-1.5, 32_000.25, 100_000],
  'frozen-analog-input': [4, 5, 6],
  'analog-output': [12.5, -7, 0],
  'octet-string': [Buffer.from('a'), Buffer.from('pump house'), Buffer.alloc(200, 'x')],
};

/**
 * A conversation between our master and our outstation with every function code that either sends, and every object in
 * every variation.
 */
export async function recordConversation(): Promise<Recording> {
  const recording = new Recording();
  for (const timeSync of ['lan', 'non-lan', 'direct-write'] as const)
    await pair(recording, { timeSync }, () => Promise.resolve());
  await pair(recording, {}, everything);
  await pair(recording, { unsolicited: { 1: false, 2: false, 3: false } }, events);
  return recording;
}

interface Pair {
  readonly plant: Plant;
  readonly room: ControlRoom;
  ask(request: MasterRequest): Promise<void>;
}

async function pair(
  recording: Recording,
  config: Partial<MasterConfig> & { timeSync?: TimeSync },
  talk: (pair: Pair) => Promise<void>,
): Promise<void> {
  recording.nextStream();
  const types = Object.fromEntries(
    POINT_KINDS.map(({ type }) => [type, { class: 2, commandClass: 1 }] as const),
  );
  const plant = new Plant(recording.of(tcpServer({ port: 0 }), 'outstation'), {
    database: pointsOf(POINTS, types),
    options: {
      needTime: true,
      coldRestartMs: 65_000,
      warmRestartMs: 500,
      attributes: [
        { variation: 252, value: { type: 'text', value: 'ThermaCore' } },
        { variation: 217, value: { type: 'unsigned', value: 3 } },
      ],
    },
  });
  for (const { type } of POINT_KINDS)
    VALUES[type].forEach((value, i) => plant.outstation.update(type, i, { value, time: TIME }, 'suppress'));
  await plant.outstation.start();
  const transport = recording.of(tcpClient({ host: '127.0.0.1', port: plant.port }), 'master');
  const room = new ControlRoom({ transport }, config);
  await room.master.start();
  await room.online();
  await talk({
    plant,
    room,
    async ask(request) {
      const result = await room.association.request(request);
      if (!result.ok) throw new Error(`${JSON.stringify(request)}: ${result.reason}`);
    },
  });
  await room.stop();
  await plant.stop();
}

async function everything({ plant, room, ask }: Pair): Promise<void> {
  plant.analog(1, 77);
  await until('the unsolicited response', () => room.events('analog-input').includes(77));
  for (const { group, variation, of } of allVariations())
    if (of.role === 'static')
      await ask({ kind: 'read', headers: [{ group, variation, start: 0, stop: POINTS - 1 }] });
  for (const { of, group, variation } of allVariations())
    if (of.role === 'deadband' && variation > 0) {
      await ask({
        kind: 'deadbands',
        variation: variation as 1 | 2 | 3,
        deadbands: [{ index: 1, value: 4 }],
      });
      await ask({ kind: 'read', headers: [{ group, variation }] });
    }
  await ask({ kind: 'read', headers: [{ group: 110, variation: 0 }] });
  await ask({ kind: 'attributes' });
  for (const mode of ['select-before-operate', 'direct', 'direct-no-ack'] as const)
    for (const control of controls()) await ask({ kind: 'operate', mode, controls: [control] });
  for (const noAck of [false, true]) {
    for (const clear of [false, true]) await ask({ kind: 'freeze', clear, noAck });
    await ask({
      kind: 'freeze',
      clear: false,
      noAck,
      at: { time: Date.now() + 3_600_000, intervalMs: 60_000 },
      start: 0,
      stop: 1,
    });
  }
  for (const of of [0, 1, 2, 3] as const)
    await ask({
      kind: 'assign-class',
      class: of,
      headers: [
        { group: 30, variation: 0 },
        { group: 1, variation: 0, start: 0, stop: 1 },
      ],
    });
  for (const enable of [false, true]) await ask({ kind: 'unsolicited', enable, classes: [1, 2, 3] });
  for (const cold of [false, true]) {
    await ask({ kind: 'restart', cold });
    plant.outstation.restarted();
  }
  await room.master.broadcast('optional', { kind: 'freeze', clear: false, noAck: true });
  await ask({ kind: 'classes', classes: [0] });
}

const controls = (): Control[] => [
  { kind: 'crob', crob: { index: 1, code: CrobCode.LatchOn, count: 1, onMs: 0, offMs: 0, status: 0 } },
  {
    kind: 'crob',
    crob: { index: 2, code: CrobCode.Trip | CrobCode.PulseOn, count: 3, onMs: 250, offMs: 750, status: 0 },
  },
  { kind: 'set-point', variation: 1, setPoint: { index: 0, value: -100_000, status: 0 } },
  { kind: 'set-point', variation: 2, setPoint: { index: 1, value: 1234, status: 0 } },
  { kind: 'set-point', variation: 3, setPoint: { index: 2, value: 3.5, status: 0 } },
  { kind: 'set-point', variation: 4, setPoint: { index: 2, value: 1e100, status: 0 } },
];

/** Each variation of each event group is asked for by its name, with events that wait for it. */
async function events({ plant, ask }: Pair): Promise<void> {
  for (const { group, variation, of } of allVariations()) {
    const { point } = of;
    if (!point || variation === 0) continue;
    if (of.role === 'event')
      VALUES[point].forEach((value, i) =>
        plant.outstation.update(point, i, { value, time: TIME + 150 * i }, 'force'),
      );
    else if (of.role === 'command-event')
      for (const control of controls()) await ask({ kind: 'operate', mode: 'direct', controls: [control] });
    else continue;
    await ask({ kind: 'read', headers: [{ group, variation }] });
  }
  VALUES['octet-string'].forEach((value, i) =>
    plant.outstation.update('octet-string', i, { value }, 'force'),
  );
  await ask({ kind: 'read', headers: [{ group: 111, variation: 0 }] });
}
