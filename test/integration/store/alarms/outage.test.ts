import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../lib/core/clock';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { openStore, startEmbedded, type EmbeddedDatabase, type Store } from '../../../../lib/store';
import { removeHome } from '../../../support/remove-home';
import { T0, alarm, batch, line } from './fixture';

describe('Alarms while the database is away', function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), 'thermacore-alarm-outage-'));
  const surroundings = { clock: systemClock, logger: silentLogger };
  let engine: EmbeddedDatabase | undefined;
  let store: Store | undefined;
  const start = async (): Promise<Store> => {
    engine = await startEmbedded({ home, ...surroundings });
    store = await openStore({
      url: engine.url,
      ...surroundings,
      meter: nullMeter,
      spoolFolder: join(home, 'alarm-spool'),
    });
    return store;
  };
  const end = async (): Promise<void> => {
    await store?.close();
    store = undefined;
    await engine?.stop();
    engine = undefined;
  };
  after(async () => {
    await end();
    removeHome(home);
  });
  const ids = async (from: Store): Promise<string[]> => {
    const found: string[] = [];
    for await (const { id } of from.alarmJournal.read('aqua', {})) found.push(id);
    return found;
  };

  it('are safe, also when the process ends meanwhile; the next one begins with the newest', async () => {
    const first = await start();
    await first.tenants.ensure('aqua', 'Aqua', 'UTC');
    const keeper = await first.alarms.open('aqua');
    await keeper.keep(batch([line({ id: 'before' })], [alarm()]));
    await engine?.stop();
    engine = undefined;
    for (const [i, state] of (['acknowledged', 'returned-unacknowledged'] as const).entries())
      await keeper.keep(batch([line({ id: `away-${i}`, at: T0 + i + 1 })], [alarm({ state })]));
    await end();

    const second = await start();
    const { records } = await second.alarms.open('aqua');
    assert.deepEqual(records, [alarm({ state: 'returned-unacknowledged' })]);
    assert.deepEqual(await ids(second), ['before', 'away-0', 'away-1']);
  });
});
