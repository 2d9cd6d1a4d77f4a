import type { Receiver } from '../../lib/connectors/connector';
import type { Driver } from './drivers';
import { fieldReceiver } from './field-receiver';
import type { NodeContext, NodeParts } from './register';
import type { TenantService } from './services';
import { watchTenant } from './watch';

export interface FieldNodeOptions {
  readonly tenant: TenantService;
  /** Refuse readings of sensors that do not exist. */
  readonly knownOnly: boolean;
  /** The status then says first how many devices there are. */
  readonly isFleet: boolean;
  /** What reads; called once, and not started before the tenant is there. */
  readonly driver: (receiver: Receiver, onStatus: () => void) => Driver;
}

/** A node that reads the field: runs its driver while the tenant is there, and says below the node how it goes. */
export function runField(
  { platform, status, send, fail }: Pick<NodeContext<unknown>, 'platform' | 'status' | 'send' | 'fail'>,
  { tenant, knownOnly, isFleet, driver: make }: FieldNodeOptions,
): NodeParts {
  const touch = (): void => line.touch();
  const field = fieldReceiver({ platform, tenant, knownOnly, send, touch });
  const driver = make(field.receiver, touch);
  // Only when the tenant is there: before, there is no place for readings.
  const watch = watchTenant(tenant, { fail, onReady: () => driver.start(), onChange: touch });
  const line = status.live(() => {
    const { state, text } = driver.look() ?? watch.status;
    if (state !== 'ok') return { state, text };
    const { rate, rejected } = field;
    const came = rate.perMinute > 0 ? rate.text : '';
    // There is not room for all: what came, or was refused, says that there is a connection.
    const words = isFleet ? [text, came] : [came || (rejected ? '' : text)];
    return {
      state: rejected ? 'warn' : 'ok',
      text: [...words, rejected].filter(Boolean).join(' · '),
      moving: true,
    };
  });
  return {
    async close() {
      watch.stop();
      await driver.stop();
    },
  };
}
