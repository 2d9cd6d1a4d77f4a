import type { ConditionSource, ConditionWatcher } from '../core/foreign-condition';
import { ThermaCoreError } from '../core/errors';

/** The database that a tenant is of, once it is open: two databases may have tenants of one key. */
export interface OfDatabase {
  current(): { readonly store: object } | undefined;
}

interface Open {
  readonly database: OfDatabase;
  readonly tenant: string;
  readonly device: string;
  readonly source: ConditionSource;
}

interface Watching {
  readonly store: object;
  readonly tenant: string;
}

/** The devices of this process that have alarms of their own, by tenant: connectors bring them, alarms listen to them. */
export class Conditions {
  private readonly open = new Set<Open>();
  private readonly watchers = new Map<ConditionWatcher, Watching>();

  /** Returns the way to take it away again. Throws `configuration` where the device is there already. */
  add(database: OfDatabase, tenant: string, device: string, source: ConditionSource): () => void {
    const other = [...this.open].find(
      (one) => one.database === database && one.tenant === tenant && one.device === device,
    );
    if (other)
      throw new ThermaCoreError(
        'configuration',
        `The alarms of device ${device} are read by another node already.`,
        {
          field: 'device',
          advice: 'Remove one of the two nodes, or give this device another key.',
        },
      );
    const one = { database, tenant, device, source };
    this.open.add(one);
    for (const watcher of this.watching(one)) watcher.opened(device, source);
    return () => {
      if (!this.open.delete(one)) return;
      for (const watcher of this.watching(one)) watcher.closed(device);
    };
  }

  watch(store: object, tenant: string, watcher: ConditionWatcher): () => void {
    const watching = { store, tenant };
    this.watchers.set(watcher, watching);
    for (const one of this.open) if (isOf(one, watching)) watcher.opened(one.device, one.source);
    return () => void this.watchers.delete(watcher);
  }

  private watching(one: Open): ConditionWatcher[] {
    return [...this.watchers].flatMap(([watcher, watching]) => (isOf(one, watching) ? [watcher] : []));
  }
}

const isOf = ({ database, tenant }: Open, watching: Watching): boolean =>
  tenant === watching.tenant && database.current()?.store === watching.store;
