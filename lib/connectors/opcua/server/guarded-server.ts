import { createHash } from 'node:crypto';
import type { TranslateBrowsePathsToNodeIdsRequest } from 'node-opcua';
import {
  AnonymousIdentityToken,
  CallRequest,
  CreateSessionRequest,
  DeleteSubscriptionsRequest,
  MethodIds,
  OPCUAServer,
  StatusCodes,
  TransferSubscriptionsRequest,
  TranslateBrowsePathsToNodeIdsResponse,
  X509IdentityToken,
  makeNodeId,
  type CallMethodRequest,
  type NodeId,
  type OPCUAServerOptions,
  type ServerSession,
  type StatusCode,
  type Subscription,
} from 'node-opcua';
import { blindfold } from './blindfold';
import { translateBrowsePath } from './browse-paths';
import { dropEmptyRanges } from './index-ranges';
import type { Logins } from './logins';
import { nowhereId } from './node-ids';
import type { ServedUser } from './ports';
import { TenantContext } from './tenant-context';
import type { Visibility } from './visibility';

export interface GuardOptions {
  readonly logins: Logins;
  readonly visibility: Visibility;
  /** Everything that a session asks for passes here, if it may know of it, e.g. to be made just in time. */
  readonly onAsked: (id: NodeId) => 'made' | 'known';
  /** A session has a new subscription; `tenant`: of its user, while it has one. */
  readonly onSubscription: (subscription: Subscription, tenant: () => string | undefined) => void;
  readonly maxSessionsPerTenant: number;
  readonly maxSessionTimeoutMs: number;
  /** Sessions came or went. */
  readonly onSessions: () => void;
}

type Message = Parameters<OPCUAServer['on_request']>[0];
type Channel = Parameters<OPCUAServer['on_request']>[1];
type Authorised = (error: Error | null, isAuthorized?: boolean, statusCode?: StatusCode) => void;

/** No subscription has it (OPC 10000-4 §7.19). */
const NO_SUBSCRIPTION = 0;
/** Conditions whose parts one request may have made, some ms each: who asks for more is told to ask in parts. */
const MAX_MADE = 100;
/** Lets a client keep subscriptions for a hundred days: not with us. */
const DURABLE = makeNodeId(MethodIds.Server_SetSubscriptionDurable);

/**
 * The library's server with tenants in it. A session knows of no node, subscription or user but those of its tenant: what
 * it sends goes through `blindfold`, what it is told through TenantContext, and the services that ask neither are here
 * (ADR 15).
 */
export class GuardedServer extends OPCUAServer {
  private readonly owners = new Map<ServerSession, ServedUser>();
  /** Of sessions that are there or were: a subscription outlives its session. */
  private readonly subscriptionOwners = new Map<number, string>();
  private readonly proved = new WeakMap<ServerSession, ServedUser>();

  constructor(
    options: OPCUAServerOptions,
    private readonly guard: GuardOptions,
  ) {
    const proved = new WeakMap<ServerSession, ServedUser>();
    super({
      ...options,
      userManager: {
        isValidUserAsync(name, password, callback) {
          guard.logins.byPassword(name, password, addressOf(this)).then(
            (user) => {
              if (user) proved.set(this, user);
              callback(null, user !== undefined);
            },
            (error: unknown) => callback(error as Error),
          );
        },
        getUserRoles: () => [],
      },
    });
    this.proved = proved;
  }

  /** Sessions with their users. */
  get users(): ReadonlyMap<ServerSession, ServedUser> {
    return this.owners;
  }

  /** Takes over how a user stands now. */
  setUser(session: ServerSession, user: ServedUser): void {
    if (this.owners.has(session)) this.owners.set(session, user);
  }

  endSession(session: ServerSession): void {
    if (this.owners.delete(session))
      this.engine.closeSession(session.authenticationToken, true, 'Terminated');
  }

  protected override createSession(
    options: Parameters<OPCUAServer['engine']['createSession']>[0] & object,
  ): ServerSession {
    const session = super.createSession(options);
    session.sessionContext = new TenantContext({
      session,
      server: this,
      visibility: this.guard.visibility,
      user: () => this.owners.get(session),
    }) as ServerSession['sessionContext'];
    session.on('new_subscription', (subscription: Subscription) => {
      const user = this.owners.get(session);
      if (user) this.subscriptionOwners.set(subscription.id, keyOf(user));
      // Whoever it is transferred to is the same user.
      this.guard.onSubscription(subscription, () => user?.tenant);
      subscription.once('terminated', () => this.subscriptionOwners.delete(subscription.id));
    });
    session.on('session_closed', () => {
      this.owners.delete(session);
      this.guard.onSessions();
    });
    this.guard.onSessions();
    return session;
  }

  protected override prepare(message: Message, channel: Channel): void {
    const { request } = message;
    if (request instanceof CreateSessionRequest)
      request.requestedSessionTimeout = Math.min(
        request.requestedSessionTimeout || this.guard.maxSessionTimeoutMs,
        this.guard.maxSessionTimeoutMs,
      );
    super.prepare(message, channel);
    const session = message.session as ServerSession | undefined;
    if (!session) return;
    const user = this.owners.get(session);
    try {
      dropEmptyRanges(request);
      const made = { count: 0 };
      if (!blindfold(request, (id) => this.shows(user, id, made)))
        message.session_statusCode = StatusCodes.BadEncodingLimitsExceeded;
      if (made.count > MAX_MADE) message.session_statusCode = StatusCodes.BadTooManyOperations;
      this.hideSubscriptions(request, user);
    } catch {
      // What cannot be looked through is not served; nobody behind us would catch it.
      message.session_statusCode = StatusCodes.BadDecodingError;
    }
  }

