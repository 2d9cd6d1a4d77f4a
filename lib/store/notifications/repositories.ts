import type { z } from 'zod';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type {
  ListFilter,
  RouteRecord,
  RouteRepository,
  SealedSecrets,
  TargetChange,
  TargetRecord,
  TargetRepository,
} from '../../notifications/ports';
import { NotificationRouteInput, type NotificationRoutePatch } from '../../notifications/route';
import { OpenTarget } from '../../notifications/target';
import { withoutNulls } from '../rows';
import type { Transactions } from '../tenant-transaction';
import { Registry, type RegistryRow } from './registry';

/** Written and read through the schema: what came later than the row gets its default. Throws `invalid`. */
function parsed<T extends z.ZodType>(schema: T, given: unknown, what: string): z.output<T> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const issue = error.issues[0];
  throw new ThermaCoreError('invalid', `The ${what} is not valid: ${issue?.message ?? 'no reason'}.`, {
    field: issue?.path.join('.') ?? what,
  });
}

const keptOf = ({ version, createdAt, createdBy, updatedAt, updatedBy }: RegistryRow) => ({
  version,
  createdAt,
  updatedAt,
  createdBy: createdBy ?? undefined,
  updatedBy: updatedBy ?? undefined,
});

/** The settings alone, without what the store knows of them. */
const only = (shape: object, record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => name in shape && value !== undefined));

/** What is left out stays; null clears. */
const merged = (before: object, change: object): object =>
  withoutNulls({
    ...before,
    ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
  });

const ROUTE = 'notification route';
const TARGET = 'notification target';

export class StoredRoutes implements RouteRepository {
  private readonly registry: Registry<RouteRecord>;

  constructor(transactions: Transactions) {
    this.registry = new Registry<RouteRecord>(transactions, {
      table: 'notification_routes',
      column: 'route',
      what: ROUTE,
      recordOf: (row) => ({ ...parsed(NotificationRouteInput, row.body, ROUTE), ...keptOf(row) }),
    });
  }

  all(tenant: string): Promise<readonly RouteRecord[]> {
    return this.registry.all(tenant);
  }

  list(tenant: string, filter: ListFilter): Promise<Page<RouteRecord>> {
    return this.registry.list(tenant, filter);
  }

  get(tenant: string, key: string): Promise<RouteRecord> {
    return this.registry.get(tenant, key);
  }

  async add(tenant: string, route: NotificationRouteInput, user: string | undefined): Promise<RouteRecord> {
    return this.registry.add(tenant, { body: parsed(NotificationRouteInput, route, ROUTE) }, user);
  }

  update(
    tenant: string,
    key: string,
    patch: NotificationRoutePatch,
    version: number,
    user: string | undefined,
  ): Promise<RouteRecord> {
    return this.registry.update(tenant, key, version, user, (before) => {
      const bare = only(NotificationRouteInput.shape, before);
      return { body: parsed(NotificationRouteInput, merged(bare, { ...patch, key }), ROUTE) };
    });
  }

  remove(tenant: string, key: string, version?: number): Promise<void> {
    return this.registry.remove(tenant, key, version);
  }
}

export class StoredTargets implements TargetRepository {
  private readonly registry: Registry<TargetRecord>;

  constructor(transactions: Transactions) {
    this.registry = new Registry<TargetRecord>(transactions, {
      table: 'notification_targets',
      column: 'target',
      what: TARGET,
      recordOf: (row) => ({
        ...parsed(OpenTarget, row.body, TARGET),
        ...keptOf(row),
        secrets: row.secrets as SealedSecrets,
      }),
    });
  }

  all(tenant: string): Promise<readonly TargetRecord[]> {
    return this.registry.all(tenant);
  }

  list(tenant: string, filter: ListFilter): Promise<Page<TargetRecord>> {
    return this.registry.list(tenant, filter);
  }

  get(tenant: string, key: string): Promise<TargetRecord> {
    return this.registry.get(tenant, key);
  }

  async add(
    tenant: string,
    target: OpenTarget,
    secrets: SealedSecrets,
    user: string | undefined,
  ): Promise<TargetRecord> {
    return this.registry.add(tenant, { body: parsed(OpenTarget, target, TARGET), secrets }, user);
  }

  update(
    tenant: string,
    key: string,
    { secrets, ...change }: TargetChange,
    version: number,
    user: string | undefined,
  ): Promise<TargetRecord> {
    return this.registry.update(tenant, key, version, user, (before) => ({
      body: parsed(OpenTarget, merged(only(OpenTarget.shape, before), { ...change, key }), TARGET),
      secrets,
    }));
  }

  remove(tenant: string, key: string, version?: number): Promise<void> {
    return this.registry.remove(tenant, key, version);
  }
}
