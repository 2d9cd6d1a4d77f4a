import type { Clock } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { NotificationContent } from '../content';
import type { Item } from '../event';
import type { Senders } from '../ports';
import { SendError } from '../send-error';
import type { NotificationTest } from '../shown';
import { textOf } from '../text/wording';
import { withinTime } from './dispatcher';
import type { AlarmSide, NotificationStore, TargetSecrets } from './ports';

export interface TryUse {
  readonly store: Pick<NotificationStore, 'targets'>;
  readonly alarms: Pick<AlarmSide, 'place'>;
  readonly secrets: TargetSecrets;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sends a test message past the outbox, and says what happened. Rejects `not-found`. */
export async function tryTarget(
  { store, alarms, secrets, senders, clock, logger }: TryUse,
  tenant: string,
  key: string,
  by: string | undefined,
): Promise<NotificationTest> {
  const { settings, secrets: sealed, name } = await store.targets.get(tenant, key);
  const began = clock.monotonic();
  const content: NotificationContent = {
    ...textOf(testItem(name, by, clock.now()), await alarms.place(tenant), clock.now()),
    kind: 'test',
  };
  const answered = (ok: boolean, answer: string): NotificationTest => ({
    ok,
    answer,
    tookMs: Math.round(clock.monotonic() - began),
  });
  try {
    const opened = secrets.open(tenant, key, sealed);
    await withinTime(clock, undefined, (signal) =>
      senders[settings.channel].send({ tenant, id: randomId(), settings, secrets: opened, content }, signal),
    );
    return answered(true, TAKEN[settings.channel]);
  } catch (error) {
    if (error instanceof SendError) return answered(false, error.message);
    if (error instanceof ThermaCoreError) return answered(false, error.sentence);
    logger.error('A notification target could not be tested', { tenant, target: key, error });
    return answered(false, 'It failed on our side. The log has the details.');
  }
}

const TAKEN = {
  email: 'The mail server has taken the message.',
  webhook: 'The receiver has taken the message.',
  mqtt: 'The broker has taken the message.',
  dashboard: 'The message is shown on the dashboards.',
} as const;

const testItem = (name: string, by: string | undefined, at: number): Item => ({
  id: 'test',
  event: 'message',
  at,
  priority: 'low',
  class: 'message',
  message: `Test of the notification target ${name}`,
  text: `This is a test${by === undefined ? '' : `, asked for by ${by}`}. No alarm has been raised, and nothing has to be done.`,
});
