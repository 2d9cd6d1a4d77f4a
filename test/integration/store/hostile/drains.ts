import type { ExportPlan } from '../../../../lib/store/export/readings-export';
import type { PastPlan } from '../../../../lib/store/history/past-readings';
import type { StoreParts } from '../../../support/database';

/** All that an export writes. */
export async function copied(store: StoreParts, plan: ExportPlan): Promise<string> {
  let text = '';
  const { signal } = new AbortController();
  await store.exports.copy(plan, { write: (chunk) => void (text += chunk.toString()), signal });
  return text;
}

/** All that was, piece by piece. */
export async function slices(store: StoreParts, plan: PastPlan): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const slice of store.past.read(plan, new AbortController().signal)) found.push(slice);
  return found;
}
