import type { WidgetStore } from './widget-store';

interface Named {
  readonly id: string;
}

/** Dashboard 2.0's two stores, as `ui-base` exposes them in `node.stores`. */
export interface DashboardStores {
  readonly data: {
    get(id: string): unknown;
    save(base: unknown, node: Named, message: unknown): void;
    append(base: unknown, node: Named, message: unknown): void;
    filter(base: unknown, node: Named, keep: (message: unknown, index: number) => boolean): void;
    clear(id: string): void;
  };
  readonly state: {
    set(base: unknown, node: Named, message: unknown, property: string, value: unknown): void;
  };
}

export function isDashboardStores(value: unknown): value is DashboardStores {
  if (typeof value !== 'object' || value === null) return false;
  const { data, state } = value as { data?: Record<string, unknown>; state?: Record<string, unknown> };
  return (
    ['get', 'save', 'append', 'filter', 'clear'].every((name) => typeof data?.[name] === 'function') &&
    typeof state?.['set'] === 'function'
  );
}

/**
 * Puts a store per tenant in the place of Dashboard's own. They are modules, one instance per process, and every widget
 * calls them through their module object; so this is done once and holds for all widgets, also third-party ones.
 */
export function adoptStores(stores: DashboardStores, store: WidgetStore): void {
  const { data, state } = stores;
  data.get = () => undefined;
  data.save = (_base, node, message) => store.save(node.id, message);
  data.append = (_base, node, message) => store.append(node.id, message);
  data.filter = (_base, node, keep) => store.filter(node.id, keep);
  data.clear = (id) => store.clear(id);
  const setDefault = state.set.bind(state);
  state.set = (base, node, message, property, value) => {
    // Without a message it is a default from the form, the same for everybody.
    if (message === null || message === undefined) setDefault(base, node, message, property, value);
    else store.setState(node.id, message, property, value);
  };
}
