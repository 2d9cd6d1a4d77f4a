import assert from 'node:assert/strict';
import { connectAsync } from 'mqtt';
import { startBroker } from '../../../lib/connectors/mqtt/broker/embedded-broker';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { brokerFolder, stopBrokers } from '../../support/brokers';
import { FakeClock } from '../../support/fake-clock';

describe('a connection to the embedded broker', () => {
  after(stopBrokers);

  it('ends within half a minute when its login does not hold any more, and others go on', async () => {
    const clock = new FakeClock();
    // The database is away for one: nobody is thrown out for that.
    const stands = (username: string) => async (): Promise<boolean> => {
      if (username === 'unknown') throw new Error('away');
      return username === 'kept';
    };
    const broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      folder: brokerFolder(),
      authenticate: (username) =>
        Promise.resolve({ tenant: 'aqua', mayPublish: true, stands: stands(username) }),
      clock,
      logger: silentLogger,
      meter: nullMeter,
    });
    const join = (username: string) =>
      connectAsync(`mqtt://127.0.0.1:${broker.port}`, { username, password: 'x', reconnectPeriod: 0 });
    const [revoked, kept, unknown] = await Promise.all(['revoked', 'kept', 'unknown'].map(join));
    try {
      const ended = new Promise((resolve) => revoked?.once('close', () => resolve(undefined)));
      clock.advance(30_000);
      await ended;
      await kept?.publishAsync('plant/aqua/boiler-1/x', '1', { qos: 1 });
      assert.deepEqual([kept?.connected, unknown?.connected], [true, true]);
    } finally {
      for (const client of [revoked, kept, unknown]) await client?.endAsync(true);
      await broker.stop();
    }
  });
});
