import type { ReadingValue } from '../../../core/reading';

/** A metric of a node or device since its birth. */
export interface KnownMetric {
  readonly name: string;
  readonly alias: number | undefined;
  readonly type: number;
  readonly device: string | undefined;
  /** Undefined: its readings have no place. */
  place: { readonly unit: string; readonly sensor: string } | undefined;
  /** The last value that was not from the past. */
  last: ReadingValue | undefined;
}

/** The metrics of a node and its devices: by name under what bears them, by alias in the whole node (§6.4.7). */
export class MetricTable {
  private readonly byName = new Map<string, Map<string, KnownMetric>>();
  private readonly byAlias = new Map<number, KnownMetric>();
  private count = 0;

  /** Of the node and all its devices. */
  get size(): number {
    return this.count;
  }

  /** Those of the node (undefined) or of a device, undefined before its birth. */
  of(device: string | undefined): ReadonlyMap<string, KnownMetric> | undefined {
    return this.byName.get(device ?? '');
  }

  devices(): string[] {
    return [...this.byName.keys()].filter((key) => key !== '');
  }

  alias(alias: number): KnownMetric | undefined {
    return this.byAlias.get(alias);
  }

  /** A birth: what was known of this device before is forgotten. */
  begin(device: string | undefined): void {
    this.end(device);
    this.byName.set(device ?? '', new Map());
  }

  /** False when another metric has its name or alias. */
  add(metric: KnownMetric): boolean {
    const metrics = this.byName.get(metric.device ?? '');
    if (!metrics || metrics.has(metric.name)) return false;
    if (metric.alias !== undefined) {
      if (this.byAlias.has(metric.alias)) return false;
      this.byAlias.set(metric.alias, metric);
    }
    metrics.set(metric.name, metric);
    this.count++;
    return true;
  }

  end(device: string | undefined): void {
    const metrics = this.byName.get(device ?? '');
    for (const { alias } of metrics?.values() ?? []) if (alias !== undefined) this.byAlias.delete(alias);
    this.count -= metrics?.size ?? 0;
    this.byName.delete(device ?? '');
  }

  *all(): Generator<KnownMetric> {
    for (const metrics of this.byName.values()) yield* metrics.values();
  }
}
