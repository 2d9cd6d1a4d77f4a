import type { DashboardMessage } from './ports';

/** Whom a message from a flow is for. */
export type Addressee =
  | { readonly kind: 'tenant'; readonly tenant: string }
  /** Of the installation: for users of the platform, wherever they act. */
  | { readonly kind: 'platform' }
  /** The answer to one browser's own request. */
  | { readonly kind: 'socket'; readonly socketId: string; readonly tenant: string | undefined }
  | { readonly kind: 'nobody' };

const NOBODY: Addressee = { kind: 'nobody' };

/**
 * Reads it off the message: `msg._client.socketId` (which the guard wrote when the browser asked) or `msg.tenant` (which
 * our nodes write from their configuration or from a verified user; null: of the installation). A message with neither is
 * for nobody.
 */
export function addresseeOf(message: unknown): Addressee {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return NOBODY;
  const { tenant, _client: client } = message as DashboardMessage;
  if (tenant === null && client === undefined) return { kind: 'platform' };
  if (tenant !== undefined && (typeof tenant !== 'string' || tenant === '')) return NOBODY;
  const socketId = client?.socketId;
  if (typeof socketId === 'string') return { kind: 'socket', socketId, tenant };
  return tenant === undefined ? NOBODY : { kind: 'tenant', tenant };
}

/** Properties that identify people and connections: never sent to a browser, never taken from one. */
const PRIVATE = ['_client', 'principal', 'tenant', 'req', 'res', 'delivery', '_event'] as const;

export function withoutPrivate(message: object): Record<string, unknown> {
  const clean: Record<string, unknown> = { ...message };
  for (const name of PRIVATE) delete clean[name];
  return clean;
}