  private shows(user: ServedUser | undefined, id: NodeId, made: { count: number }): boolean {
    if (!this.guard.visibility.sees(user, id)) return false;
    if (made.count <= MAX_MADE && this.guard.onAsked(id) === 'made') made.count++;
    return true;
  }

  /** Ids of subscriptions are numbers in a row: another user's are as unknown as those that are not there. */
  private hideSubscriptions(request: Message['request'], user: ServedUser | undefined): void {
    const isOwn = (id: unknown): boolean =>
      typeof id === 'number' && user !== undefined && this.subscriptionOwners.get(id) === keyOf(user);
    if (request instanceof DeleteSubscriptionsRequest || request instanceof TransferSubscriptionsRequest)
      request.subscriptionIds = Array.from(request.subscriptionIds ?? [], (id) =>
        isOwn(id) ? id : NO_SUBSCRIPTION,
      );
    if (request instanceof CallRequest)
      for (const call of request.methodsToCall ?? []) this.hideFromCall(call, isOwn);
  }

  /** GetMonitoredItems and ResendData of the Server object take the id of a subscription. */
  private hideFromCall(call: CallMethodRequest, isOwn: (id: unknown) => boolean): void {
    if (call.methodId.toString() === DURABLE.toString()) call.methodId = nowhereId();
    const [first] = call.inputArguments ?? [];
    if (first && call.objectId.namespace === 0 && typeof first.value === 'number' && !isOwn(first.value))
      first.value = NO_SUBSCRIPTION;
  }

  protected override isUserAuthorized(
    channel: Channel,
    session: ServerSession,
    token: Parameters<OPCUAServer['isUserAuthorized']>[2],
    callback: Authorised,
  ): void {
    const settle = (user: ServedUser | undefined, otherwise?: StatusCode): void => {
      const fault = user ? this.faultOf(session, user) : (otherwise ?? StatusCodes.BadUserAccessDenied);
      if (user && !fault) this.owners.set(session, user);
      if (fault) callback(null, false, fault);
      else callback(null, true);
      this.guard.onSessions();
    };
    const away = (): void => settle(undefined, StatusCodes.BadResourceUnavailable);
    if (token instanceof AnonymousIdentityToken)
      return void this.guard.logins.anonymous(addressOf(session)).then(settle, away);
    if (token instanceof X509IdentityToken) {
      const thumbprint = createHash('sha1').update(token.certificateData).digest('hex');
      return void this.guard.logins.byCertificate(thumbprint, addressOf(session)).then(settle, away);
    }
    this.proved.delete(session);
    super.isUserAuthorized(channel, session, token, (error, isAuthorized, statusCode) => {
      if (error) away();
      else settle(isAuthorized ? this.proved.get(session) : undefined, statusCode);
    });
  }

  /** A session keeps its user: what it subscribed to would else go on under another one. */
  private faultOf(session: ServerSession, user: ServedUser): StatusCode | undefined {
    const before = this.owners.get(session);
    if (before) return keyOf(before) === keyOf(user) ? undefined : StatusCodes.BadIdentityChangeNotSupported;
    const ofTenant = [...this.owners.values()].filter(({ tenant }) => tenant === user.tenant).length;
    return ofTenant >= this.guard.maxSessionsPerTenant ? StatusCodes.BadTooManySessions : undefined;
  }

  protected override _on_TranslateBrowsePathsToNodeIdsRequest(message: Message, channel: Channel): void {
    const request = message.request as TranslateBrowsePathsToNodeIdsRequest;
    void this._apply_on_SessionObject(
      TranslateBrowsePathsToNodeIdsResponse,
      message,
      channel,
      (session, sendResponse, sendError) => {
        const { addressSpace } = this.engine;
        const paths = request.browsePaths ?? [];
        const most = this.engine.serverCapabilities.operationLimits.maxNodesPerTranslateBrowsePathsToNodeIds;
        if (!addressSpace) return sendError(StatusCodes.BadServerHalted);
        if (paths.length === 0) return sendError(StatusCodes.BadNothingToDo);
        if (most > 0 && paths.length > most) return sendError(StatusCodes.BadTooManyOperations);
        const user = this.owners.get(session);
        const made = { count: 0 };
        const sees = (id: NodeId): boolean => this.shows(user, id, made);
        sendResponse(
          new TranslateBrowsePathsToNodeIdsResponse({
            results: paths.map((path) => translateBrowsePath(addressSpace, path, sees)),
          }),
        );
      },
    );
  }
}

/** Names do not regard case. */
const keyOf = ({ tenant, name, anonymous }: ServedUser): string =>
  `${tenant}/${anonymous ? '' : name.toLowerCase()}`;

const addressOf = (session: ServerSession): string =>
  (session.channel?.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
