import assert from 'node:assert/strict';
import type { AlarmChange } from '../../lib/platform';
import { makeAlarmPlants, runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { AlarmField, type FieldAlarm } from '../support/opcua-alarm-field';
import { AQUA, DATABASE, useRealPlatform } from '../support/real-platform';
import alarms = require('../../nodes/alarms/alarms');
import opcuaEndpoint = require('../../nodes/opcua-endpoint/opcua-endpoint');
import opcuaIn = require('../../nodes/opcua-in/opcua-in');

const SERVER = 'c000000000000009';
interface Event {
  readonly device: string;
  readonly condition: string;
  readonly active: boolean;
  readonly acknowledged: boolean;
  readonly time: string;
}
type List = { items: AlarmChange[]; counts: Record<string, { unacknowledged: number }> };

describe('thermacore-opcua-in, the alarms of a server', function () {
  this.timeout(60_000);
  const platform = useRealPlatform();
  let plant: AlarmField;
  let tank: FieldAlarm;

  before(makeAlarmPlants);
  beforeEach(async () => {
    plant = await AlarmField.start();
    tank = plant.alarm('Tank');
  });
  afterEach(async () => {
    await platform().opcua.close();
    await plant.stop();
  });

  async function run(fields: object = {}) {
    const flow = await runAlarms(
      [alarms, opcuaEndpoint, opcuaIn],
      [
        { id: 'n', type: 'thermacore-alarms', operation: '', wires: [['out']] },
        { id: SERVER, type: 'thermacore-opcua-endpoint', endpoint: plant.url, trust: 'any' },
        {
          id: 'in',
          type: 'thermacore-opcua-in',
          endpoint: SERVER,
          tenant: AQUA,
          database: DATABASE,
          publishingIntervalMs: '50',
          alarms: 'acknowledge',
          device: 'tank-plc',
          wires: [[], [], [], ['events']],
          ...fields,
        },
      ],
    );
    const ask = async <T>(operation: string, more: object = {}): Promise<T> => {
      const principal = principalNamed('operator@aqua');
      flow.send('n', { operation, principal, apiRequest: { id: '1' }, ...more });
      const { payload, error } = await flow.next('out');
      if (error) throw new Error(JSON.stringify(error));
      return payload as T;
    };
    const ours = async (): Promise<AlarmChange | undefined> =>
      (await ask<List>('list', { query: { view: 'announced' } })).items.find(
        ({ device }) => device === 'tank-plc',
      );
    /** Asks until the list has it so. */
    const listed = async (
      holds: (alarm: AlarmChange | undefined) => boolean,
    ): Promise<AlarmChange | undefined> => {
      for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const found = await ours();
        if (holds(found)) return found;
        assert.ok(Date.now() < end, `not so within 30 s: ${JSON.stringify(found)}`);
      }
    };
    return { flow, ask, listed };
  }

  it('stand in the list and its counts, and what an operator acknowledges is acknowledged at the server', async () => {
    const { ask, listed } = await run();
    tank.set(95);
    const alarm = await listed((one) => one?.state === 'unacknowledged');
    assert.ok(alarm);
    assert.deepEqual([alarm.level, alarm.priority, alarm.class], ['high-high', 'low', 'process']);
    assert.match(alarm.message, /^Tank: Limits: /);
    const params = { alarm: alarm.id };
    const done = await ask<AlarmChange>('acknowledge', { params, payload: { comment: 'On my way' } });
    assert.deepEqual(
      [done.state, done.acknowledgedBy, done.comment],
      ['acknowledged', 'operator@aqua', 'On my way'],
    );
    assert.equal(tank.state.acknowledged, true);
    tank.set(50);
    await listed((one) => one?.state === 'latched-acknowledged');
    await ask('reset', { params, payload: {} });
    await listed((one) => one === undefined);
  });

  it('go into the flow as messages', async () => {
    const { flow } = await run();
    tank.set(95);
    for (;;) {
      const message = await flow.next('events');
      const event = (message['payload'] as Event[]).find(({ active }) => active);
      if (!event) continue;
      assert.deepEqual([message['topic'], message['tenant']], ['events', 'aqua']);
      assert.deepEqual(
        [event.device, event.condition, event.acknowledged],
        ['tank-plc', 'nsu=urn:test:plant;s=Tank.Limits', false],
      );
      assert.ok(Math.abs(Date.parse(event.time) - Date.now()) < 60_000);
      return;
    }
  });

  it('are only read where the form says so', async () => {
    const { ask, listed } = await run({ alarms: 'read' });
    tank.set(95);
    const alarm = await listed((one) => one?.state === 'unacknowledged');
    await assert.rejects(
      ask('acknowledge', { params: { alarm: alarm?.id }, payload: {} }),
      /tank-plc are only read/,
    );
    assert.equal(tank.state.acknowledged, false);
  });
});
