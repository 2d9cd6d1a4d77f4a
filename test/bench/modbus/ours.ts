/**
 * A fleet as the platform runs it: connectors of the registry's devices, their registers decoded into readings and handed
 * on. Arguments: ports as JSON, registers, interval in ms. SIGUSR2 prints what came since the last one, as JSON.
 */
import { Fleet } from '../../../lib/connectors/fleet';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import type { DeviceSource, DeviceToRun } from '../../../lib/core/device';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter, type Meter } from '../../../lib/core/meter';
import { quantile } from '../statistics';

const [portsJson = '[]', registersText = '100', intervalText = '1000'] = process.argv.slice(2);
const ports = JSON.parse(portsJson) as number[];
const registers = Number(registersText);
const intervalMs = Number(intervalText);

const devices = ports.map((port, i): DeviceToRun => ({
  tenant: 'aqua',
  key: `device-${i}`,
  protocol: 'modbus',
  config: { host: '127.0.0.1', port, unitId: 1 },
  points: Array.from({ length: registers }, (_, address) => ({
    unit: `unit-${i}`,
    sensor: `r${address}`,
    settings: { table: 'holding', address, type: 'uint16', intervalMs },
  })),
  version: '1',
}));
const source: DeviceSource = {
  enabled: () => Promise.resolve(devices),
  onChange: () => () => undefined,
};

let readings = 0;
let bad = 0;
const responses: number[] = [];
/** Every response time, where the platform's meter would put it into a bucket. */
const meter: Meter = {
  ...nullMeter,
  histogram: (name) => ({
    observe: (seconds) => {
      if (name === 'thermacore_modbus_response_seconds') responses.push(seconds * 1000);
    },
  }),
};
const context = { clock: systemClock, logger: silentLogger, meter };
const fleet = new Fleet({
  spec: modbusSpec(new ModbusBuses()),
  tenant: 'aqua',
  source,
  context,
  receiver: {
    tenant: 'aqua',
    batch(batch) {
      readings += batch.readings.length;
      bad += batch.readings.filter(({ quality }) => quality !== 'good').length;
      batch.settle(true);
    },
    reject: (rejection) => console.error(JSON.stringify(rejection)),
  },
});
fleet.start();

const connected = setInterval(() => {
  if (!fleet.statuses().every(({ state }) => state === 'connected')) return;
  clearInterval(connected);
  setTimeout(() => console.log('ready'), intervalMs + 2000);
}, 200);

process.on('SIGUSR2', () => {
  const p99 = quantile(responses.splice(0), 0.99);
  console.log(`report ${JSON.stringify({ readings, bad, p99 })}`);
  readings = 0;
  bad = 0;
});
