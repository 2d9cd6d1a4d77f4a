import assert from 'node:assert/strict';
import type { TenantState } from '../../../../lib/alarms/service/state';
import { systemClock } from '../../../../lib/core/clock';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import type { Reading } from '../../../../lib/core/reading';
import { Anomalies } from '../../../../lib/platform/anomalies';
import { openStore, type Store } from '../../../../lib/store';
import { plainRung, useDatabase } from '../../../support/database';
import { until } from '../../../support/until';
import { T0 } from './fixture';

const MINUTE = 60_000;

describe('Two processes that are fed the same readings', function () {
  this.timeout(120_000);
  const database = useDatabase(plainRung);
  const ends: (() => Promise<void>)[] = [];
  after(() => Promise.all([...ends].map((end) => end())));

  /** A process with a store and anomaly detection of its own; `alarms`: where the alarm rules are evaluated. */
  async function process(alarms: TenantState) {
    const use = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const store: Store = await openStore({ ...use, url: database().url, poolSize: 4 });
    const anomalies = new Anomalies({ ...use, scores: () => undefined, alarmState: () => alarms });
    const end = async (): Promise<void> => {
      if (!ends.includes(end)) return;
      ends.splice(ends.indexOf(end), 1);
      await anomalies.stop();
      await store.close();
    };
    ends.push(end);
    const feed = () => anomalies.of(store).feed({ tenant: 'aqua', onStatus: () => undefined });
    return { store, feed, end };
  }

  const reading = (minute: number, value = 70 + Math.sin(minute)): Reading => ({
    tenant: 'aqua', unit: 'boiler-1', sensor: 'supply', timestamp: T0 + minute * MINUTE, value, quality: 'good',
  }); // prettier-ignore

  it('keep one anomaly of what both see, and the second goes on with what the first has learnt', async () => {
    const [first, second] = [await process('running'), await process('elsewhere')];
    await first.store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await first.store.plant.createUnit('aqua', { key: 'boiler-1', name: 'Boiler', kind: 'boiler' });
    await first.store.plant.createSensor('aqua', 'boiler-1', {
      key: 'supply', name: 'Supply', type: 'number', quantity: 'temperature', uom: '°C', decimals: 1, staleAfter: 60, headline: false,
    }); // prettier-ignore
    const [watching, waiting] = [first.feed(), second.feed()];
    await until(
      'one of them scores',
      () => watching.status().state === 'running' && waiting.status().state === 'elsewhere',
    );

    const course = Array.from({ length: 300 }, (_, i) => reading(i));
    const spike = Array.from({ length: 3 }, (_, i) => reading(300 + i, 140));
    const [found, unfound] = [watching, waiting].map((one) => one.readings([...course, ...spike]));
    assert.equal(found?.events.length, 1);
    assert.deepEqual(unfound, { scored: [], events: [] });
    await first.end();
    await until('the other one scores', () => waiting.status().state === 'running');
    const { items } = await second.store.anomalies.list('aqua', { limit: 10 });
    assert.deepEqual(
      items.map(({ open }) => open),
      [false],
      'there is one, and nobody says any more that it goes on',
    );
    const { scored } = waiting.readings([reading(310, 70)]);
    assert.equal(scored.length, 1);
    assert.equal(scored[0]?.anomaly.warmsUpFor, undefined, 'it knows the sensor');
  });
});
