import { addresseeOf } from './addressee';
import type { DashboardMessage } from './ports';

interface Memory {
  message?: unknown;
  readonly state: Record<string, unknown>;
}

const MAX_MEMORIES = 20_000;
const MAX_HISTORY = 1000;

/**
 * The last message and the dynamic properties of each widget, page and group, per tenant. It takes the place of
 * Dashboard 2.0's two stores, which know one value per widget for everybody.
 */
export class WidgetStore {
  private readonly memories = new Map<string, Memory>();

  /** Merges a message into what the tenant's widget shows, as Dashboard does; an array replaces it. */
  save(widget: string, message: unknown): void {
    if (Array.isArray(message)) {
      for (const [tenant, items] of Map.groupBy(message, tenantOf))
        if (tenant !== undefined) this.memory(tenant, widget).message = items.slice(-MAX_HISTORY);
      return;
    }
    const tenant = tenantOf(message);
    if (tenant === undefined) return;
    // Dynamic properties have their own place: setState.
    const kept = structuredCloneOr({ ...(message as DashboardMessage), ui_update: undefined });
    const memory = this.memory(tenant, widget);
    memory.message = { ...(isPlain(memory.message) ? memory.message : {}), ...kept };
  }

  /** Adds to a widget that keeps a history, such as a chart. */
  append(widget: string, message: unknown): void {
    const tenant = tenantOf(message);
    if (tenant === undefined) return;
    const memory = this.memory(tenant, widget);
    const history = Array.isArray(memory.message) ? (memory.message as unknown[]) : [];
    history.push(structuredCloneOr(message));
    if (history.length > MAX_HISTORY) history.shift();
    memory.message = history;
  }

  /** Keeps of every tenant's history of a widget what `keep` says. */
  filter(widget: string, keep: (message: unknown, index: number) => boolean): void {
    for (const [key, memory] of this.memories)
      if (key.endsWith(`\n${widget}`) && Array.isArray(memory.message))
        memory.message = memory.message.filter((message: unknown, index) => keep(message, index));
  }

  setState(item: string, message: unknown, property: string, value: unknown): void {
    const tenant = tenantOf(message);
    if (tenant !== undefined) this.memory(tenant, item).state[property] = value;
  }

  clear(item: string): void {
    for (const key of [...this.memories.keys()]) if (key.endsWith(`\n${item}`)) this.memories.delete(key);
  }

  message(tenant: string, widget: string): unknown {
    return this.memories.get(keyOf(tenant, widget))?.message;
  }

  state(tenant: string, item: string): Readonly<Record<string, unknown>> | undefined {
    return this.memories.get(keyOf(tenant, item))?.state;
  }

  private memory(tenant: string, item: string): Memory {
    const key = keyOf(tenant, item);
    let memory = this.memories.get(key);
    if (!memory) {
      if (this.memories.size >= MAX_MEMORIES) this.memories.delete(this.memories.keys().next().value ?? '');
      this.memories.set(key, (memory = { state: {} }));
    }
    return memory;
  }
}

/** Tenant keys contain no line break. */
const keyOf = (tenant: string, item: string): string => `${tenant}\n${item}`;

/** An answer to one browser is not replayed to others. */
function tenantOf(message: unknown): string | undefined {
  const addressee = addresseeOf(message);
  return addressee.kind === 'tenant' ? addressee.tenant : undefined;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A flow may put anything into a message; what cannot be cloned cannot be sent to a browser either. */
function structuredCloneOr<T>(value: T): T | undefined {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
