import type {
  ConditionDeed,
  ConditionNews,
  ConditionReport,
  ConditionSource,
  ConditionWatcher,
} from '../../lib/core/foreign-condition';

/** A device with alarms of its own that says what a test has it say. */
export class FakeConditions implements ConditionSource {
  readonly rule = { class: 'process', severities: { critical: 801, high: 601, medium: 401, low: 1 } };
  isWritable = true;
  readonly deeds: (ConditionDeed & { readonly condition: string })[] = [];
  /** What it does when it is asked. */
  answer: (condition: string, deed: ConditionDeed) => void | Promise<void> = () => undefined;
  private readonly listeners = new Set<(news: ConditionNews) => void>();

  listen(listener: (news: ConditionNews) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  async act(condition: string, deed: ConditionDeed): Promise<void> {
    this.deeds.push({ condition, ...deed });
    await this.answer(condition, deed);
  }
  tell(news: ConditionNews): void {
    for (const listener of this.listeners) listener(news);
  }
  changed(...reports: ConditionReport[]): void {
    this.tell({ kind: 'changed', reports });
  }
  all(...reports: ConditionReport[]): void {
    this.tell({ kind: 'all', reports });
  }
}

/** The devices of one tenant. */
export class FakeSources {
  readonly devices = new Map<string, ConditionSource>();
  private readonly watchers = new Set<ConditionWatcher>();

  watch(_tenant: string, watcher: ConditionWatcher): () => void {
    this.watchers.add(watcher);
    for (const [device, source] of this.devices) watcher.opened(device, source);
    return () => void this.watchers.delete(watcher);
  }
  open(device: string, source: ConditionSource): void {
    this.devices.set(device, source);
    for (const watcher of this.watchers) watcher.opened(device, source);
  }
  close(device: string): void {
    this.devices.delete(device);
    for (const watcher of this.watchers) watcher.closed(device);
  }
}
