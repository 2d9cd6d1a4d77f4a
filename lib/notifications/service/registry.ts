import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { Network } from '../io/network';
import type { ListFilter, TargetRecord } from '../ports';
import type { NotificationRouteInput, NotificationRoutePatch } from '../route';
import type { SendError } from '../send-error';
import {
  shownRoute,
  shownTarget,
  type NotificationRoute,
  type NotificationRouteVerdict,
  type NotificationTarget,
} from '../shown';
import { requireSecret } from '../signature';
import {
  SECRETS,
  type Channel,
  type NotificationTargetInput,
  type NotificationTargetPatch,
  type TargetSettings,
} from '../target';
import { wordsOfRoute } from '../text/route-words';
import type { NotificationStore, TargetSecrets } from './ports';

export interface RegistryUse {
  readonly store: Pick<NotificationStore, 'routes' | 'targets'>;
  readonly secrets: TargetSecrets;
  readonly network: Network;
  /** Called after a change, so that it counts at once. */
  readonly changed: (tenant: string) => Promise<void>;
}

/** Who changes something; undefined: a flow. */
export interface Author {
  readonly tenant: string;
  readonly user: string | undefined;
}

const invalid = (field: string, message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

/** A target as people know it; one that is off is told apart, since nothing reaches it. */
const namesOf = (targets: readonly TargetRecord[]): ((key: string) => string) => {
  const known = new Map(targets.map(({ key, name, enabled }) => [key, enabled ? name : `${name} (off)`]));
  return (key) => known.get(key) ?? key;
};

/** Each step's targets that are not there. */
function strayTargets(
  steps: NotificationRouteInput['steps'],
  targets: readonly TargetRecord[],
): ThermaCoreError[] {
  const known = new Set(targets.map(({ key }) => key));
  return steps.flatMap((step, i) =>
    step.targets.flatMap((target, j) =>
      known.has(target)
        ? []
        : [
            invalid(
              `steps.${i}.targets.${j}`,
              `There is no notification target "${target}".`,
              'Add it first.',
            ),
          ],
    ),
  );
}

/** Routes and targets of a tenant as people change them: what cannot work is refused, and what is kept counts at once. */
export class NotificationRegistry {
  constructor(private readonly use: RegistryUse) {}

  async routes(tenant: string, filter: ListFilter): Promise<Page<NotificationRoute>> {
    const page = await this.use.store.routes.list(tenant, filter);
    return { ...page, items: page.items.map(shownRoute) };
  }

  async route(tenant: string, key: string): Promise<NotificationRoute> {
    return shownRoute(await this.use.store.routes.get(tenant, key));
  }

  async addRoute({ tenant, user }: Author, route: NotificationRouteInput): Promise<NotificationRoute> {
    await this.requireTargets(tenant, route.steps);
    const made = await this.use.store.routes.add(tenant, route, user);
    await this.use.changed(tenant);
    return shownRoute(made);
  }

  /** Rejects `conflict` where the version is not `version` any more. */
  async changeRoute(
    { tenant, user }: Author,
    key: string,
    change: NotificationRoutePatch,
    version: number,
  ): Promise<NotificationRoute> {
    if (change.steps) await this.requireTargets(tenant, change.steps);
    const made = await this.use.store.routes.update(tenant, key, change, version, user);
    await this.use.changed(tenant);
    return shownRoute(made);
  }

  async removeRoute({ tenant }: Author, key: string, version?: number): Promise<void> {
    await this.use.store.routes.remove(tenant, key, version);
    await this.use.changed(tenant);
  }

  /** What is wrong with it for this plant, and what it does in words. Keeps nothing. */
  async validateRoute(tenant: string, route: NotificationRouteInput): Promise<NotificationRouteVerdict> {
    const targets = await this.use.store.targets.all(tenant);
    const faults = strayTargets(route.steps, targets).map(({ field, message, advice = '' }) => ({
      field: field ?? 'steps',
      reason: `${message} ${advice}`,
    }));
    return { sound: faults.length === 0, faults, words: wordsOfRoute(route, namesOf(targets)) };
  }

  /** What each route does, in words, by key. */
  async words(tenant: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const { routes, targets } = this.use.store;
    const [all, known] = await Promise.all([routes.all(tenant), targets.all(tenant)]);
    return Object.fromEntries(all.map((route) => [route.key, wordsOfRoute(route, namesOf(known))]));
  }

  async targets(tenant: string, filter: ListFilter): Promise<Page<NotificationTarget>> {
    const page = await this.use.store.targets.list(tenant, filter);
    return { ...page, items: page.items.map(shownTarget) };
  }

  async target(tenant: string, key: string): Promise<NotificationTarget> {
    return shownTarget(await this.use.store.targets.get(tenant, key));
  }

  async addTarget(
    { tenant, user }: Author,
    { secrets = {}, ...target }: NotificationTargetInput,
  ): Promise<NotificationTarget> {
    const sealed = this.use.secrets.seal(tenant, target.key, secrets);
    this.requireSound(target.settings, secrets, Object.keys(sealed));
    const made = await this.use.store.targets.add(tenant, target, sealed, user);
    await this.use.changed(tenant);
    return shownTarget(made);
  }

  /** Secrets that it does not name stay. Rejects `conflict` where the version is not `version` any more. */
  async changeTarget(
    { tenant, user }: Author,
    key: string,
    { secrets = {}, ...change }: NotificationTargetPatch,
    version: number,
  ): Promise<NotificationTarget> {
    const before = await this.use.store.targets.get(tenant, key);
    const { settings = before.settings } = change;
    if (settings.channel !== before.settings.channel)
      throw invalid(
        'settings.channel',
        'A target stays on its channel.',
        'Add another target for this channel.',
      );
    const sealed = this.use.secrets.merge(tenant, key, before.secrets, secrets);
    this.requireSound(settings, secrets, Object.keys(sealed));
    const made = await this.use.store.targets.update(
      tenant,
      key,
      { ...change, secrets: sealed },
      version,
      user,
    );
    await this.use.changed(tenant);
    return shownTarget(made);
  }

  /** Rejects `conflict` where a route sends to it. */
  async removeTarget({ tenant }: Author, key: string, version?: number): Promise<void> {
    const routes = await this.use.store.routes.all(tenant);
    const users = routes.filter(({ steps }) => steps.some(({ targets }) => targets.includes(key)));
    if (users.length > 0)
      throw new ThermaCoreError(
        'conflict',
        `Routes send to the target "${key}": ${users.map((route) => route.key).join(', ')}.`,
        {
          field: 'target',
          advice: 'Take it out there, or switch the target off instead.',
        },
      );
    await this.use.store.targets.remove(tenant, key, version);
    await this.use.changed(tenant);
  }

  private async requireTargets(tenant: string, steps: NotificationRouteInput['steps']): Promise<void> {
    const [fault] = strayTargets(steps, await this.use.store.targets.all(tenant));
    if (fault) throw fault;
  }

  /** `set`: the names of all secrets that are there then. */
  private requireSound(
    settings: TargetSettings,
    given: Readonly<Record<string, string>>,
    set: readonly string[],
  ): void {
    const { channel } = settings;
    const takes = SECRETS[channel];
    const stray = Object.keys(given).find((name) => !Object.hasOwn(takes, name));
    if (stray !== undefined)
      throw invalid(
        `secrets.${stray}`,
        `A target of the channel ${channel} takes no secret "${stray}".`,
        adviceOn(channel),
      );
    const missing = Object.entries(takes).find(([name, need]) => need === 'needed' && !set.includes(name));
    if (missing)
      throw invalid(
        `secrets.${missing[0]}`,
        `A target of the channel ${channel} needs the secret "${missing[0]}".`,
        'Make one with: echo "whsec_$(openssl rand -base64 32)"',
      );
    if (given['secret']) requireSecret(given['secret']);
    if (settings.channel === 'email' && settings.username !== undefined && !set.includes('password'))
      throw invalid('secrets.password', 'A login needs a password.', 'Give it, or leave the user name out.');
    this.requireOutside(settings);
  }

  /** An address that would be refused when something is sent is better refused now; names are looked up only then. */
  private requireOutside(settings: TargetSettings): void {
    const host = settings.channel === 'webhook' ? new URL(settings.url).hostname : undefined;
    const literal = host ?? (settings.channel === 'email' ? settings.host : undefined);
    if (literal === undefined) return;
    try {
      this.use.network.requireLiteral(literal);
    } catch (error) {
      const { message } = error as SendError;
      throw invalid(
        host === undefined ? 'settings.host' : 'settings.url',
        message,
        'Or give another address.',
      );
    }
  }
}

const adviceOn = (channel: Channel): string => {
  const names = Object.keys(SECRETS[channel]);
  return names.length > 0 ? `It takes ${names.join(', ')}.` : 'It takes none.';
};
