import { isThermaCoreError } from '../../core/errors';
import type { AlarmActionRequest } from '../actions';
import type { ActionResult } from '../engine';
import type { TenantAlarms } from './tenant-alarms';

/** Requests to other systems that are on their way at a time. */
const AT_ONCE = 10;

/** Each on its own, here or at the system whose condition it is; in the order of the ids. */
export async function actEverywhere(
  tenant: Pick<TenantAlarms, 'abroad' | 'actAbroad' | 'actAll'>,
  ids: readonly string[],
  request: AlarmActionRequest,
): Promise<ActionResult[]> {
  const unique = [...new Set(ids)];
  const abroad = tenant.abroad(unique);
  const results = new Map<string, ActionResult>();
  const left = [...abroad];
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        const alarm = await tenant.actAbroad(id, request);
        if (alarm) results.set(id, { id, alarm });
      } catch (error) {
        if (!isThermaCoreError(error)) throw error;
        results.set(id, { id, refused: error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, worker));
  const own = unique.filter((id) => !results.has(id));
  for (const result of tenant.actAll(own, request)) results.set(result.id, result);
  return unique.flatMap((id) => results.get(id) ?? []);
}
