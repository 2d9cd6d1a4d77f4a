import type { Reading } from '../../../lib/core/reading';
import { Gateway } from '../../../lib/gateway';
import { atLeast, figure, type Figure } from '../figure';

const RUNS = 5;
const UNITS = 10;
const SENSORS = 100;
/** Large enough for a run of about a second. */
const ROUNDS = 1000;
const NOW = Date.UTC(2026, 10, 23, 9);

/** A rule for each protocol, with all steps; sensors take turns. */
const RULES = [
  { sensor: 'a*', toUnit: 'plc', toSensor: '{unit}.{sensor}', protocol: 'modbus', type: 'int32', scale: 0.001, from: 'psi', to: 'bar' },
  { sensor: 'b*', toUnit: 'opc', toSensor: '{unit}.{sensor}', protocol: 'opcua', type: 'Float', factor: 1.8, add: 32 },
  { sensor: 'c*', toUnit: 'rtu', toSensor: '{unit}.{sensor}', protocol: 'dnp3', type: 'g30v1', scale: 0.01 },
  { sensor: 'd*', toUnit: 'line', toSensor: '{unit}.{sensor}', protocol: 'sparkplug', type: 'Double', low: -1e6, high: 1e6 },
  { sensor: 'e*', toUnit: 'uns', toSensor: '{unit}.{sensor}', protocol: 'mqtt', type: 'number', from: '°F', to: '°C' },
]; // prettier-ignore

const readings = (round: number): Reading[] =>
  Array.from({ length: UNITS * SENSORS }, (_, n) => ({
    tenant: 'aqua',
    unit: `unit-${Math.floor(n / SENSORS)}`,
    sensor: `${'abcde'[n % RULES.length]}-${n % SENSORS}`,
    timestamp: NOW + round,
    value: n + round / 1000,
    quality: 'good',
  }));

function perCpuSecond(count: number, work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

/** From readings to readings that the points of five protocols can say; beside it the same readings only copied. */
export function convert(say: (line: string) => void): Figure {
  const values: number[] = [];
  const copies: number[] = [];
  // Made before: what is measured is the conversion.
  const batches = Array.from({ length: 10 }, (_, round) => readings(round));
  const count = ROUNDS * UNITS * SENSORS;
  for (let run = 0; run < RUNS; run++) {
    const gateway = new Gateway(RULES);
    let left = 0;
    copies.push(
      perCpuSecond(count, () => {
        for (let i = 0; i < ROUNDS; i++) left += (batches[i % 10] ?? []).map((one) => ({ ...one })).length;
      }),
    );
    values.push(
      perCpuSecond(count, () => {
        for (let i = 0; i < ROUNDS; i++) {
          const { readings: leaving, losses } = gateway.apply(batches[i % 10] ?? [], NOW);
          left += leaving.length - losses.length;
        }
      }),
    );
    if (left !== 2 * count) throw new Error(`${left} of ${2 * count} readings went through`);
    say(`convert, run ${run + 1}: ${Math.round(values.at(-1) ?? 0).toLocaleString('en')} conversions/CPU s`);
  }
  const copied = copies.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  return figure({
    id: 'gateway.convert_per_s',
    unit: 'conversions/CPU s',
    values,
    aim: atLeast(500_000),
    reference: `copying the same readings in the same run: ${Math.round(copied / 1e4) / 100} million/CPU s`,
    note: `${UNITS * SENSORS} sensors a message, by turns to Modbus, OPC UA, DNP3, Sparkplug and MQTT with scale or unit of measure`,
  });
}
