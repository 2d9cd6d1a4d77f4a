import type { LiveAlarm } from './item';

/**
 * What a subscriber wants of its tenant: everything when neither list is given, otherwise what either list names.
 * Two empty lists name nothing.
 */
export interface LiveFilter {
  readonly units?: readonly string[] | undefined;
  /** As `unit/sensor`. */
  readonly sensors?: readonly string[] | undefined;
}

/** A filter ready for use. Filters that mean the same have the same `key`, and share the work done for one. */
export class Selection {
  readonly key: string;
  private readonly units: ReadonlySet<string>;
  private readonly sensors: ReadonlySet<string>;
  private readonly all: boolean;

  constructor({ units, sensors }: LiveFilter) {
    this.all = units === undefined && sensors === undefined;
    this.units = new Set(units);
    this.sensors = new Set(sensors?.filter((sensor) => !this.units.has(unitOf(sensor))));
    this.key = this.all ? '*' : JSON.stringify([[...this.units].sort(), [...this.sensors].sort()]);
  }

  includes(unit: string, sensor: string): boolean {
    return this.all || this.units.has(unit) || this.sensors.has(`${unit}/${sensor}`);
  }

  /** Alarms of devices are in no unit: only who wants everything gets them. */
  includesAlarm({ unit, sensor }: LiveAlarm): boolean {
    return unit === undefined || sensor === undefined ? this.all : this.includes(unit, sensor);
  }
}

/** What is left of a wish for somebody who is limited to units; without a limit all of it. */
export function narrowed({ units, sensors }: LiveFilter, own: readonly string[] | undefined): LiveFilter {
  if (!own) return { units, sensors };
  if (units === undefined && sensors === undefined) return { units: own };
  return {
    units: units?.filter((unit) => own.includes(unit)) ?? [],
    sensors: sensors?.filter((sensor) => own.includes(unitOf(sensor))) ?? [],
  };
}

/** Keys contain no slash. */
const unitOf = (address: string): string => address.slice(0, address.indexOf('/'));
