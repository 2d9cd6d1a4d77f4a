import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { Databases } from '../../../lib/platform/databases';
import { createPrometheusMeter } from '../../../lib/platform/prometheus';
import { wantedSizes } from '../../../lib/store/lanes';
import { Deliveries } from '../../../lib/telemetry';
import { onEveryServer, useDatabase } from '../../support/database';
import { temporaryFolder } from '../../unit/platform/fixture';

const MEGABYTE = 1024 ** 2;

onEveryServer('A database that several name', (rung) => {
  const database = useDatabase(rung);

  it('has the connections and the spool of whoever asks for most, as they come and go', async () => {
    const meter = createPrometheusMeter(false);
    const databases = new Databases({
      home: temporaryFolder(),
      defaultUrl: database().url,
      clock: systemClock,
      logger: silentLogger,
      meter,
      deliveries: new Deliveries({ clock: systemClock }),
    });
    const value = async (sample: string): Promise<number> => {
      const line = (await meter.text()).split('\n').find((one) => one.startsWith(`${sample} `));
      return Number(line?.split(' ').at(-1));
    };
    const holds = async (poolSize: number, spoolMb: number, when: string): Promise<void> => {
      for (const [lane, size] of Object.entries(wantedSizes(poolSize)))
        assert.equal(await value(`thermacore_pool_connections{lane="${lane}"}`), size, `${when}: ${lane}`);
      assert.equal(await value('thermacore_spool_limit_bytes'), spoolMb * MEGABYTE, when);
    };
    try {
      // The platform itself, which is there before any node.
      await databases.lease().ready();
      await holds(10, 1024, 'by default');
      const small = databases.lease({ poolSize: 4, spoolLimit: 16 * MEGABYTE });
      await holds(4, 16, 'what the only node asks for');
      const large = databases.lease({ url: database().url, poolSize: 20, spoolLimit: 64 * MEGABYTE });
      await holds(20, 64, 'the larger of two');
      await small.release();
      await holds(20, 64, 'the one that is left');
      await large.release();
      await holds(10, 1024, 'by default again');
    } finally {
      await databases.close();
    }
  });

  it('is told to whoever keeps something for it before it closes, once', async () => {
    const told: boolean[] = [];
    const databases = new Databases({
      home: temporaryFolder(),
      defaultUrl: database().url,
      clock: systemClock,
      logger: silentLogger,
      meter: createPrometheusMeter(false),
      deliveries: new Deliveries({ clock: systemClock }),
      onClose: async (store) => void told.push((await store.tenants.list()).length >= 0),
    });
    const [one, other] = [databases.lease(), databases.lease()];
    await Promise.all([one.ready(), other.ready()]);
    await one.release();
    assert.deepEqual(told, []);
    await other.release();
    await databases.close();
    assert.deepEqual(told, [true]);
  });
});
