import type { ConditionSource, ConditionWatcher } from '../core/foreign-condition';
import { ThermaCoreError } from '../core/errors';

interface Open {
  readonly tenant: string;
  readonly device: string;
  readonly source: ConditionSource;
}

/** The devices of this process that have alarms of their own, by tenant: connectors bring them, alarms listen to them. */
export class Conditions {
  private readonly open = new Set<Open>();
  private readonly watchers = new Map<ConditionWatcher, string>();

  /** Returns the way to take it away again. Throws `configuration` where the device is there already. */
  add(tenant: string, device: string, source: ConditionSource): () => void {
    const other = [...this.open].find((one) => one.tenant === tenant && one.device === device);
    if (other)
      throw new ThermaCoreError(
        'configuration',
        `The alarms of device ${device} are read by another node already.`,
        {
          field: 'device',
          advice: 'Remove one of the two nodes, or give this device another key.',
        },
      );
    const one = { tenant, device, source };
    this.open.add(one);
    for (const watcher of this.watching(tenant)) watcher.opened(device, source);
    return () => {
      if (!this.open.delete(one)) return;
      for (const watcher of this.watching(tenant)) watcher.closed(device);
    };
  }

  watch(tenant: string, watcher: ConditionWatcher): () => void {
    this.watchers.set(watcher, tenant);
    for (const one of this.open) if (one.tenant === tenant) watcher.opened(one.device, one.source);
    return () => void this.watchers.delete(watcher);
  }

  private watching(tenant: string): ConditionWatcher[] {
    return [...this.watchers].flatMap(([watcher, of]) => (of === tenant ? [watcher] : []));
  }
}
