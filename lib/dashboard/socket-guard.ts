import type { IncomingMessage } from 'node:http';
import type { Clock, Timer } from '../core/clock';
import { isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import { may, type Principal, type VerifiedToken } from '../tenancy';
import { Incoming, identityOf, type Identity } from './incoming';
import { isSameOrigin } from './origin';
import { Outgoing } from './outgoing';
import type { BlockedUntil, GuardedSocket } from './ports';
import type { BrowserSessions } from './sessions';
import type { WidgetStore } from './widget-store';

interface Admitted {
  readonly socket: GuardedSocket;
  readonly principal: Principal;
  expiry: Timer;
  /** Of the client, also where proxies stand between. */
  readonly address: string | undefined;
}

export interface SocketGuardOptions {
  readonly sessions: BrowserSessions;
  readonly store: WidgetStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Until when an address is kept out, epoch ms. */
  readonly blockedUntil?: BlockedUntil | undefined;
}

/** What a page was opened for: another role, tenant or limit needs another page. */
const isSameUser = (a: Principal, b: Principal): boolean => likenessOf(a) === likenessOf(b);

const likenessOf = ({ role, tenant, homeTenant, grants, units }: Principal): string =>
  JSON.stringify([role, tenant, homeTenant, grants, units]);

const MAX_SOCKETS = 2000;
const MAX_SOCKETS_PER_SESSION = 50;
const MAX_HINTS = 200;

/**
 * Stands at every socket of Dashboard 2.0. Dashboard broadcasts by default and trusts what browsers send; here each
 * socket belongs to one verified user in one tenant for its whole life, all that leaves it passes `Outgoing`, and all
 * that comes in passes `Incoming`.
 */
export class SocketGuard {
  private readonly admitted = new Map<string, Admitted>();
  private readonly engines = new WeakSet<object>();
  private readonly closedAdapters = new WeakSet<object>();
  private readonly hinted = new Set<string>();
  private readonly drops: Counter;
  private closed = false;

  constructor(private readonly use: SocketGuardOptions) {
    this.drops = use.meter.counter(
      'thermacore_dashboard_dropped_total',
      'Dashboard messages that the guard kept back',
      ['direction', 'reason'],
    );
    use.meter.gauge('thermacore_dashboard_sockets', 'Open dashboard pages', () => this.admitted.size);
    use.sessions.onRenewal((session) => this.prolong(session));
  }

  /** For `settings.dashboard.ioMiddleware`. */
  readonly admit = (socket: GuardedSocket, next: (error?: Error) => void): void => {
    this.admission(socket).then(
      (refusal) => (refusal === undefined ? next() : next(new Error(refusal))),
      (error: unknown) => {
        if (!isThermaCoreError(error))
          this.use.logger.error('A dashboard page could not be admitted', { reason: messageOf(error) });
        next(new Error('unavailable'));
      },
    );
  };

  /** Who sits at the socket; undefined for a socket that was not admitted here. */
  identityOf(socket: { readonly id: string }): Identity | undefined {
    const entry = this.admitted.get(socket.id);
    if (!entry || entry.socket !== socket) return undefined;
    const { address, principal } = entry;
    return identityOf({ socketId: socket.id, address, principal });
  }

  /** Ends the pages of a session that was logged out or switched to another tenant. */
  endSession(sessionId: string): void {
    for (const { socket, principal } of [...this.admitted.values()])
      if (principal.sessionId === sessionId) socket.disconnect(true);
  }

  /**
   * Ends all pages' connections and admits no more. While the flows end, Dashboard takes one widget after the other away;
   * a page that saw that would lose the frame that says that nothing on it is live.
   */
  close(): void {
    this.closed = true;
    for (const { socket } of [...this.admitted.values()]) socket.disconnect(true);
  }

  /** Undefined admits; otherwise the word that the client gets. */
  private async admission(socket: GuardedSocket): Promise<string | undefined> {
    this.watchEngine(socket);
    this.closeBroadcast(socket);
    if (!isSameOrigin(socket.handshake.headers)) return this.refuse('foreign-origin');
    if (this.isBlocked(socket.request)) return this.refuse('blocked');
    const session = await this.use.sessions.of(socket.request);
    if (!session) return this.refuse('unauthenticated');
    if (!may(session.principal, 'dashboard:view')) return this.refuse('forbidden');
    if (this.admitted.size >= MAX_SOCKETS) return this.refuse('too-many');
    const own = [...this.admitted.values()].filter(
      ({ principal }) => principal.sessionId === session.principal.sessionId,
    );
    if (own.length >= MAX_SOCKETS_PER_SESSION) return this.refuse('too-many');
    if (session.expiresAt <= this.use.clock.now()) return this.refuse('unauthenticated');
    // It may have been closed while the session was asked for.
    if (this.closed) return 'unavailable';
    this.install(socket, session);
    return undefined;
  }

  private install(socket: GuardedSocket, session: VerifiedToken): void {
    const { principal } = session;
    const { clock, store, sessions } = this.use;
    const address = sessions.addressOf(socket.request);
    const outgoing = new Outgoing({
      socketId: socket.id,
      principal,
      store,
      dropped: (reason, event) => this.dropped('out', reason, event),
    });
    const incoming = new Incoming({
      socketId: socket.id,
      address,
      principal,
      clock,
      has: (widget) => outgoing.has(widget),
      dropped: (reason, event) => this.dropped('in', reason, event),
    });
    const emit = socket.emit.bind(socket);
    socket.emit = (event, ...args) => {
      const allowed = outgoing.filter(event, args);
      return allowed ? emit(event, ...allowed) : true;
    };
    // Without next() the event ends here; an error would be thrown at Dashboard's handlers.
    socket.use((event, next) => {
      const allowed = incoming.filter(event);
      if (!allowed) return;
      event.splice(0, event.length, ...allowed);
      next();
    });
    const expiry = this.expiry(socket, session.expiresAt);
    this.admitted.set(socket.id, { socket, principal, address, expiry });
    // Not 'disconnect': Dashboard takes all listeners of that one away at a deploy.
    socket.on('disconnecting', () => {
      this.admitted.get(socket.id)?.expiry.stop();
      this.admitted.delete(socket.id);
    });
  }

  private expiry(socket: GuardedSocket, at: number): Timer {
    return this.use.clock.after(Math.max(0, at - this.use.clock.now()), () => socket.disconnect(true));
  }

  /** A renewed token keeps its open pages alive if it says the same of the user; otherwise they come again. */
  private prolong({ principal, expiresAt }: VerifiedToken): void {
    for (const entry of [...this.admitted.values()]) {
      if (entry.principal.sessionId !== principal.sessionId) continue;
      if (!isSameUser(entry.principal, principal)) {
        entry.socket.disconnect(true);
        continue;
      }
      entry.expiry.stop();
      entry.expiry = this.expiry(entry.socket, expiresAt);
    }
  }

  /**
   * A page that reconnects sends its cookies with engine.io's handshake only, which passes no express middleware. That
   * handshake's answer is where they can be renewed. Nor does what is polled pass any: who is kept out is so here.
   */
  private watchEngine(socket: GuardedSocket): void {
    const { engine } = socket.nsp.server;
    if (this.engines.has(engine)) return;
    this.engines.add(engine);
    engine.use((request, response, next) => {
      if (this.isBlocked(request)) return next(new Error(this.refuse('blocked')));
      const isHandshake = !/[?&]sid=/.test(request.url ?? '');
      if (!isHandshake || !isSameOrigin(request.headers)) return next();
      // Whether there is a session is decided at admission; this only renews.
      this.use.sessions.of(request, response).then(
        () => next(),
        () => next(),
      );
    });
  }

  /** `io.emit` and rooms go around socket.emit; Dashboard uses neither. */
  private closeBroadcast(socket: GuardedSocket): void {
    const { adapter } = socket.nsp;
    if (this.closedAdapters.has(adapter)) return;
    this.closedAdapters.add(adapter);
    adapter.broadcast = () => this.dropped('out', 'broadcast', 'broadcast');
  }

  private isBlocked(request: IncomingMessage): boolean {
    const { blockedUntil, sessions } = this.use;
    return blockedUntil?.(sessions.addressOf(request)) !== undefined;
  }

  private refuse(reason: string): string {
    this.dropped('in', reason, 'connect');
    return reason;
  }

  private dropped(direction: 'in' | 'out', reason: string, event: string): void {
    // A message of another tenant is the guard's daily work, not a loss.
    if (reason === 'elsewhere') return;
    this.drops.add(1, { direction, reason });
    if (reason !== 'no-tenant' || this.hinted.has(event) || this.hinted.size >= MAX_HINTS) return;
    this.hinted.add(event);
    this.use.logger.warn(
      `A message for the dashboard widget ${event.slice(event.indexOf(':') + 1)} names no tenant and was not shown. ` +
        'Set msg.tenant to the key of a tenant, or answer with the message that the widget sent.',
    );
  }
}
