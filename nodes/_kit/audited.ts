import { changeOf, type Permission, type Platform, type Principal } from '../../lib/platform';
import type { FlowMessage } from './register';
import type { AskedOfInstallation, Operation } from './operation';

export { changeOf };

/** A question with whom it is for; null: the installation. */
type Whose = AskedOfInstallation & { readonly tenant: string | null };

/** Where the message came from, as `api in` and the dashboard's guard wrote it. */
function addressOf(message: FlowMessage): { from?: string } {
  const { req, _client: client } = message as { req?: { from?: unknown }; _client?: { socketIp?: unknown } };
  const from = req?.from ?? client?.socketIp;
  return typeof from === 'string' ? { from } : {};
}

/** The key of what is being created; a change's own key stands in the path. */
const keyOf = (body: unknown): { key?: unknown } =>
  typeof body === 'object' && body !== null && 'key' in body ? { key: body.key } : {};

/** What is about to be changed, as its node shows it by the same path; undefined where it does not. */
export async function stateOf(
  operations: Readonly<Record<string, Operation>>,
  { route, ofInstallation, check }: Operation,
  { tenant, ...asked }: Whose,
  message: FlowMessage,
): Promise<unknown> {
  if (!route || route.method === 'POST') return undefined;
  const shows = Object.values(operations).find(
    (one) =>
      one.route?.method === 'GET' && one.route.path === route.path && one.ofInstallation === ofInstallation,
  );
  if (!shows || shows.streams) return undefined;
  check?.(asked.platform, message);
  const question: FlowMessage = { _msgid: message._msgid, params: message['params'] };
  try {
    if (shows.ofInstallation) return await shows.run(asked, question);
    return tenant === null ? undefined : await shows.run({ ...asked, tenant }, question);
  } catch {
    // What is not there is for the change itself to say.
    return undefined;
  }
}

/** The change is made by now: an audit log that is away is reported, and does not undo the answer. */
export async function auditChange(
  { store, tenant, principal, platform }: Whose,
  permission: Permission,
  message: FlowMessage,
  detail: object,
): Promise<void> {
  const place = { ...(message['params'] as object | undefined), ...keyOf(message.payload) };
  await store.audit
    .record({
      tenant,
      actor: principal?.username ?? 'flow',
      action: permission,
      target: Object.values(place).join('/'),
      outcome: 'ok',
      ...addressOf(message),
      ...(Object.keys(detail).length > 0 ? { detail: { ...detail } } : {}),
    })
    .catch((error: unknown) =>
      platform.logger.error('A change could not be written to the audit log', { error }),
    );
}

export function auditRefusal(
  platform: Platform,
  { homeTenant, username }: Principal,
  permission: Permission,
  node: string,
  message: FlowMessage,
): void {
  const refusal = { tenant: homeTenant, actor: username, action: permission, target: node };
  platform.audit.refused({ ...refusal, ...addressOf(message) });
}
