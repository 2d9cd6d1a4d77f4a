import type { DashboardGuard } from './guard';

type Message = Record<string, unknown>;
interface Connection {
  readonly id: string;
}

/** The hooks of a Dashboard 2.0 plugin that we use; one that returns null stops its message. */
export interface PluginHooks {
  onInput(message: Message): Message | null;
  onAction(connection: Connection, widget: string, message: unknown): unknown;
  onChange(connection: Connection, widget: string, message: unknown): unknown;
  /** Also runs for `send()` of a template, which Dashboard's documentation does not say. */
  onSend(connection: Connection, widget: string, message: unknown): unknown;
  onAddConnectionCredentials(connection: Connection, item: Message): Message;
  onCanSaveInStore(message: unknown): boolean;
}

export interface PluginHost {
  /** Undefined while no ThermaCore runs here: then there are no tenants either. */
  guard(): DashboardGuard | undefined;
  /** True if `settings.dashboard` of this Node-RED is the guard's. */
  isInstalled(guard: DashboardGuard): boolean;
  /** The stores of the running `ui-base` nodes. */
  stores(): readonly unknown[];
}

/**
 * What only the inside of Dashboard 2.0 can do for tenancy: write down who changed a value, and keep a store per
 * tenant. Everything else is decided at the sockets.
 */
export function createPluginHooks(host: PluginHost): PluginHooks {
  const identified = (connection: Connection, message: unknown): unknown => {
    const guard = host.guard();
    if (!guard) return message;
    if (Array.isArray(message)) return message.map((item: unknown) => identified(connection, item));
    return typeof message === 'object' && message !== null ? guard.identified(connection, message) : message;
  };
  return {
    onInput(message) {
      const guard = host.guard();
      if (!guard) return message;
      if (!host.isInstalled(guard)) return guard.mayShowUnguarded(message) ? message : null;
      guard.adoptStores(host.stores());
      return message;
    },
    onAction: (connection, _widget, message) => identified(connection, message),
    onSend: (connection, _widget, message) => identified(connection, message),
    // Dashboard offers the last message of whoever used the widget before.
    onChange: (connection, _widget, message) => (host.guard() ? identified(connection, {}) : message),
    onAddConnectionCredentials: (connection, item) => host.guard()?.identified(connection, item) ?? item,
    // Should the stores not be ours, then nothing of a tenant goes into those that all share.
    onCanSaveInStore: () => {
      const guard = host.guard();
      return !guard || !host.isInstalled(guard);
    },
  };
}
