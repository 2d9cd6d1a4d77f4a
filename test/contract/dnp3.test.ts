import { join } from 'node:path';
import { Flag } from '../../lib/dnp3/app/flags';
import type { QualityClass } from '../../lib/core/quality';
import { Dnp3Field } from '../support/dnp3-field';
import { connectorContract } from './connector-contract';
import { contractSpec } from './dnp3-spec';

const FLAGS: Readonly<Record<QualityClass, number>> = {
  good: Flag.Online,
  uncertain: Flag.Online | Flag.Restart,
  bad: 0,
};

connectorContract({
  spec: contractSpec,
  exported: { module: join(__dirname, 'dnp3-spec.ts'), name: 'contractSpec' },
  async startDevice() {
    const field = (await Dnp3Field.start()).define('analog-input', 0, 1, 0);
    return {
      port: field.port,
      measure({ value, timestamp, quality }) {
        field.force('analog-input', 0, value, { flags: FLAGS[quality], time: timestamp });
        return Promise.resolve();
      },
      stop: () => field.stop(),
    };
  },
  config: (port) => ({ host: '127.0.0.1', port, class1Ms: 0, class2Ms: 0, class3Ms: 0, timeoutMs: 1000 }),
  point: { unit: 'boiler-1', sensor: 'supply-temperature', index: 0 },
  place: { unit: 'boiler-1', sensor: 'supply-temperature' },
  misconfigured: {
    host: { host: ' ' },
    port: { host: 'rtu', port: 70_000 },
    remoteAddress: { host: 'rtu', remoteAddress: 65_535 },
    transport: { host: 'rtu', transport: 'serial' },
    unsolicited: { host: 'rtu', unsolicited: '4' },
    timeSync: { host: 'rtu', timeSync: 'ntp' },
  },
  source: { time: true, quality: true },
  confirms: true,
});
