import assert from 'node:assert/strict';
import { HostRunner, placing } from '../../../../lib/connectors/sparkplug';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { FakeClock } from '../../../support/fake-clock';
import { FakeTransport } from './fake-transport';
import { double, topicOf } from './fixture';

const STATE = 'spBv1.0/STATE/scada';

function started() {
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
  return { transport, clock, runner };
}

describe('the runner of a Sparkplug host', () => {
  it('connects anew when it is said to be gone later than its will', () => {
    const { transport, clock, runner } = started();
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

  it('says so when a write could not be sent', () => {
    const { transport, clock, runner } = started();
    const metrics = [double('load', 7)];
    const topic = topicOf({ type: 'NBIRTH' });
    const birth = encodePayload({ timestamp: clock.now(), metrics, seq: 0 });
    for (const { message } of transport.listeners.values()) message(topic, birth, () => undefined);
    const write = { group: 'g', node: 'n', metric: 'load', value: 8 };
    runner.command(write);
    // Cut off, before the host is told.
    transport.send = () => false;
    assert.throws(() => runner.command(write), { code: 'unavailable', field: 'node' });
    runner.close();
  });
});
