import type { SecurityReport } from '../../security/intrusion';
import type { AuditEntry, Refusal } from '../../tenancy';

/** What changes how the installation works, beside what is done with it every day. */
const CONFIGURATION =
  /^(?!session:|profile:|security:)[a-z-]+:(create|update|delete|import|settings|deploy|rotate|suspend|erase|service|manage|state|place)$/;
/** Not a person: rules of a flow change and command by themselves. */
const FLOW = 'flow';

/** What an entry of the audit log tells about security; undefined: nothing. */
export function eventOfEntry(entry: AuditEntry): SecurityReport | undefined {
  const { tenant, actor: account, action, target, from, outcome } = entry;
  const what = {
    tenant,
    account,
    protocol: action.startsWith('flow:') || action.startsWith('palette:') ? 'editor' : 'http',
    outcome,
    ...(from === undefined ? {} : { address: from }),
  } as const;
  if (action === 'session:login') return { ...what, kind: 'login' };
  if (action === 'session:refresh-reuse') return { ...what, kind: 'token-reuse' };
  if (outcome !== 'ok' || account === FLOW) return undefined;
  if (action === 'command:request')
    return { ...what, kind: 'command', ...(target === undefined ? {} : { detail: target }) };
  if (CONFIGURATION.test(action))
    return { ...what, kind: 'configuration', detail: [action, target].filter(Boolean).join(' ') };
  return undefined;
}

/** Somebody tried what he may not do, or asked for what is not there. */
export const eventOfRefusal = ({ tenant, actor, action, target, from }: Refusal): SecurityReport => ({
  kind: 'denied',
  tenant,
  account: actor,
  protocol: 'http',
  outcome: 'refused',
  detail: target ?? action,
  ...(from === undefined ? {} : { address: from }),
});
