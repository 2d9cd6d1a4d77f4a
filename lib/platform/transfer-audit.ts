import type { Logger } from '../core/logger';
import type { Store } from '../store';

/** Who does it, in which tenant, with which database. */
export interface Acting<S = Pick<Store, 'audit'>> {
  readonly store: S;
  readonly tenant: string;
  /** User name, or `flow` for a message without a user. */
  readonly by: string;
}

export type TransferAction =
  | 'export:stream'
  | 'export:start'
  | 'export:cancel'
  | 'export:remove'
  | 'export:download'
  | 'import:start'
  | 'import:cancel'
  | 'import:remove'
  | 'tenant:export'
  | 'tenant:export-cancel'
  | 'tenant:export-remove'
  | 'tenant:export-download';

/** Into the audit log. One that is away is reported, and holds nothing up. */
export async function record(
  { store, tenant, by }: Acting,
  action: TransferAction,
  detail: object,
  logger: Logger,
): Promise<void> {
  await store.audit
    .record({
      tenant,
      actor: by,
      action,
      outcome: 'ok',
      ...('id' in detail ? { target: String(detail.id) } : {}),
      detail: { ...detail },
    })
    .catch((error: unknown) => logger.error('A transfer could not be written to the audit log', { error }));
}
