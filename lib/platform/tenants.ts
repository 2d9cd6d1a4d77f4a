import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { endedWithin, type Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type {
  ErasureCertificate, ErasureJob, ErasureRequest, TenantInput, TenantMade, TenantShown,
} from '../core/tenant'; // prettier-ignore
import type { Store } from '../store';
import type { PendingErasure } from '../store/identity/tenant-repository';
import {
  hashPassword,
  principalOf,
  requireNoMoreThan,
  requirePerson,
  type AuthService,
  type Principal,
  type QuotaSource,
} from '../tenancy';
import type { Database } from './databases';
import { TenantStates } from './tenant-states';

export interface TenantsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  auth(): Promise<AuthService>;
  /** Whether it is the database of the installation itself. */
  isOwn(store: object): boolean;
  /** Removes what lies on disk or in memory of a tenant outside of the database; gives how many things there were. */
  forget(store: Store, tenant: string): Promise<number>;
}

/** The part of a database that erasing needs. */
export type Erasable = { readonly store: Store } & Pick<Database, 'spool'>;

interface Work {
  readonly database: Erasable;
  readonly pseudonym: string;
  progress: { done: number; steps: number };
  certificate?: ErasureCertificate;
}

const PASSWORD_BYTES = 12;
const TOKEN_BYTES = 24;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** From when it may be confirmed until it has to be asked for again. */
const CONFIRM_WITHIN_MS = 7 * DAY_MS;
const MAX_QUEUED = 100;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const iso = (ms: number): string => new Date(ms).toISOString();

const STOP_MS = 5_000;

/** Tenants as a whole: made, suspended, limited, erased. What has to happen beside the database is here. */
export class Tenants implements QuotaSource {
  private readonly statesOf = new Map<object, TenantStates>();
  private readonly erasures: JobQueue<Work>;
  private own: TenantStates | undefined;

  constructor(private readonly use: TenantsContext) {
    this.erasures = new JobQueue<Work>({
      clock: use.clock,
      maxRunning: 1,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: DAY_MS,
      run: (job) => this.erase(job),
      discard: () => Promise.resolve(),
      unexpected: (error) => use.logger.error('An erasure failed', { error }),
    });
  }

  /** Waits a few seconds for an erasure that is under way. */
  async stop(): Promise<void> {
    await endedWithin(this.use.clock, STOP_MS, this.erasures.stop());
    for (const states of this.statesOf.values()) states.stop();
    this.statesOf.clear();
  }

  /** What holds for the tenants of a database now. */
  of(store: Store): TenantStates {
    let states = this.statesOf.get(store);
    if (!states) {
      const { clock, logger, meter } = this.use;
      const isOwn = this.use.isOwn(store);
      states = new TenantStates(store, { clock, logger, meter: isOwn ? meter : undefined });
      this.statesOf.set(store, states);
      if (isOwn) this.own = states;
      void states.refresh();
    }
    return states;
  }

  /** Of a database that is about to be closed. */
  release(store: Store): void {
    this.statesOf.get(store)?.stop();
    this.statesOf.delete(store);
  }

  quotasOf(tenant: string): ReturnType<QuotaSource['quotasOf']> {
    return this.own?.quotasOf(tenant) ?? {};
  }

  /** In the installation's own database. */
  isSuspended(tenant: string): boolean {
    return this.own?.isSuspended(tenant) ?? false;
  }

  async create(store: Store, input: TenantInput): Promise<TenantMade> {
    if (input.admin === undefined) return store.tenants.create(input);
    const temporaryPassword = randomBytes(PASSWORD_BYTES).toString('base64url');
    const tenant = await store.tenants.create(input, {
      username: input.admin,
      passwordHash: await hashPassword(temporaryPassword),
    });
    return { ...tenant, admin: { username: input.admin, temporaryPassword } };
  }

  async suspend(store: Store, tenant: string, reason: string, by: string): Promise<TenantShown> {
    const { tenant: shown, sessions } = await store.tenants.suspend(tenant, reason, by);
    await this.end(store, sessions);
    return shown;
  }

  async resume(store: Store, tenant: string): Promise<TenantShown> {
    const shown = await store.tenants.resume(tenant);
    await this.of(store).refresh();
    return shown;
  }

