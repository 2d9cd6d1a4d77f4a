import { DeviceTemplateInput } from '../core/device-template';
import type { Store } from '../store';
import type { DeviceTemplates } from './device-templates';
import type { Settings } from './settings';

/** A device type of the demo, and the one device of it. */
interface DemoDevice {
  readonly tenant: string;
  readonly template: DeviceTemplateInput;
  readonly device: {
    readonly key: string;
    readonly name: string;
    readonly unit: string;
    readonly settings: Readonly<Record<string, unknown>>;
  };
}

const MODBUS_TENANT = 'borealis';
const DNP3_TENANT = 'aqua';

/** The sensors of a unit as the simulated plant answers them over Modbus, two registers each from 0 on. */
const tank = (key: string, name: string, sensors: readonly string[]): DeviceTemplateInput =>
  DeviceTemplateInput.parse({
    key,
    name,
    protocol: 'modbus',
    settings: { intervalMs: 1000 },
    points: sensors.map((sensor, i) => ({
      sensor,
      settings: { table: 'input', address: 2 * i, type: 'float32' },
    })),
  });

/** The numbers and states of a unit as the plant tells them over DNP3, each kind from index 0 on. */
const rtu = (
  key: string,
  name: string,
  numbers: readonly string[],
  states: readonly { readonly sensor: string; readonly output: number }[] = [],
): DeviceTemplateInput =>
  DeviceTemplateInput.parse({
    key,
    name,
    protocol: 'dnp3',
    // What does not change is told again before its sensor counts as stale.
    settings: { integrityMs: 10_000 },
    points: [
      ...numbers.map((sensor, index) => ({ sensor, settings: { kind: 'analog-input', index } })),
      ...states.map(({ sensor, output }, index) => ({
        sensor,
        settings: { kind: 'binary-input', index, outputIndex: output },
        write: { timeoutSeconds: 15 },
      })),
    ],
  });

const modbusDevices: readonly DemoDevice[] = [
  {
    tenant: MODBUS_TENANT,
    template: tank('storage-tank', 'Storage tank, four sensors', [
      'top-temperature',
      'middle-temperature',
      'bottom-temperature',
      'stored-energy',
    ]),
    device: {
      key: 'plc-storage-tank-1',
      name: 'PLC of storage tank 1',
      unit: 'storage-tank-1',
      settings: { unitId: 4 },
    },
  },
  {
    tenant: MODBUS_TENANT,
    template: tank('makeup-tank', 'Make-up tank, four sensors', [
      'level',
      'inflow',
      'outflow',
      'temperature',
    ]),
    device: {
      key: 'plc-makeup-tank-1',
      name: 'PLC of make-up tank 1',
      unit: 'makeup-tank-1',
      settings: { unitId: 5 },
    },
  },
];

const dnp3Devices: readonly DemoDevice[] = [
  {
    tenant: DNP3_TENANT,
    template: rtu(
      'pump-set-rtu',
      'Pump set, nine numbers, two pumps to switch',
      [
        'flow',
        'suction-pressure',
        'discharge-pressure',
        'power',
        'pump-1-speed',
        'pump-1-vibration',
        'pump-1-bearing',
        'pump-2-speed',
        'pump-2-vibration',
      ],
      [
        { sensor: 'pump-1-running', output: 0 },
        { sensor: 'pump-2-running', output: 1 },
      ],
    ),
    device: {
      key: 'rtu-pump-set-1',
      name: 'RTU of pump set 1',
      unit: 'pump-set-1',
      settings: { remoteAddress: 10 },
    },
  },
  {
    tenant: DNP3_TENANT,
    template: rtu('storage-tank-rtu', 'Storage tank, four numbers', [
      'top-temperature',
      'middle-temperature',
      'bottom-temperature',
      'stored-energy',
    ]),
    device: {
      key: 'rtu-storage-tank-1',
      name: 'RTU of storage tank 1',
      unit: 'storage-tank-1',
      settings: { remoteAddress: 11 },
    },
  },
];

/**
 * The demo's devices, behind the Modbus server and the DNP3 outstation of flow 10; made with the demo tenants, and never
 * again. The other equipment of both plants is read by nodes that carry their own forms.
 */
export async function makeDemoDevices(
  store: Store,
  templates: DeviceTemplates,
  ports: Settings['ports'],
): Promise<void> {
  const all = [...modbusDevices, ...dnp3Devices];
  for (const { tenant, template, device } of all) {
    const port = template.protocol === 'dnp3' ? ports.dnp3 : ports.modbus;
    const { settings, ...rest } = device;
    await templates.create(store, tenant, template);
    await templates.apply(store, tenant, template.key, {
      createSensors: false,
      devices: [{ ...rest, enabled: true, settings: { host: '127.0.0.1', port, ...settings } }],
    });
  }
}
