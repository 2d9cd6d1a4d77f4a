import { FAULT_DAYS, watched, type Labelled } from './course';
import { median } from '../statistics';

/** Of one kind of fault, over several courses of the plants. */
export interface FaultRow {
  readonly kind: string;
  readonly faults: number;
  readonly found: number;
  /** Anomalies that began during such faults, and how many of them at sensors that the fault does not touch. */
  readonly anomalies: number;
  readonly elsewhere: number;
  /** Minutes from the beginning of the fault, the middle one of those found; null where none was. */
  readonly delayMinutes: number | null;
}

export interface FaultTable {
  readonly seeds: readonly number[];
  readonly sensors: number;
  readonly rows: readonly FaultRow[];
  /** Days without a fault behind the warm-up, of all plants, and anomalies that began in them. */
  readonly quietDays: number;
  readonly falseAlarms: number;
}

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1440;
/** These spoil one sensor; the others the plant, where everything may have its part in it. */
const OF_A_SENSOR: readonly string[] = ['stuck', 'drift', 'spike'];

export function faultTable(seeds: readonly number[], say: (line: string) => void): FaultTable {
  const tallies = new Map<
    string,
    { faults: Set<Labelled>; delays: Map<Labelled, number>; anomalies: number; elsewhere: number }
  >();
  const sensors = new Set<string>();
  let quiet = 0;
  let falseAlarms = 0;
  for (const seed of seeds) {
    say(`two weeks of a plant with all faults, seed ${seed}`);
    for (const { reading, verdict, fault, settling } of watched(seed)) {
      const sensor = `${reading.unit}/${reading.sensor}`;
      sensors.add(sensor);
      if (verdict.warmsUpFor > 0) continue;
      if (!fault) {
        if (settling) continue;
        quiet++;
        if (verdict.event === 'begin') falseAlarms++;
        continue;
      }
      const { kind, target } = fault.fault;
      const tally = tallies.get(kind) ?? { faults: new Set(), delays: new Map(), anomalies: 0, elsewhere: 0 };
      tallies.set(kind, tally);
      tally.faults.add(fault);
      const touched = !OF_A_SENSOR.includes(kind) || target === sensor;
      if (verdict.event === 'begin') {
        tally.anomalies++;
        if (!touched) tally.elsewhere++;
      }
      if (touched && verdict.since !== undefined && verdict.since >= fault.from && !tally.delays.has(fault))
        tally.delays.set(fault, (reading.timestamp - fault.from) / MINUTE_MS);
    }
  }
  return {
    seeds,
    sensors: sensors.size,
    rows: [...tallies].map(([kind, { faults, delays, anomalies, elsewhere }]) => ({
      kind,
      faults: faults.size,
      found: delays.size,
      anomalies,
      elsewhere,
      delayMinutes: delays.size === 0 ? null : median([...delays.values()]),
    })),
    quietDays: quiet / sensors.size / MINUTES_PER_DAY,
    falseAlarms,
  };
}

/** Days with faults of one course. */
export { FAULT_DAYS };
