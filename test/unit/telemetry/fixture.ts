import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type LogFields, type LogLevel, type Logger } from '../../../lib/core/logger';
import type { Meter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import type { SensorDirectory, SensorEntry } from '../../../lib/telemetry';

export const T0 = Date.UTC(2026, 10, 23, 9);

export const reading = (values: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'supply',
  timestamp: T0,
  value: 71.5,
  quality: 'good',
  ...values,
});

/** `aqua/boiler-1` with one sensor of each type; `supply` ranges from 0 to 200. */
export const directory: SensorDirectory = (() => {
  const sensors = new Map<string, SensorEntry>([
    ['supply', { type: 'number', rangeLow: 0, rangeHigh: 200 }],
    ['pump', { type: 'boolean' }],
    ['mode', { type: 'text' }],
  ]);
  const has = (tenant: string, unit: string): boolean => tenant === 'aqua' && unit === 'boiler-1';
  return {
    find: (tenant, unit, sensor) => (has(tenant, unit) ? sensors.get(sensor) : undefined),
    hasUnit: has,
  };
})();

/** A folder of its own for each call; removed by `removeFolders`. */
const folders: string[] = [];
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-spool-'));
  folders.push(folder);
  return folder;
}
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A meter whose counts can be read. */
export class CountingMeter implements Meter {
  private readonly counts = new Map<string, number>();
  private readonly gauges = new Map<string, () => number>();

  counter(name: string) {
    return {
      add: (count = 1, labels?: Readonly<Record<string, string>>) => {
        for (const key of labels ? [name, `${name}{${Object.values(labels).join(',')}}`] : [name])
          this.counts.set(key, this.read(key) + count);
      },
    };
  }
  gauge(name: string, _help: string, read: () => number): void {
    this.gauges.set(name, read);
  }
  histogram() {
    return { observe: () => undefined };
  }
  /** A counter (`name` or `name{label}`) or a gauge. */
  read(name: string): number {
    return this.gauges.get(name)?.() ?? this.counts.get(name) ?? 0;
  }
}

export interface Line {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

export function keepingLogger(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const logger = createLogger((level, message, fields) => lines.push({ level, message, fields }));
  return { logger, lines };
}
