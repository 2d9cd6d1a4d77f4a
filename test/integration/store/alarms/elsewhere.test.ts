import assert from 'node:assert/strict';
import type { AlarmChange } from '../../../../lib/platform';
import { Alarms } from '../../../../lib/platform/alarms';
import { Downloads } from '../../../../lib/platform/downloads';
import { systemClock } from '../../../../lib/core/clock';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { openStore, type Store } from '../../../../lib/store';
import { plainRung, useDatabase } from '../../../support/database';
import { until } from '../../../support/until';
import { BY, rule } from './fixture';

const HOT = 'supply-high:boiler-1/supply';
const operator = { tenant: 'aqua', principal: undefined };

describe('Two processes on one database', function () {
  this.timeout(120_000);
  const database = useDatabase(plainRung);
  const ends: (() => Promise<void>)[] = [];
  after(() => Promise.all([...ends].map((end) => end())));

  /** A process with a store, alarms and a live socket of its own. */
  async function process() {
    const store: Store = await openStore({
      url: database().url,
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
      poolSize: 4,
    });
    const told: AlarmChange[] = [];
    const alarms = new Alarms({
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
      live: { publishAlarms: (_, changes) => void told.push(...(changes as AlarmChange[])) },
      fleets: { reach: () => [].values(), onReach: () => undefined },
      conditions: { watch: () => () => undefined },
      operators: 1,
      isOwn: () => true,
      downloads: new Downloads(systemClock, (ticket) => ticket),
    });
    const end = async (): Promise<void> => {
      if (!ends.includes(end)) return;
      ends.splice(ends.indexOf(end), 1);
      await alarms.stop();
      await store.close();
    };
    ends.push(end);
    const service = alarms.of(store);
    const feed = () =>
      service.feed({ tenant: 'aqua', rules: [], onNotices: () => undefined, onStatus: () => undefined });
    return { store, service, told, feed, end };
  }

  it('show the same alarms, act on them from both, and the second goes on within seconds when the first ends', async () => {
    const [first, second] = [await process(), await process()];
    await first.store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await first.store.plant.createUnit('aqua', { key: 'boiler-1', name: 'Boiler', kind: 'boiler' });
    await first.store.plant.createSensor('aqua', 'boiler-1', {
      key: 'supply', name: 'Supply', type: 'number', quantity: 'temperature', uom: '°C', decimals: 1, staleAfter: 60, headline: false,
    }); // prettier-ignore
    await first.store.alarmRules.add(
      'aqua',
      rule({ response: 'Lower the set point', commentRequired: [] }),
      BY,
    );
    const lease = first.feed();
    await until('the first evaluates', () => lease.status().state === 'running');
    const there = second.feed();
    await until('the second does not', () => there.status().state === 'elsewhere');
    await until('the second follows', () => second.service.tenant('aqua')?.shownBoard !== undefined);

    const read = (value: number): void =>
      lease.readings([
        { tenant: 'aqua', unit: 'boiler-1', sensor: 'supply', timestamp: Date.now(), value, quality: 'good' },
      ]);
    read(95);
    await until('the second is told', () => second.told.length > 0);
    assert.deepEqual(
      second.told.map(({ event, state, response }) => [event, state, response]),
      [['active', 'unacknowledged', 'Lower the set point']],
    );
    const { items } = await second.service.list('aqua', { view: 'unacknowledged', limit: 9 });
    const shortId = items[0]?.shortId ?? '';
    assert.match(shortId, /^[a-z2-7]{16}$/);

    const done = await second.service.act(operator, shortId, { action: 'acknowledge' });
    assert.deepEqual([done.id, done.state], [HOT, 'acknowledged']);
    assert.equal((await first.service.get('aqua', shortId)).state, 'acknowledged');
    await until('the second is told of it', () => second.told.some(({ state }) => state === 'acknowledged'));
    await assert.rejects(second.service.act(operator, HOT, { action: 'acknowledge' }), { code: 'conflict' });

    await first.end();
    const began = performance.now();
    await until('the second took over', () => there.status().state === 'running');
    assert.ok(performance.now() - began < 20_000, 'within seconds, on a busy machine too');
    assert.equal(
      (await second.service.act(operator, HOT, { action: 'shelve', seconds: 60 })).state,
      'shelved',
    );
  });
});
