import type { DashboardGuard } from './guard';
import { addresseeOf, withoutPrivate } from './addressee';

type Message = Record<string, unknown>;
interface Connection {
  readonly id: string;
}

/** The hooks of a Dashboard 2.0 plugin that we use; a hook that returns nothing stops its message. */
export interface PluginHooks {
  onInput(message: Message): Message | null;
  onAction(connection: Connection, id: string, message: unknown): unknown;
  onChange(connection: Connection, id: string, message: unknown): Message | null;
  onSend(connection: Connection, id: string, message: unknown): unknown;
  onAddConnectionCredentials(connection: Connection, item: Message): Message;
  onIsValidConnection(connection: Connection, message: unknown): boolean;
  onCanSaveInStore(message: unknown): boolean;
}

export interface PluginHost {
  /** The guard, if `settings.dashboard` is what it made. */
  guard(): DashboardGuard | undefined;
  /** `stores` of the running `ui-base` nodes. */
  stores(): readonly unknown[];
  warn(message: string): void;
}

/**
 * What runs inside Dashboard 2.0. With the guard at the sockets it adds what only the inside can: who changed a value,
 * and a store per tenant. Without it (a stock Node-RED without the line in settings.js) every browser sees everything,
 * so only the tenant that comes first is served and a second one is refused.
 */
export function createPluginHooks(host: PluginHost): PluginHooks {
  const unguarded = new FirstTenantOnly((message) => host.warn(message));
  const identify = (connection: Connection, item: Message): Message => ({
    ...withoutPrivate(item),
    ...host.guard()?.identityOf(connection),
  });
  const incoming = (connection: Connection, message: unknown): unknown => {
    if (Array.isArray(message)) return message.map((item: unknown) => incoming(connection, item));
    return typeof message === 'object' && message !== null
      ? identify(connection, message as Message)
      : message;
  };

  return {
    onInput(message) {
      const guard = host.guard();
      if (guard) {
        guard.adoptStores(host.stores());
        return message;
      }
      return unguarded.lets(message) ? message : null;
    },
    onAction: (connection, _id, message) => incoming(connection, message),
    onSend: (connection, _id, message) => incoming(connection, message),
    // Dashboard starts from the last message of whoever used the widget before.
    onChange: (connection, _id, _message) => identify(connection, {}),
    onAddConnectionCredentials: identify,
    // Dashboard asks this for some widget types only; the socket is where it is decided.
    onIsValidConnection: () => true,
    // Nothing of a tenant into the stores that all share, should they not be ours.
    onCanSaveInStore: () => host.guard() === undefined,
  };
}

/** The refusal of a dashboard that cannot tell its viewers apart. */
class FirstTenantOnly {
  private first: string | undefined;
  private readonly refused = new Set<string>();

  constructor(private readonly warn: (message: string) => void) {}

  lets(message: unknown): boolean {
    const addressee = addresseeOf(message);
    const tenant = addressee.kind === 'nobody' ? undefined : addressee.tenant;
    if (tenant === undefined) return true;
    this.first ??= tenant;
    if (tenant === this.first) return true;
    if (!this.refused.has(tenant) && this.refused.size < 100) {
      this.refused.add(tenant);
      this.warn(
        'The dashboards refuse to serve a second tenant, because this Node-RED shows everything to everybody. ' +
          "Add to settings.js: dashboard: require('@thermacore/node-red-dashboard-2-scada').dashboardSettings(),",
      );
    }
    return false;
  }
}
