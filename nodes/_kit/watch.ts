import { isThermaCoreError } from '../../lib/core/errors';
import type { StatusState } from './status';
import type { TenantService } from './services';

export interface TenantWatch {
  readonly ready: boolean;
  /** For the node's status while it is not ready. */
  readonly status: { state: StatusState; text: string };
  stop(): void;
}

/** Follows whether a node's tenant is there, so that the node can wait for it and say why it cannot work. */
export function watchTenant(
  tenant: TenantService,
  {
    fail,
    onReady,
    onChange,
  }: { fail: (error: unknown) => void; onReady?: () => void; onChange?: () => void },
): TenantWatch {
  let stopped = false;
  let ready = false;
  let status: TenantWatch['status'] = { state: 'busy', text: 'waiting for the database' };
  // Asynchronously also when it is ready already, so that the node is whole before it is called back.
  tenant.ready.then(
    () => {
      if (stopped) return;
      ready = true;
      try {
        onReady?.();
      } catch (error) {
        fail(error);
      }
      onChange?.();
    },
    (error: unknown) => {
      if (stopped) return;
      status = { state: 'error', text: isThermaCoreError(error) ? error.message : 'the database failed' };
      fail(error);
    },
  );
  return {
    get ready() {
      return ready;
    },
    get status() {
      return status;
    },
    stop: () => void (stopped = true),
  };
}
