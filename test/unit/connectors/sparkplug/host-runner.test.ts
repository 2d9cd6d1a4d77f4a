import assert from 'node:assert/strict';
import { HostRunner, placing } from '../../../../lib/connectors/sparkplug';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { FakeClock } from '../../../support/fake-clock';
import { FakeTransport } from './fake-transport';

const STATE = 'spBv1.0/STATE/scada';

describe('the runner of a Sparkplug host', () => {
  it('connects anew when it is said to be gone later than its will', () => {
    const transport = new FakeTransport();
    const clock = new FakeClock();
    const runner = new HostRunner({
      transport,
      clock,
      logger: silentLogger,
      meter: nullMeter,
      receiver: { tenant: 'aqua', batch: () => undefined, reject: () => undefined },
      hostId: 'scada',
      groups: [],
      reorderMs: 2000,
      maxNodes: 10,
      maxMetricsPerNode: 100,
      place: placing('{device}', '{metric}'),
      onEvent: () => undefined,
      onChange: () => undefined,
    });
    runner.start();
    runner.will();
    transport.connect();
    const says = (timestamp: number) =>
      transport.listeners
        .get(STATE)
        ?.message(STATE, Buffer.from(JSON.stringify({ online: false, timestamp })), () => undefined);
    says(clock.now() - 1000);
    assert.equal(transport.reconnects, 0);
    says(clock.now() + 1000);
    assert.equal(transport.reconnects, 1);
    runner.close();
  });
});
