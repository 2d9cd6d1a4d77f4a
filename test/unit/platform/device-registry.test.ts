import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import type { Device, DeviceInput, DevicePatch } from '../../../lib/core/device';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { DeviceRegistry } from '../../../lib/platform/device-registry';
import { DeviceRules } from '../../../lib/platform/device-rules';
import { DeviceSecrets } from '../../../lib/platform/device-secrets';
import { Fleets } from '../../../lib/platform/fleets';
import { SecretBox } from '../../../lib/security/secret-box';
import type { Store } from '../../../lib/store';
import type {
  DeviceToAdd,
  Judge,
  SealedSecrets,
  StoredDevice,
} from '../../../lib/store/devices/device-repository';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const specs = new Map([['modbus', modbusSpec(new ModbusBuses())]]);

const input = (more: object = {}): DeviceInput => ({
  key: 'plc-1',
  name: 'PLC',
  protocol: 'modbus',
  enabled: true,
  settings: { host: 'plc' },
  ...more,
});

describe('The device registry', () => {
  const fleets = new Fleets(specs, context);
  const box = new SecretBox(randomBytes(32));
  const rules = new DeviceRules(specs);
  const registry = new DeviceRegistry({ rules, secrets: new DeviceSecrets(() => box), fleets, context });
  let written: { secrets?: SealedSecrets; patch?: object }[];
  let cloned: DeviceToAdd | undefined;
  let stored: Record<string, unknown>;

  const there = (): StoredDevice => ({
    key: 'plc-1',
    protocol: 'modbus',
    enabled: true,
    settings: { host: 'plc' },
    effective: { host: 'plc' },
    secrets: {},
    points: [],
    version: '1',
    ...stored,
  });

  /** A store that gives back what it was given; what SQL does with it is shown in test/integration/store. */
  const store = {
    devices: {
      create: async (_tenant: string, device: DeviceInput, secrets: SealedSecrets, judge: Judge) => {
        judge({ protocol: device.protocol, effective: device.settings, secrets });
        written.push({ secrets });
        return { ...device, secrets: Object.keys(secrets) } as unknown as Device;
      },
      update: async (_tenant: string, _key: string, patch: DevicePatch, judge?: Judge) => {
        const { settings, secrets: before } = there();
        const secrets = judge?.({
          protocol: 'modbus',
          effective: patch.settings ?? settings,
          secrets: before,
        });
        written.push({ patch, ...(secrets ? { secrets } : {}) });
        return {} as Device;
      },
      clone: async (_tenant: string, _key: string, make: (original: StoredDevice) => DeviceToAdd) => {
        cloned = make(there());
        return {} as Device;
      },
      get: () => Promise.resolve({ key: 'plc-1', protocol: 'modbus', enabled: true, ...stored }),
      replacePoints: (_tenant: string, _key: string, points: object[]) => Promise.resolve(points),
    },
  } as unknown as Store;

  beforeEach(() => {
    written = [];
    stored = {};
    cloned = undefined;
  });

  it('seals secrets before they reach the store', async () => {
    await registry.create(store, 'aqua', input({ secrets: { key: 'PEM of a key' } }));
    const sealed = written[0]?.secrets?.['key'] ?? '';
    assert.ok(!sealed.includes('PEM'));
    assert.equal(box.open(sealed, 'device aqua/plc-1/key'), 'PEM of a key');
  });

  const refused: [what: string, more: object, field: string, words: RegExp][] = [
    ['a protocol without devices', { protocol: 'profibus' }, 'protocol', /no protocol "profibus"/],
    ['a setting that is wrong', { settings: { host: 'plc', port: 0 } }, 'settings.port', /port/],
    ['a setting that is missing', { settings: {} }, 'settings.host', /host/],
    ['a setting that nobody knows', { settings: { host: 'plc', unitid: 3 } }, 'settings.unitid', /not known/],
    ['a secret among the settings', { settings: { host: 'plc', key: 'x' } }, 'settings.key', /is a secret/],
    ['a secret that is none', { secrets: { host: 'x' } }, 'secrets.host', /no secret of Modbus/],
  ];
  for (const [what, more, field, words] of refused)
    it(`refuses ${what}, and names the field`, async () => {
      const made = async () => registry.create(store, 'aqua', input(more));
      await assert.rejects(made, { code: 'invalid', field, message: words });
      assert.deepEqual(written, []);
    });

  it('replaces the secrets that a change names, removes the empty ones and keeps the rest', async () => {
    stored = { secrets: { key: box.seal('old', 'device aqua/plc-1/key') } };
    await registry.update(store, 'aqua', 'plc-1', { secrets: { key: 'new' } });
    assert.equal(box.open(written[0]?.secrets?.['key'] ?? '', 'device aqua/plc-1/key'), 'new');
    await registry.update(store, 'aqua', 'plc-1', { secrets: { key: '' } });
    assert.deepEqual(written[1]?.secrets, {});
    await registry.update(store, 'aqua', 'plc-1', { settings: { host: 'other' } });
    assert.deepEqual(written[2], { patch: { settings: { host: 'other' } } });
  });

  it('refuses a point that the protocol does not take, and names it', async () => {
    const points = (settings: object) => [
      { unit: 'boiler-1', sensor: 'a', settings: { address: 1 } },
      { unit: 'boiler-1', sensor: 'b', settings: settings as Record<string, unknown> },
    ];
    for (const [settings, field] of [
      [{ address: 70_000 }, 'points.1.settings.address'],
      [{ address: 1, adress: 2 }, 'points.1.settings.adress'],
      [{ address: 1, sensor: 'c' }, 'points.1.settings.sensor'],
    ] as const)
      await assert.rejects(registry.replacePoints(store, 'aqua', 'plc-1', points(settings)), { field });
    assert.equal((await registry.replacePoints(store, 'aqua', 'plc-1', points({ address: 2 }))).length, 2);
  });

  it('refuses an interlock that cannot be read, and names it', async () => {
    const write = { interlock: 'sensor("boiler-1",' };
    const points = [{ unit: 'boiler-1', sensor: 'a', settings: { address: 1 }, write }] as never;
    await assert.rejects(registry.replacePoints(store, 'aqua', 'plc-1', points), {
      code: 'invalid',
      field: 'points.0.write.interlock',
      message: /^The interlock /,
    });
  });

  it('says of a device that nobody runs that nobody does', async () => {
    assert.equal((await registry.status(store, 'aqua', 'plc-1')).state, 'not-running');
    stored = { enabled: false };
    assert.equal((await registry.status(store, 'aqua', 'plc-1')).state, 'disabled');
  });

  it('clones with another unit, the secrets sealed for the new device', async () => {
    stored = {
      secrets: { key: box.seal('secret', 'device aqua/plc-1/key') },
      points: [{ unit: 'boiler-1', sensor: 'a', settings: { address: 1 } }],
    };
    await registry.clone(store, 'aqua', 'plc-1', { key: 'plc-2', name: 'PLC 2', unit: 'boiler-2' });
    assert.equal(box.open(cloned?.secrets['key'] ?? '', 'device aqua/plc-2/key'), 'secret');
    assert.deepEqual(cloned?.points, [{ unit: 'boiler-2', sensor: 'a', settings: { address: 1 } }]);
    assert.deepEqual(cloned.input, input({ key: 'plc-2', name: 'PLC 2' }));
  });

  it('clones a device with a template: its own settings and points, and the template at the new unit', async () => {
    stored = {
      template: 'type-a',
      templateUnit: 'boiler-1',
      effective: { host: 'plc', unitId: 3 },
      points: [
        { unit: 'boiler-1', sensor: 'a', settings: { address: 1 }, origin: 'template' },
        { unit: 'boiler-1', sensor: 'b', settings: { address: 2 } },
      ],
    };
    await registry.clone(store, 'aqua', 'plc-1', { key: 'plc-2', name: 'PLC 2', unit: 'boiler-2' });
    assert.deepEqual(
      cloned?.input,
      input({ key: 'plc-2', name: 'PLC 2', template: 'type-a', templateUnit: 'boiler-2' }),
    );
    assert.deepEqual(
      cloned.points.map(({ unit, sensor }) => `${unit}/${sensor}`),
      ['boiler-2/b'],
    );
    const nowhere = registry.clone(store, 'aqua', 'plc-1', { key: 'plc-3', name: 'PLC 3' });
    await assert.rejects(nowhere, { code: 'invalid', field: 'unit' });
  });

  it('takes back the points that it gave, and leaves those of the template to the template', async () => {
    const points = [
      { unit: 'boiler-1', sensor: 'a', settings: { address: 1 }, origin: 'template' as const },
      { unit: 'boiler-1', sensor: 'b', settings: { address: 2 } },
    ];
    assert.deepEqual(await registry.replacePoints(store, 'aqua', 'plc-1', points), [points[1]]);
  });

  it('reads points at once by the fleet that runs the device, and says so where none does', async () => {
    stored = {};
    const asked = { points: [{ unit: 'boiler-1', sensor: 'a' }, { unit: 'boiler-1', sensor: 'b' }] }; // prettier-ignore
    await assert.rejects(registry.readNow(store, 'aqua', 'plc-1', asked), {
      code: 'unavailable',
      message: /No flow runs the device plc-1/,
    });
    const running = {
      readNow: (...how: unknown[]) => {
        assert.deepEqual(how, ['aqua', 'modbus', 'plc-1', asked.points, 10_000]);
        return Promise.resolve([
          { value: 71.3, quality: 'good' as const },
          { quality: 'bad' as const, fault: 'no' },
        ]);
      },
    } as unknown as Fleets;
    const other = new DeviceRegistry({
      rules,
      secrets: new DeviceSecrets(() => box),
      fleets: running,
      context,
    });
    const { items } = await other.readNow(store, 'aqua', 'plc-1', asked);
    assert.deepEqual(items.map(({ sensor, value, fault }) => [sensor, value, fault]), [['a', 71.3, undefined], ['b', undefined, 'no']]); // prettier-ignore
    assert.deepEqual(
      items.map(({ timestamp }) => timestamp !== undefined),
      [true, false],
    );
  });
});
