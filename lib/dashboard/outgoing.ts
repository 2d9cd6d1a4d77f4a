import { isPlatformUser, type Principal } from '../tenancy';
import { addresseeOf, withoutPrivate } from './addressee';
import { ownPart } from './own-part';
import { visiblePart, type UiConfig } from './visibility';
import type { WidgetStore } from './widget-store';

export interface OutgoingContext {
  readonly socketId: string;
  readonly principal: Principal;
  readonly store: WidgetStore;
  /** Counts what stays inside, by reason. */
  dropped(reason: string, event: string): void;
}

/** Widgets that Dashboard's own page makes up carry such ids; they have no node and no data of a tenant. */
const BUILT_IN = /^ui-[a-z-]{1,40}$/;

/**
 * The single way out to one browser: turns an event of Dashboard 2.0 into what this principal may see, or into nothing.
 * Whatever it does not know is dropped.
 */
export class Outgoing {
  private readonly given = new Map<string, ReadonlySet<string>>();

  constructor(private readonly context: OutgoingContext) {}

  /** True for a widget that this browser was given by the last `ui-config`. */
  has(widget: unknown): widget is string {
    if (typeof widget !== 'string') return false;
    for (const widgets of this.given.values()) if (widgets.has(widget)) return true;
    return BUILT_IN.test(widget);
  }

  /** The arguments to emit, or undefined. */
  filter(event: string, args: readonly unknown[]): unknown[] | undefined {
    if (event === 'ui-config') return this.config(args);
    const cut = event.indexOf(':');
    const kind = event.slice(0, cut);
    const widget = event.slice(cut + 1);
    if (cut < 1) return this.drop('unknown-event', event);
    if (!this.has(widget)) return this.drop('not-given', event);
    if (kind === 'widget-load') return this.load(widget, args);
    const [message, ...rest] = args;
    if (rest.length > 0) return this.drop('unknown-event', event);
    return this.message(kind, message, event);
  }

  private config([base, config]: readonly unknown[]): unknown[] | undefined {
    if (typeof base !== 'string' || typeof config !== 'object' || config === null)
      return this.drop('unknown-event', 'ui-config');
    const visible = visiblePart(config as UiConfig, this.context.principal);
    this.given.set(base, new Set(Object.keys(visible.widgets ?? {})));
    return [base, this.withOwnState(visible)];
  }

  private withOwnState(config: UiConfig): UiConfig {
    const own = (id: string): Readonly<Record<string, unknown>> | undefined => this.ownState(id);
    const widgets = Object.entries(config.widgets ?? {}).map(([id, widget]) => {
      const state = own(id);
      if (!state) return [id, widget] as const;
      const before = (widget['state'] as object | undefined) ?? {};
      return [
        id,
        { ...widget, props: { ...widget.props, ...state }, state: { ...before, ...state } },
      ] as const;
    });
    return {
      ...config,
      pages: mapValues(config.pages, (id, page) => ({ ...page, ...own(id) })),
      groups: mapValues(config.groups, (id, group) => ({ ...group, ...own(id) })),
      widgets: Object.fromEntries(widgets),
    };
  }

  /** What Dashboard wants to replay is one value for everybody; the tenant's own is sent instead. */
  private load(widget: string, [, state]: readonly unknown[]): unknown[] {
    const { principal, store } = this.context;
    // What was said to the whole tenant is not for one who is limited to units: the page asks for its own.
    const isWhole = principal.tenant !== null && principal.units === undefined;
    const kept = isWhole ? store.message(principal.tenant, widget) : undefined;
    const common = typeof state === 'object' && state !== null ? state : {};
    const message = Array.isArray(kept) ? kept.map(clean) : kept === undefined ? undefined : clean(kept);
    return [message, { ...common, ...this.ownState(widget) }];
  }

  private message(kind: string, message: unknown, event: string): unknown[] | undefined {
    const { units } = this.context.principal;
    if (Array.isArray(message)) {
      const own = message.filter((item) => this.isForMe(kind, item)).flatMap((item) => ownPart(item, units));
      return own.length > 0 ? [own.map(clean)] : this.drop(reasonOf(message[0]), event);
    }
    const [own] = this.isForMe(kind, message) ? ownPart(message, units) : [];
    return own === undefined ? this.drop(reasonOf(message), event) : [clean(own)];
  }

  private isForMe(kind: string, message: unknown): boolean {
    const { socketId, principal } = this.context;
    const addressee = addresseeOf(message);
    switch (addressee.kind) {
      case 'tenant':
        return addressee.tenant === principal.tenant;
      case 'platform':
        return isPlatformUser(principal);
      case 'socket':
        if (addressee.tenant !== undefined && addressee.tenant !== principal.tenant) return false;
        // A changed value goes from one browser to the others of its tenant.
        return kind === 'widget-sync' && principal.units === undefined
          ? addressee.tenant !== undefined
          : addressee.socketId === socketId;
      default:
        return false;
    }
  }

  private ownState(item: string): Readonly<Record<string, unknown>> | undefined {
    const { principal, store } = this.context;
    const isWhole = principal.tenant !== null && principal.units === undefined;
    return isWhole ? store.state(principal.tenant, item) : undefined;
  }

  private drop(reason: string, event: string): undefined {
    this.context.dropped(reason, event);
    return undefined;
  }
}

const reasonOf = (message: unknown): string =>
  addresseeOf(message).kind === 'nobody' ? 'no-tenant' : 'elsewhere';

const clean = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && !Array.isArray(message)
    ? withoutPrivate(message)
    : message;

function mapValues<T>(
  items: Readonly<Record<string, T>> | undefined,
  change: (id: string, item: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(items ?? {}).map(([id, item]) => [id, change(id, item)]));
}
