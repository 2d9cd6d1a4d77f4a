import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { FairGate } from '../core/fair-gate';
import type { Meter } from '../core/meter';
import { authorise, permissionThatCounts, type Permission, type Principal, type Refusal } from '../tenancy';
import type { ApiRequest, Route } from './contract';
import type { Exchange } from './exchange';
import type { RateLimits } from './rate-limits';
import { bearerOf } from './request';

/** What the API needs of tenancy: who a bearer token stands for. */
export type Authenticate = (token: string) => Promise<Principal>;

export interface EntranceOptions {
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Called for each request of a user who may not make it. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Called for each request of a user for what is not there. */
  readonly onMissing?: (missing: Refusal) => void;
  /** Requests in work at a time; more wait, and tenants take turns. */
  readonly maxInFlight: number;
  /** Requests that wait; of more, those of whoever has most there are turned away with 503. */
  readonly maxWaiting: number;
  readonly limits?: RateLimits;
}

/** How long a request waits for a place; a client that is told so can try another server meanwhile. */
const PLACE_TIMEOUT_MS = 10_000;
/** Of a path in the audit log. */
const MAX_TARGET = 300;

/** Who comes in, how often, and when: identity, quotas, permission, and a place among those in work. */
export class Entrance {
  private readonly places: FairGate;

  constructor(private readonly use: EntranceOptions) {
    const { meter, clock, maxInFlight: size, maxWaiting } = use;
    this.places = new FairGate({ size, maxWaiting, timeoutMs: PLACE_TIMEOUT_MS, clock, full: noPlace });
    meter.gauge('thermacore_api_requests_in_flight', 'API requests in work', () => this.places.inUse);
    meter.gauge(
      'thermacore_api_requests_waiting',
      'API requests that wait for a place',
      () => this.places.waiting,
    );
  }

  /**
   * Identity and permission come before anything of the request is looked at: whoever may not ask learns nothing from
   * error messages, and cannot make us parse a body. `headers` gets what the answer says of quotas, whatever becomes of it.
   */
  async admit(
    route: Route,
    request: ApiRequest,
    exchange: Exchange,
    headers: Record<string, string>,
  ): Promise<Principal | undefined> {
    const principal = route.permission === 'public' ? undefined : await this.known(request);
    const { limits } = this.use;
    Object.assign(
      headers,
      principal
        ? limits?.takeFor(principal, route.cost ?? 1)
        : limits?.takeFrom(request.from, route.allowance, route.cost),
    );
    if (principal && route.permission !== 'public') {
      const permission = permissionThatCounts(principal, route.permission, route.orPermission);
      this.authorise(principal, permission, request);
      this.watch(principal, permission, request, exchange);
    }
    await this.place(ownerOf(route, principal), exchange);
    return principal;
  }

  /** Whose token does not count is somebody unknown, and has to keep to what an address may. */
  private async known(request: ApiRequest): Promise<Principal> {
    try {
      return await this.use.authenticate(bearerOf(request));
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'unauthenticated')
        this.use.limits?.takeFrom(request.from);
      throw error;
    }
  }

  /** A refusal is somebody's to know: the home tenant's of who tried, which is not told of other tenants. */
  private authorise(principal: Principal, permission: Permission, { method, path, from }: ApiRequest): void {
    try {
      authorise(principal, permission);
    } catch (error) {
      this.use.onRefused?.(refusalOf(principal, permission, { method, path, from }));
      throw error;
    }
  }

  /** What is not there may be another tenant's: who asks for much of it is looking for something. */
  private watch(
    principal: Principal,
    permission: Permission,
    request: ApiRequest,
    { answer }: Exchange,
  ): void {
    const { onMissing } = this.use;
    if (!onMissing) return;
    answer.catch((error: unknown) => {
      if (isThermaCoreError(error) && error.code === 'not-found')
        onMissing(refusalOf(principal, permission, request));
    });
  }

  /** Holds a place until the exchange is over. Health checks need none: they are to answer when all are taken. */
  private async place(owner: string | undefined, { answer, signal }: Exchange): Promise<void> {
    if (owner === undefined) return;
    await this.places.enter({ owner, signal });
    const leave = (): void => this.places.leave(owner);
    void answer.then(leave, leave);
  }
}

function refusalOf(
  { homeTenant: tenant, username: actor }: Principal,
  action: Permission,
  { method, path, from }: Pick<ApiRequest, 'method' | 'path' | 'from'>,
): Refusal {
  return { tenant, actor, action, target: `${method} ${path}`.slice(0, MAX_TARGET), from };
}

/** Who takes turns: tenants, and those who are in none. A key of a tenant has no @. */
function ownerOf({ allowance }: Route, principal: Principal | undefined): string | undefined {
  if (principal) return principal.tenant ?? '@platform';
  return allowance === 'health' ? undefined : `@${allowance ?? 'public'}`;
}

const noPlace = (): ThermaCoreError =>
  new ThermaCoreError('unavailable', 'Too many requests are in work.', { advice: 'Try again soon.' });
