import type { Clock, Timer } from '../core/clock';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import { liveReading, type LiveReading } from './protocol';

export interface LiveFilter {
  readonly units?: readonly string[] | undefined;
  /** As `unit/sensor`. */
  readonly sensors?: readonly string[] | undefined;
}

export interface LiveSink {
  /** Sends a frame. False when the client does not keep up: it then gets the newest value per sensor, later. */
  send(frame: string): boolean;
  /** The client is given up. */
  giveUp(): void;
}

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly meter: Meter;
  /** Frames per second and subscription under load. Default 20. */
  readonly framesPerSecond?: number;
}

/** Frames in a row that a client may miss before it is given up: 10 s at 20 per second. */
const MAX_MISSED = 200;
/** Readings gathered for one frame; beyond, older values of the same sensors are dropped (they are in the history). */
const MAX_GATHERED = 20_000;

/**
 * Spreads readings to those who watch. Tenants never meet: subscriptions are kept per tenant, and a reading is looked
 * up by its own. Clients with the same filter form a group that is filtered and serialised once.
 *
 * The first reading after silence goes out at once; under load a group gets one frame per interval.
 */
export class LiveHub {
  private readonly tenants = new Map<string, Map<string, Group>>();
  private readonly interval: number;
  private readonly frames;
  private readonly missed;
  private subscribers = 0;

  constructor(private readonly options: LiveHubOptions) {
    this.interval = 1000 / (options.framesPerSecond ?? 20);
    this.frames = options.meter.counter('thermacore_live_frames_total', 'Frames sent to live clients');
    this.missed = options.meter.counter('thermacore_live_missed_total', 'Frames that slow clients missed');
    options.meter.gauge('thermacore_live_subscriptions', 'Live subscriptions', () => this.subscribers);
  }

  publish(readings: readonly Reading[]): void {
    if (this.tenants.size === 0) return;
    const touched = new Set<Group>();
    for (const reading of readings)
      for (const group of this.tenants.get(reading.tenant)?.values() ?? [])
        if (group.wants(reading)) {
          group.gather(reading);
          touched.add(group);
        }
    for (const group of touched) group.schedule();
  }

  /** `id` comes back in each frame. Returns the way to end it. */
  subscribe(tenant: string, id: string, filter: LiveFilter, sink: LiveSink): () => void {
    let groups = this.tenants.get(tenant);
    if (!groups) this.tenants.set(tenant, (groups = new Map<string, Group>()));
    const key = JSON.stringify([id, filter.units?.toSorted(), filter.sensors?.toSorted()]);
    let group = groups.get(key);
    if (!group)
      groups.set(
        key,
        (group = new Group(id, filter, this.options.clock, this.interval, this.frames, this.missed)),
      );
    const leave = group.join(sink);
    this.subscribers++;
    return () => {
      if (!leave()) return;
      this.subscribers--;
      if (!group.isEmpty) return;
      group.stop();
      groups.delete(key);
      if (groups.size === 0) this.tenants.delete(tenant);
    };
  }
}

interface Member {
  readonly sink: LiveSink;
  missed: number;
  /** The newest value per sensor since it fell behind. */
  behind: Map<string, LiveReading> | undefined;
}

type Count = { add(count?: number): void };

class Group {
  private readonly members = new Set<Member>();
  private readonly units: ReadonlySet<string> | undefined;
  private readonly sensors: ReadonlySet<string> | undefined;
  private gathered: LiveReading[] = [];
  private lastFrame = -Infinity;
  private timer: Timer | undefined;

  constructor(
    private readonly id: string,
    filter: LiveFilter,
    private readonly clock: Clock,
    private readonly interval: number,
    private readonly frames: Count,
    private readonly missed: Count,
  ) {
    this.units = filter.units ? new Set(filter.units) : undefined;
    this.sensors = filter.sensors ? new Set(filter.sensors) : undefined;
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** Returns the way to leave; that is true the first time. */
  join(sink: LiveSink): () => boolean {
    const member: Member = { sink, missed: 0, behind: undefined };
    this.members.add(member);
    return () => this.members.delete(member);
  }

  wants({ unit, sensor }: Reading): boolean {
    if (!this.units && !this.sensors) return true;
    return (this.units?.has(unit) ?? false) || (this.sensors?.has(`${unit}/${sensor}`) ?? false);
  }

  gather(reading: Reading): void {
    if (this.gathered.length >= MAX_GATHERED) this.gathered = newestPerSensor(this.gathered);
    this.gathered.push(liveReading(reading));
  }

  schedule(): void {
    if (this.timer) return;
    const wait = this.lastFrame + this.interval - this.clock.monotonic();
    if (wait <= 0) this.flush();
    else
      this.timer = this.clock.after(wait, () => {
        this.timer = undefined;
        this.flush();
      });
  }

  stop(): void {
    this.timer?.stop();
  }

  private flush(): void {
    this.lastFrame = this.clock.monotonic();
    const readings = this.gathered;
    this.gathered = [];
    const frame = this.frame(readings);
    for (const member of [...this.members]) this.send(member, frame, readings);
  }

  private send(member: Member, frame: string, readings: readonly LiveReading[]): void {
    if (member.behind) {
      for (const reading of readings) member.behind.set(`${reading.unit}/${reading.sensor}`, reading);
      if (member.sink.send(this.frame([...member.behind.values()]))) {
        member.behind = undefined;
        member.missed = 0;
        this.frames.add();
        return;
      }
    } else if (member.sink.send(frame)) {
      this.frames.add();
      return;
    } else member.behind = new Map(readings.map((reading) => [`${reading.unit}/${reading.sensor}`, reading]));
    this.missed.add();
    if (++member.missed >= MAX_MISSED) {
      this.members.delete(member);
      member.sink.giveUp();
    }
  }

  private frame(readings: readonly LiveReading[]): string {
    return JSON.stringify({ type: 'readings', id: this.id, readings });
  }
}

const newestPerSensor = (readings: readonly LiveReading[]): LiveReading[] => [
  ...new Map(readings.map((reading) => [`${reading.unit}/${reading.sensor}`, reading])).values(),
];