  /** Suspends the tenant; gives the token that confirms, which is shown once. */
  async requestErasure(
    store: Store,
    tenant: string,
    { graceMinutes, by }: { readonly graceMinutes: number; readonly by: string },
  ): Promise<ErasureRequest> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const from = this.use.clock.now() + graceMinutes * MINUTE_MS;
    const until = from + CONFIRM_WITHIN_MS;
    const { sessions } = await store.tenants.requestErasure(tenant, {
      tokenHash: hashOf(token),
      from,
      until,
      by,
    });
    await this.end(store, sessions);
    return { tenant, token, from: iso(from), until: iso(until) };
  }

  /** Begins the erasure. Rejects `forbidden` for a wrong token, `conflict` before its time or when it may not begin. */
  async confirmErasure(database: Erasable, tenant: string, token: string, by: string): Promise<ErasureJob> {
    const pending = await database.store.tenants.pendingErasure(tenant);
    this.requireConfirmed(pending, token);
    // Readings that wait on disk are of all tenants; they would come after the erasure.
    if (!database.spool.isEmpty)
      throw new ThermaCoreError('conflict', 'Readings wait on disk for the database.', {
        advice: 'Wait until the spool is empty (thermacore_spool_bytes), then confirm again.',
      });
    const running = this.erasures.list(tenant).find(({ state }) => state === 'queued' || state === 'running');
    if (running) return shown(running);
    const pseudonym = `erased-${hashOf(`${tenant} ${this.use.clock.now()}`).slice(0, 12)}`;
    return shown(this.erasures.add(tenant, by, { database, pseudonym, progress: { done: 0, steps: 0 } }));
  }

  /** The latest. Throws `not-found` where none was confirmed since the start of this process, or a day ago. */
  erasure(tenant: string): ErasureJob {
    const [job] = this.erasures.list(tenant);
    if (job) return shown(job);
    throw new ThermaCoreError('not-found', `No erasure of "${tenant}" runs or ran here.`, {
      field: 'tenant',
      advice: 'GET /api/v1/erasure-certificates lists those that are done.',
    });
  }

  /** Rejects `forbidden` for a user who has more than who asks, and where no administrator would be left. */
  async erasePerson(
    store: Store,
    tenant: string,
    username: string,
    by: string,
    principal?: Principal,
  ): Promise<ErasureCertificate> {
    if (principal) {
      requirePerson(principal);
      const user = await store.users.findByUsername(username);
      if (user?.tenant === tenant)
        requireNoMoreThan(
          principal,
          principalOf({ ...user, mustChangePassword: false }, { id: '', actingTenant: null }),
        );
    }
    const sessions = await store.erasure.sessionsOf(tenant, username);
    const pseudonym = `erased-${randomBytes(6).toString('hex')}`;
    const { before, after } = await store.erasure.person(tenant, username, pseudonym);
    await this.end(store, sessions);
    const whose = by.toLowerCase() === username.toLowerCase() ? pseudonym : by;
    return this.certify(store, { kind: 'person', subject: pseudonym, tenant, by: whose, before, after });
  }

  private requireConfirmed(pending: PendingErasure | undefined, token: string): void {
    if (!pending)
      throw new ThermaCoreError('conflict', 'Nobody has requested the erasure of this tenant.', {
        field: 'tenant',
        advice: 'Request it first: POST /api/v1/tenants/{tenant}/erasure.',
      });
    const given = Buffer.from(hashOf(token));
    const wanted = Buffer.from(pending.tokenHash);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new ThermaCoreError('forbidden', 'The token does not confirm this erasure.', {
        field: 'token',
        advice: 'Use the one of the latest request.',
      });
    const now = this.use.clock.now();
    if (now < pending.from)
      throw new ThermaCoreError('conflict', `The erasure may be confirmed from ${iso(pending.from)}.`, {
        advice: 'Until then it can be withdrawn.',
      });
    if (now > pending.until)
      throw new ThermaCoreError('conflict', 'The request of the erasure has run out.', {
        advice: 'Request it again.',
      });
  }

  private async erase(job: Job<Work>): Promise<void> {
    const { owner: tenant, requestedBy: by, data } = job;
    const { store } = data.database;
    const { before, after } = await store.erasure.tenant(tenant, data.pseudonym, (done, steps) => {
      data.progress = { done, steps };
    });
    // The rows are gone by now, and the certificate has to come whatever happens.
    const left = (what: string) => (error: unknown) => {
      this.use.logger.error(what, { tenant, error });
      return 0;
    };
    const files = await this.use
      .forget(store, tenant)
      .catch(left('Files of an erased tenant could not be removed'));
    await this.of(store).refresh().catch(left('The states of tenants could not be read'));
    data.certificate = await this.certify(store, {
      kind: 'tenant',
      subject: tenant,
      tenant,
      by,
      before,
      after,
      files,
    });
    data.progress = { ...data.progress, done: data.progress.steps };
  }

  /** Into the audit log of the platform: without that line there is no certificate. */
  private async certify(
    store: Store,
    content: Omit<ErasureCertificate, 'at' | 'sha256'>,
  ): Promise<ErasureCertificate> {
    const whole = { ...content, at: iso(this.use.clock.now()) };
    const sha256 = createHash('sha256').update(inOrder(whole)).digest('hex');
    const certificate = { ...whole, sha256 };
    const { kind, subject, by } = certificate;
    await store.audit.record({
      tenant: null,
      actor: by,
      action: `${kind}:erased`,
      target: subject,
      outcome: 'ok',
      detail: certificate,
    });
    return certificate;
  }

  private async end(store: Store, sessions: readonly string[]): Promise<void> {
    if (this.use.isOwn(store)) (await this.use.auth()).endSessions(sessions);
    await this.of(store).refresh();
  }
}

/** JSON with names in order: what the hash of a certificate is of, for whoever checks it. */
export const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

function shown({ owner, state, data, error }: Job<Work>): ErasureJob {
  const { progress, certificate } = data;
  return {
    tenant: owner,
    state,
    ...progress,
    ...(error === undefined ? {} : { error }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}
