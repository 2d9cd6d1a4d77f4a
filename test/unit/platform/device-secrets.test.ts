import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Receiver } from '../../../lib/connectors/connector';
import { FleetMember, type AnySpec } from '../../../lib/connectors/fleet-member';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { DatabaseLease } from '../../../lib/platform';
import { DeviceRegistry } from '../../../lib/platform/device-registry';
import { DeviceRules } from '../../../lib/platform/device-rules';
import { DeviceSecrets } from '../../../lib/platform/device-secrets';
import type { Fleets } from '../../../lib/platform/fleets';
import { SecretBox } from '../../../lib/security/secret-box';
import { FakeClock } from '../../support/fake-clock';

describe('the secrets of devices in a fleet', () => {
  const clock = new FakeClock();
  const context = { clock, logger: silentLogger, meter: nullMeter };
  const spec = modbusSpec(new ModbusBuses());
  const box = new SecretBox(randomBytes(32));
  const registry = new DeviceRegistry({
    rules: new DeviceRules(new Map<string, AnySpec>([['modbus', spec]])),
    secrets: new DeviceSecrets(() => box),
    fleets: {} as Fleets,
    context,
  });
  const device = (key: string, sealed: string) => ({
    key,
    protocol: 'modbus',
    enabled: true,
    settings: {},
    effective: { host: 'h' },
    secrets: { key: sealed },
    points: [],
    version: '1.0',
  });
  const run = (...devices: object[]) =>
    registry
      .source({
        ready: async () => ({ store: { devices: { enabled: async () => devices } } }),
      } as unknown as DatabaseLease)
      .enabled('aqua', 'modbus');

  it('are opened for who runs them', async () => {
    const [one] = await run(device('plc-1', box.seal('PEM', 'device aqua/plc-1/key')));
    assert.deepEqual(one?.config, { host: 'h', key: 'PEM' });
    assert.equal(one.fault, undefined);
  });

  it('keep the device from running if they cannot be opened, and no other', async () => {
    // One was copied from the other: the seal knows whose it is.
    const sealed = box.seal('PEM', 'device aqua/plc-1/key');
    const [good, copied] = await run(device('plc-1', sealed), device('plc-2', sealed));
    assert.equal(good?.fault, undefined);
    assert.match(copied?.fault ?? '', /A secret cannot be opened/);
    assert.deepEqual(copied?.config, { host: 'h' });
    assert.ok(copied);
    const member = new FleetMember(copied, spec, context, () => undefined);
    member.start({} as Receiver);
    assert.equal(member.status.state, 'error');
    assert.match(member.status.text, /A secret cannot be opened with the present key/);
  });
});
