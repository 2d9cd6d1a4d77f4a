import type { Ownership } from '../../core/claiming';
import type { Logger } from '../../core/logger';
import { messageOf } from '../../core/errors';
import type { Principal } from '../../tenancy';
import type { AlarmActionRequest } from '../actions';
import type { ActionResult } from '../engine';
import type { AlarmOrder } from '../ports';
import { actEverywhere } from './act-everywhere';
import { noSuchAlarm } from './board';
import { nobody, type Forwarding } from './forwarding';
import type { AlarmStore } from './ports';
import { shownAlarm, type Alarm } from './shown';
import type { TenantAlarms } from './tenant-alarms';

/** Who acts. Without a user it is a flow. */
export interface AlarmActor {
  readonly tenant: string;
  readonly principal: Principal | undefined;
}

export interface GroupResult {
  readonly done: readonly Alarm[];
  readonly refused: readonly { readonly alarm: string; readonly reason: string }[];
}

type Wish = Omit<AlarmActionRequest, 'user'>;

/** How long whoever acts waits until it is written: what a person was told of survives a kill. */
const WRITTEN_MS = 3_000;

export interface ActingUse {
  readonly store: Pick<AlarmStore, 'audit'>;
  readonly ownership: Ownership;
  readonly forwarding: Forwarding;
  readonly logger: Logger;
  readonly tenant: (tenant: string) => TenantAlarms | undefined;
}

/** What people do to alarms: done here, or by the process that evaluates; all of it stands in the audit log. */
export class Acting {
  constructor(private readonly use: ActingUse) {}

  /** Rejects in words where the rule or the state of the alarm does not allow it. */
  async act(by: AlarmActor, id: string, wish: Wish): Promise<Alarm> {
    let result: ActionResult | undefined;
    try {
      [result] = await this.order(by, [id], wish);
      if (result?.refused) throw result.refused;
      if (!result?.alarm) throw noSuchAlarm(id);
    } catch (error) {
      await this.audit(by, id, wish, messageOf(error));
      throw error;
    }
    await this.audit(by, result.alarm.id, wish);
    return shownAlarm(result.alarm);
  }

  /** Each on its own: what is refused for one does not hold up the others. */
  async actAll(by: AlarmActor, ids: readonly string[], wish: Wish): Promise<GroupResult> {
    if (ids.length === 0) return { done: [], refused: [] };
    let results: readonly ActionResult[];
    try {
      results = await this.order(by, ids, wish);
    } catch (error) {
      const none = { alarms: [], refusedAlarms: ids };
      await this.audit(by, `${ids.length} alarms`, wish, messageOf(error), none);
      throw error;
    }
    const done = results.flatMap(({ alarm }) => (alarm ? [shownAlarm(alarm)] : []));
    const refused = results.flatMap(({ id, refused: error }) =>
      error ? [{ alarm: id, reason: error.sentence }] : [],
    );
    const reason = done.length === 0 ? refused[0]?.reason : undefined;
    await this.audit(by, `${done.length} alarms`, wish, reason, {
      alarms: done.map(({ id }) => id),
      refusedAlarms: refused.map(({ alarm }) => alarm),
    });
    return { done, refused };
  }

  /** In this process, or by the system whose condition it is; resolves when it is kept, or after some seconds. */
  async perform(tenant: string, { alarms, ...request }: AlarmOrder): Promise<readonly ActionResult[]> {
    const here = this.use.tenant(tenant);
    if (!here) throw nobody();
    const results = await actEverywhere(here, alarms, request);
    await here.written(WRITTEN_MS);
    return results;
  }

  private async order({ tenant, principal }: AlarmActor, alarms: readonly string[], wish: Wish) {
    const order = { alarms, ...wish, user: principal?.username };
    const here = this.use.tenant(tenant);
    if (here && here.state !== 'elsewhere') return this.perform(tenant, order);
    if (!here && !(await this.isEvaluated(tenant))) throw nobody();
    return this.use.forwarding.ask(tenant, order);
  }

  /** What nobody has the right to do can be had for a moment. */
  private async isEvaluated(tenant: string): Promise<boolean> {
    const claim = await this.use.ownership.claim(tenant);
    await claim?.release();
    return claim === undefined;
  }

  /** The action is done by now: an audit log that is away is reported, and does not undo it; the journal has it too. */
  private async audit(
    { tenant, principal }: AlarmActor,
    target: string,
    { action, comment, seconds }: Wish,
    refused?: string,
    more: object = {},
  ): Promise<void> {
    const { store, logger } = this.use;
    await store.audit
      .record({
        tenant,
        actor: principal?.username ?? 'flow',
        action: `alarm:${action}`,
        target,
        outcome: refused === undefined ? 'ok' : 'refused',
        detail: {
          ...(comment === undefined ? {} : { comment }),
          ...(seconds === undefined ? {} : { seconds }),
          ...(refused === undefined ? {} : { refused }),
          ...more,
        },
      })
      .catch((error: unknown) => logger.error('An action on an alarm could not be audited', { error }));
  }
}
