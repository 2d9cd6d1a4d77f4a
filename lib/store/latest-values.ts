import type { Clock } from '../core/clock';
import type { LatestReading } from '../core/plant';
import { unpackQuality } from '../core/quality';
import type { ReadingValue } from '../core/reading';

/** The newest reading of a sensor, as the database has it. */
export interface LatestRow {
  readonly unit: string;
  readonly sensor: string;
  /** Epoch ms. */
  readonly ms: number;
  readonly value: ReadingValue;
  readonly quality: number;
}

export interface LatestFilter {
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
}

/** A row, and what is shown of it: made when somebody asks, and copied for each who does. */
class Newest {
  private made: LatestReading | undefined;

  constructor(readonly row: LatestRow) {}

  get shown(): LatestReading {
    const made = (this.made ??= shown(this.row));
    return made.flags ? { ...made, flags: [...made.flags] } : { ...made };
  }
}

interface Known {
  /** Unit → sensor → newest, in the order of the database. */
  readonly units: Map<string, Map<string, Newest>>;
  readonly readAt: number;
  /** Something came of which only the database knows what it means. */
  stale: boolean;
}

interface OfTenant {
  known: Known | undefined;
  reading: Promise<Known> | undefined;
  /** What was stored while the database was being asked. */
  meanwhile: LatestRow[];
  askedAt: number;
}

/** What other processes store is seen after this time at the latest, in ms. */
const FRESH_MS = 1000;
/** From this age on what is known is read again while it still answers, so that who asks steadily never waits, in ms. */
const RENEW_MS = 500;
/** A tenant that nobody has asked for takes no memory, ms. */
const FORGET_MS = 60_000;

/**
 * The newest readings of the tenants that are being asked for, in memory: read from the database twice a second at most,
 * in between kept up with what this process stores. Who asks together waits for one answer.
 */
export class LatestValues {
  private readonly tenants = new Map<string, OfTenant>();

  constructor(
    private readonly clock: Clock,
    private readonly read: (tenant: string) => Promise<readonly LatestRow[]>,
  ) {}

  /** By unit and sensor. Each answer is the asker's own: flows may change it. */
  async of(tenant: string, { unit, sensor }: LatestFilter): Promise<LatestReading[]> {
    const { units } = await this.known(tenant);
    const chosen = unit === undefined ? [...units.values()] : [units.get(unit) ?? new Map<string, Newest>()];
    const items: LatestReading[] = [];
    for (const sensors of chosen)
      for (const newest of sensors.values())
        if (sensor === undefined || newest.row.sensor === sensor) items.push(newest.shown);
    return items;
  }

  /** What this process has just stored. */
  stored(tenant: string, rows: readonly LatestRow[]): void {
    const entry = this.tenants.get(tenant);
    if (!entry) return;
    if (this.clock.monotonic() - entry.askedAt > FORGET_MS) this.tenants.delete(tenant);
    else {
      if (entry.reading) entry.meanwhile.push(...rows);
      if (entry.known) for (const row of rows) apply(entry.known, row);
    }
  }

  /** Sensors have come or gone: what is known may be of one that is no more. */
  forget(tenant?: string): void {
    if (tenant === undefined) this.tenants.clear();
    else this.tenants.delete(tenant);
  }

  private async known(tenant: string): Promise<Known> {
    const now = this.clock.monotonic();
    let entry = this.tenants.get(tenant);
    if (!entry) {
      for (const [key, { askedAt, reading }] of this.tenants)
        if (!reading && now - askedAt > FORGET_MS) this.tenants.delete(key);
      entry = { known: undefined, reading: undefined, meanwhile: [], askedAt: now };
      this.tenants.set(tenant, entry);
    }
    entry.askedAt = now;
    const { known } = entry;
    const age = known && !known.stale ? now - known.readAt : Infinity;
    if (known && age < FRESH_MS) {
      // What goes wrong meets the next who asks, who has to wait for it.
      if (age >= RENEW_MS) (entry.reading ??= this.refresh(tenant, entry)).catch(() => undefined);
      return known;
    }
    const earlier = entry.reading;
    const read = await (entry.reading ??= this.refresh(tenant, entry));
    // It began before it was asked for, and does not know what came in between.
    return earlier && read.stale ? (entry.reading ??= this.refresh(tenant, entry)) : read;
  }

  private async refresh(tenant: string, entry: OfTenant): Promise<Known> {
    const readAt = this.clock.monotonic();
    try {
      const units = new Map<string, Map<string, Newest>>();
      for (const row of await this.read(tenant)) {
        const sensors = units.get(row.unit);
        if (sensors) sensors.set(row.sensor, new Newest(row));
        else units.set(row.unit, new Map([[row.sensor, new Newest(row)]]));
      }
      const known: Known = { units, readAt, stale: false };
      for (const row of entry.meanwhile) apply(known, row);
      entry.known = known;
      return known;
    } catch (error) {
      if (this.tenants.get(tenant) === entry) this.tenants.delete(tenant);
      throw error;
    } finally {
      entry.reading = undefined;
      entry.meanwhile = [];
    }
  }
}

function apply(known: Known, row: LatestRow): void {
  const sensors = known.units.get(row.unit);
  const before = sensors?.get(row.sensor)?.row;
  // A first reading has its place in the order; of several with one time the database decides which is the last.
  if (!before || before.ms === row.ms) known.stale = true;
  else if (before.ms < row.ms) sensors?.set(row.sensor, new Newest(row));
}

const shown = ({ unit, sensor, ms, value, quality }: LatestRow): LatestReading => ({
  unit,
  sensor,
  timestamp: new Date(ms).toISOString(),
  value,
  ...unpackQuality(quality),
});
