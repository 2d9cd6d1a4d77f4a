import { Selection, type LiveFilter } from './filter';
import { Group } from './group';
import { isAddress, itemPrefix, type LiveAlarm, type Topic } from './item';

/** Where the readings of one sensor go, and how their text begins. */
export interface Route {
  readonly address: string;
  readonly prefix: string;
  readonly groups: readonly Group[];
}

const NOWHERE: Route = { address: '', prefix: '', groups: [] };
const MAX_ROUTES = 100_000;

/** The groups of one tenant, and the way from a sensor to those that want it. */
export class TenantRoutes {
  private readonly groups: Readonly<Record<Topic, Map<string, Group>>> = {
    readings: new Map(),
    alarms: new Map(),
  };
  /** Unit → sensor → route: found at a sensor's first reading, forgotten when the groups change. */
  private routes = new Map<string, Map<string, Route>>();
  private known = 0;

  constructor(private readonly key: string) {}

  get isEmpty(): boolean {
    return this.groups.readings.size === 0 && this.groups.alarms.size === 0;
  }

  group(filter: LiveFilter, topic: Topic): Group {
    const selection = new Selection(filter);
    const groups = this.groups[topic];
    let group = groups.get(selection.key);
    if (!group) {
      group = new Group(selection, topic, this.key);
      groups.set(selection.key, group);
      this.forgetRoutes();
    }
    return group;
  }

  remove({ topic, selection }: Group): void {
    if (this.groups[topic].delete(selection.key)) this.forgetRoutes();
  }

  /** Those that want this alarm. */
  *alarmGroups(alarm: LiveAlarm): Iterable<Group> {
    for (const group of this.groups.alarms.values()) if (group.selection.includesAlarm(alarm)) yield group;
  }

  route(unit: string, sensor: string): Route {
    return this.routes.get(unit)?.get(sensor) ?? this.findRoute(unit, sensor);
  }

  private findRoute(unit: string, sensor: string): Route {
    if (!isAddress(unit, sensor)) return NOWHERE;
    if (this.known >= MAX_ROUTES) this.forgetRoutes();
    const groups = [...this.groups.readings.values()].filter(({ selection }) =>
      selection.includes(unit, sensor),
    );
    const route = { address: `${unit}/${sensor}`, prefix: itemPrefix(unit, sensor), groups };
    let ofUnit = this.routes.get(unit);
    if (!ofUnit) this.routes.set(unit, (ofUnit = new Map<string, Route>()));
    ofUnit.set(sensor, route);
    this.known++;
    return route;
  }

  private forgetRoutes(): void {
    this.routes = new Map();
    this.known = 0;
  }
}
