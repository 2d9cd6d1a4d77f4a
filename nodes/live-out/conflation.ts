import type { Clock, Timer } from '../../lib/core/clock';
import type { Reading } from '../../lib/core/reading';

/** Sensors per tenant for which a newest value is kept until the next update; one more sends the update at once. */
const MAX_SENSORS = 50_000;

/** A reading as pages get it: its tenant is theirs, where it came from is not their business. */
export type LiveReading = Omit<Reading, 'tenant' | 'origin' | 'ordinal'>;

/** Unit → sensor → its newest reading. */
class Newest {
  private readonly units = new Map<string, Map<string, Reading>>();
  size = 0;

  add(reading: Reading): void {
    let sensors = this.units.get(reading.unit);
    if (!sensors) this.units.set(reading.unit, (sensors = new Map<string, Reading>()));
    const known = sensors.get(reading.sensor);
    // What a device sends late belongs to the history; what is shown is the newest by the field's own time.
    if (known && known.timestamp > reading.timestamp) return;
    sensors.set(reading.sensor, reading);
    if (!known) this.size++;
  }

  readings(): LiveReading[] {
    return [...this.units.values()].flatMap((sensors) => Array.from(sensors.values(), shown));
  }
}

const shown = ({ unit, sensor, timestamp, value, quality, flags }: Reading): LiveReading => ({
  unit,
  sensor,
  timestamp,
  value,
  quality,
  ...(flags ? { flags } : {}),
});

/**
 * Newest value per sensor, handed out per tenant a few times a second: a page cannot draw more, and needs no more. The
 * first reading after a silence goes out at once.
 */
export class Conflation {
  private readonly tenants = new Map<string, Newest>();
  private timer: Timer | undefined;
  private last = -Infinity;

  constructor(
    private readonly clock: Clock,
    /** Shortest time between two updates, in ms. */
    private readonly interval: number,
    private readonly emit: (tenant: string, readings: LiveReading[]) => void,
  ) {}

  add(readings: readonly Reading[]): void {
    let full = false;
    for (const reading of readings) {
      let newest = this.tenants.get(reading.tenant);
      if (!newest) this.tenants.set(reading.tenant, (newest = new Newest()));
      newest.add(reading);
      full ||= newest.size >= MAX_SENSORS;
    }
    if (full) this.flush();
    else this.schedule();
  }

  stop(): void {
    this.timer?.stop();
    this.tenants.clear();
  }

  private schedule(): void {
    if (this.timer || this.tenants.size === 0) return;
    const wait = this.last + this.interval - this.clock.monotonic();
    if (wait <= 0) this.flush();
    else this.timer = this.clock.after(wait, () => this.flush());
  }

  private flush(): void {
    this.timer?.stop();
    this.timer = undefined;
    this.last = this.clock.monotonic();
    const updates = [...this.tenants];
    this.tenants.clear();
    for (const [tenant, newest] of updates) this.emit(tenant, newest.readings());
  }
}
