import assert from 'node:assert/strict';
import { CommandInput } from '../../lib/core/command';
import type { PointInput } from '../../lib/core/device';
import type { Reading, Rejection } from '../../lib/core/reading';
import type { Store } from '../../lib/platform';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { Dnp3Field } from '../support/dnp3-field';
import {
  AQUA,
  DATABASE,
  realStore,
  storedValues,
  tenantEntries,
  useRealPlatform,
} from '../support/real-platform';
import { questionOf } from '../../nodes/dnp3-in/question';
import database = require('../../nodes/database/database');
import dnp3Channel = require('../../nodes/dnp3-channel/dnp3-channel');
import dnp3In = require('../../nodes/dnp3-in/dnp3-in');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const CHANNEL = 'c000000000000009';
const points = [
  { unit: 'boiler-1', sensor: 'supply-temperature', kind: 'analog-input', index: '0', scale: 0.1 },
  { unit: 'boiler-1', sensor: 'burner', kind: 'binary-input', index: '5' },
];
const node = {
  id: 'in',
  type: 'thermacore-dnp3-in',
  channel: CHANNEL,
  tenant: AQUA,
  points,
  wires: [['out'], ['rejected'], ['answers']],
};
const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };

describe('thermacore-dnp3-in', () => {
  const platform = useRealPlatform();
  let field: Dnp3Field;
  beforeEach(async () => {
    field = await Dnp3Field.start({
      options: {
        attributes: [{ variation: 248, value: { type: 'text', value: 'A-17' } }],
        warmRestartMs: 1500,
      },
      onControl(controls) {
        for (const control of controls)
          if (control.kind === 'set-point')
            field.set('analog-output', control.setPoint.index, control.setPoint.value);
          else field.set('binary-output', control.crob.index, control.crob.code === 3);
        return controls.map(() => 0);
      },
    });
    field
      .define('analog-input', 0, 1, 713)
      .define('binary-input', 5, 1, true)
      .define('analog-output', 1, 2, 500)
      .define('binary-output', 2, 1, false);
  });
  afterEach(() => field.stop());

  const run = (fields: object = {}) =>
    runFlow(
      [database, tenant, dnp3Channel, dnp3In, timescaleOut],
      [
        ...tenantEntries,
        { id: CHANNEL, type: 'thermacore-dnp3-channel', host: '127.0.0.1', port: String(field.port) },
        { ...node, ...fields },
        sink,
      ],
    );
  const valueOf = async (flow: RunningFlow, wanted: unknown): Promise<Reading> => {
    for (;;) {
      const readings = (await flow.next('out'))['payload'] as Reading[];
      const found = readings.find(({ value }) =>
        typeof wanted === 'number' ? Math.abs(Number(value) - wanted) < 1e-9 : value === wanted,
      );
      if (found) return found;
    }
  };

  it('reads an outstation into readings of the tenant of its form', async () => {
    const flow = await run();
    const message = await flow.next('out');
    assert.equal(message['topic'], 'readings');
    assert.ok(message['delivery']);
    const readings = message['payload'] as Reading[];
    const supply = readings.find(({ sensor }) => sensor === 'supply-temperature');
    assert.ok(supply && Math.abs(Number(supply.value) - 71.3) < 1e-9);
    assert.deepEqual(
      [supply.tenant, supply.unit, supply.quality, supply.origin?.protocol, supply.origin?.address],
      ['aqua', 'boiler-1', 'good', 'dnp3', 'analog input 0'],
    );
    await flow.shows('in', /^\d+\/min$/);
  });

  it('stores an event with the time of the field, and then the outstation forgets it', async () => {
    const flow = await run({ wires: [['sink'], []] });
    await flow.shows('in', /\/min$/);
    const time = Date.now() - 60_000;
    field.set('analog-input', 0, 650, { time });
    const place = { tenant: 'aqua', unit: 'boiler-1', sensor: 'supply-temperature' };
    let stored: unknown[] = [];
    for (let i = 0; stored.length === 0 && i < 100; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      stored = await storedValues(place, time, time + 1);
    }
    assert.deepEqual(stored, [65]);
  });

  it('refuses readings of sensors that do not exist, and lets them through when the form says so', async () => {
    const unknown = [{ unit: 'boiler-1', sensor: 'nowhere', index: '0' }];
    const flow = await run({ points: unknown });
    const { payload, tenant: of } = await flow.next('rejected');
    assert.deepEqual([(payload as Rejection).reason, of], ['unknown-sensor', 'aqua']);
    await flow.shows('in', /rejected \(unknown-sensor/);
    const open = await run({ points: unknown, knownOnly: false });
    assert.equal(((await open.next('out'))['payload'] as Reading[])[0]?.sensor, 'nowhere');
  });

  describe('is asked by messages', () => {
    // What is not stored is not confirmed, and an outstation that waits for that reads nothing out.
    const wires = [['out', 'sink'], ['rejected'], ['answers']];

    it('for all values, which come out as readings', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'integrity', payload: '' });
      const { topic, payload } = await flow.next('answers');
      assert.deepEqual([topic, payload], ['integrity', { ok: true, measurements: 4, objects: [] }]);
      await valueOf(flow, 71.3);
    });

    it('for events of classes', async () => {
      const flow = await run({ wires, unsolicited: 'none', class1Ms: '0' });
      await valueOf(flow, 71.3);
      field.set('analog-input', 0, 650);
      flow.send('in', { topic: 'class', payload: { classes: [1] } });
      const { payload } = await flow.next('answers');
      assert.deepEqual(payload, { ok: true, measurements: 1, objects: [] });
      await valueOf(flow, 65);
    });

    it('for deadbands, which come as rows after they were set', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'deadbands', payload: { deadbands: [{ index: 0, value: 12.5 }] } });
      assert.deepEqual((await flow.next('answers'))['payload'], { ok: true });
      flow.send('in', { topic: 'read', payload: { headers: [{ group: 34, variation: 3, start: 0 }] } });
      assert.deepEqual((await flow.next('answers'))['payload'], {
        ok: true,
        measurements: 0,
        objects: [{ group: 34, variation: 3, index: 0, value: 12.5 }],
      });
    });

    it('what it is', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'attributes', trace: 'mine' });
      const { payload, trace } = await flow.next('answers');
      const attributes = [{ set: 0, variation: 248, name: 'device serial number', value: 'A-17' }];
      assert.deepEqual([payload, trace], [{ ok: true, attributes }, 'mine']);
    });

    it('to set its clock, to freeze, to be silent, and to report a point in another class', async () => {
      field.define('counter', 0, 3, 17);
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      for (const [topic, payload] of [
        ['time', {}],
        ['freeze', { start: 0, stop: 0 }],
        ['unsolicited', { enable: false, classes: [1, 2, 3] }],
        ['assign-class', { class: 2, headers: [{ group: 30, start: 0, stop: 0 }] }],
      ] as const) {
        flow.send('in', { topic, payload });
        const answer = await flow.next('answers');
        assert.deepEqual([answer['topic'], answer['payload']], [topic, { ok: true }]);
      }
    });

    it('to restart, and tells how long that takes', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'restart' });
      assert.deepEqual((await flow.next('answers'))['payload'], { ok: true, delayMs: 1500 });
      flow.send('in', { topic: 'restart', payload: { cold: true } });
      await flow.shows(
        'in',
        /^The request restart came to nothing: the outstation refuses the cold restart: /,
      );
    });

    it('in all that a message leaves out as the standard or the values have it', () => {
      const at = Date.UTC(2026, 10, 27, 12);
      const cases: [string, unknown, unknown][] = [
        ['integrity', undefined, { kind: 'classes', classes: [1, 2, 3, 0] }],
        ['read', { headers: [{ group: 30 }] }, { kind: 'read', headers: [{ group: 30, variation: 0 }] }],
        ['restart', '', { kind: 'restart', cold: false }],
        ['freeze', null, { kind: 'freeze', clear: false, noAck: false }],
        [
          'freeze',
          { start: 2, at: '2026-11-27T13:00:00+01:00' },
          { kind: 'freeze', clear: false, noAck: false, start: 2, at: { time: at, intervalMs: 0 } },
        ],
      ];
      for (const [topic, payload, request] of cases)
        assert.deepEqual(questionOf({ _msgid: '', topic, payload }), { topic, request });
      for (const [value, variation] of [
        [65_535, 1],
        [65_536, 2],
        [0.5, 3],
        [2 ** 32, 3],
      ] as const) {
        const deadbands = [{ index: 0, value }];
        assert.deepEqual(questionOf({ _msgid: '', topic: 'deadbands', payload: { deadbands } }), {
          topic: 'deadbands',
          request: { kind: 'deadbands', deadbands, variation },
        });
      }
    });

    it('and says in its words when it refuses, and where nothing was asked', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'read', payload: { headers: [{ group: 99 }] } });
      await flow.shows('in', /^The request read came to nothing: group: 99 is not known/);
      await field.stop();
      await flow.shows('in', /127\.0\.0\.1/);
      flow.send('in', { topic: 'restart', payload: { cold: true } });
      await flow.shows('in', /^The request restart came to nothing: the outstation is not connected/);
    });

    it('to show what is on its line, a block for each frame, until it is told to stop', async () => {
      const flow = await run({ wires });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'decode', payload: { level: 'app' } });
      assert.deepEqual((await flow.next('answers'))['payload'], { ok: true, level: 'app', seconds: 60 });
      flow.send('in', { topic: 'class', payload: { classes: [3] } });
      let block = await flow.next('answers');
      while (!/APP READ/.test(String(block['payload']))) block = await flow.next('answers');
      assert.equal(block['topic'], 'decode');
      assert.match(
        String(block['payload']),
        /^→ 1→10 LINK .*\n {2}TRANSPORT .*\n {2}APP READ .*\n {4}g60v4 /,
      );
      flow.send('in', { topic: 'decode', payload: { level: 'off' } });
      let answer = await flow.next('answers');
      while (typeof answer['payload'] === 'string' || answer['topic'] === 'class')
        answer = await flow.next('answers');
      assert.deepEqual(answer['payload'], { ok: true, level: 'off', seconds: 60 });
    });

    it('and names what is wrong with a question', async () => {
      const flow = await run();
      await flow.next('out');
      const cases: [Record<string, unknown>, RegExp][] = [
        [{ topic: 'history' }, /^msg\.topic: must be integrity, class, /],
        [{ topic: 'class', payload: { classes: [4] } }, /^msg\.payload\.classes\.0: must be 0, 1, 2 or 3/],
        [{ topic: 'class' }, /^msg\.payload: /],
        [{ topic: 'integrity', payload: { all: true } }, /^msg\.payload: .*all/],
        [{ topic: 'read', payload: { headers: [{ group: 30, stop: 3 }] } }, /headers\.0\.start: is missing/],
        [{ topic: 'read', payload: { headers: [{ group: 30, start: 4, stop: 3 }] } }, /0\.stop: is before/],
        [{ topic: 'freeze', payload: { clear: true, at: 5 } }, /^msg\.payload\.clear: does not go with at/],
        [{ topic: 'freeze', payload: { at: 'noon' } }, /^msg\.payload\.at: must be ISO 8601/],
        [{ topic: 'freeze', payload: { intervalMs: 5 } }, /^msg\.payload\.intervalMs: belongs to at/],
        [{ topic: 'restart', payload: { cold: 'yes' } }, /^msg\.payload\.cold: /],
        [{ topic: 'deadbands', payload: { deadbands: [] } }, /^msg\.payload\.deadbands: /],
        [{ topic: 'decode', payload: { level: 'app', seconds: 3601 } }, /^msg\.payload\.seconds: /],
      ];
      for (const [message, says] of cases) {
        flow.send('in', message);
        await flow.shows('in', says);
      }
    });
  });

  it('says when the outstation is away, and its readings are bad', async () => {
    const flow = await run();
    await flow.next('out');
    await field.stop();
    let lost: Reading | undefined;
    while (!lost)
      lost = ((await flow.next('out'))['payload'] as Reading[]).find(({ quality }) => quality === 'bad');
    assert.deepEqual(lost.flags, ['comm-lost']);
    await flow.shows('in', /127\.0\.0\.1/);
  });

  it('says which point the outstation does not have', async () => {
    const flow = await run({ points: [points[0], { unit: 'boiler-1', sensor: 'pressure', index: '7' }] });
    await flow.shows('in', /the outstation tells no analog input 7/);
  });

  it('asks nothing any more after it was closed', async () => {
    const flow = await run();
    await flow.next('out');
    await stopFlow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(field.connections, 0);
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ points: [...points, points[0]] }, /^points: boiler-1\/supply-temperature is there twice/],
      [{ points: [{ ...points[0], index: '70000' }] }, /^points\.0\.index: /],
      [{ points: [{ ...points[0], kind: 'relay' }] }, /^points\.0\.kind: /],
      [{ remoteAddress: '65535' }, /^remoteAddress: /],
      [{ channel: '' }, /^channel: nothing is selected/],
      [{ points: [] }, /^no points$/],
    ];
    for (const [fields, expected] of cases) await (await run(fields)).shows('in', expected);
  });

  describe('with all devices of the registry', () => {
    const point = (index: number, more: object = {}, write?: object) => ({
      unit: 'boiler-1',
      sensor: 'supply-temperature',
      settings: { index, scale: 0.1, ...more },
      ...(write ? { write } : {}),
    });
    let store: Store;

    beforeEach(async () => {
      store = await realStore();
      await platform().devices.create(store, 'aqua', {
        key: 'rtu',
        name: 'RTU',
        protocol: 'dnp3',
        enabled: true,
        settings: { host: '127.0.0.1', port: field.port },
      });
      await platform().devices.replacePoints(store, 'aqua', 'rtu', [point(0)] as PointInput[]);
    });
    afterEach(() => store.devices.delete('aqua', 'rtu'));

    it('reads them, and follows a change without a deploy', async () => {
      const flow = await run({ source: 'registry', channel: '' });
      await valueOf(flow, 71.3);
      await flow.shows('in', /^1 device/);
      const changed = [point(1, { kind: 'analog-output' })];
      await platform().devices.replacePoints(store, 'aqua', 'rtu', changed as PointInput[]);
      await valueOf(flow, 50);
      assert.equal((await platform().devices.status(store, 'aqua', 'rtu')).state, 'connected');
      await platform().devices.enable(store, 'aqua', 'rtu', false);
      await flow.shows('in', /no enabled DNP3 devices/);
    });

    it('are not asked by messages, and it says so', async () => {
      const flow = await run({ source: 'registry', channel: '' });
      await valueOf(flow, 71.3);
      flow.send('in', { topic: 'integrity' });
      await flow.shows('in', /^Devices of the registry are not asked by messages/);
    });

    it('is the way of a command: selected, operated, read back, and held to its rules', async () => {
      const write = { min: 0, max: 90, maxPerMinute: 60, confirm: 'none', verify: true, timeoutSeconds: 5 };
      const set = [point(1, { kind: 'analog-output' }, write)];
      await platform().devices.replacePoints(store, 'aqua', 'rtu', set as PointInput[]);
      // What is not stored is not confirmed, and an outstation that waits for that reads nothing out.
      const flow = await run({ source: 'registry', channel: '', wires: [['out', 'sink'], []] });
      await valueOf(flow, 50);
      const commands = platform().commands.of(store);
      const ask = (value: number) =>
        commands
          .request(
            { tenant: 'aqua', principal: undefined },
            CommandInput.parse({ unit: 'boiler-1', sensor: 'supply-temperature', value }),
          )
          .then(({ id }) => commands.ended('aqua', id));
      const done = await ask(65);
      assert.deepEqual([done.outcome, done.readBack], ['verified', 65], done.detail);
      await valueOf(flow, 65);
      const refused = await ask(95);
      assert.equal(refused.outcome, 'rejected');
      assert.equal(field.operated.length, 1);
    });

    it('is asked what it is and what it has, while it is read', async () => {
      const flow = await run({ source: 'registry', channel: '' });
      await valueOf(flow, 71.3);
      const { devices } = platform();
      const { ok, answer } = await devices.test(store, 'aqua', 'rtu');
      assert.ok(ok, answer);
      assert.match(
        answer,
        /^Outstation 10 at 127\.0\.0\.1:\d+ answers in \d+ ms: 1 binary input, 1 binary output, 1 analog input, 1 analog output\.$/,
      );
      const kinds = await devices.browse(store, 'aqua', 'rtu', { limit: 10 });
      assert.deepEqual(
        kinds.items.map(({ nodeId }) => nodeId),
        ['binary-input', 'binary-output', 'analog-input', 'analog-output'],
      );
      const { items } = await devices.browse(store, 'aqua', 'rtu', { nodeId: 'analog-output', limit: 10 });
      assert.deepEqual(
        items.map(({ nodeId, displayName, value, writable }) => [nodeId, displayName, value, writable]),
        [['analog-output/1', 'Analog output 1', '500', true]],
      );
      assert.equal(field.connections, 1);
    });

    it('says which of them is in trouble, and why', async () => {
      const flow = await run({ source: 'registry', channel: '' });
      await flow.next('out');
      await field.stop();
      await flow.shows('in', /^1 device · rtu: .*127\.0\.0\.1/);
    });
  });
});
