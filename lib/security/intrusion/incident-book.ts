import { randomId } from '../../core/ids';
import { BoundedMap } from './bounded-map';
import type { Finding } from './detector';
import type { Incident } from './ports';

/** An incident that nothing was heard of for so long is over; what comes then is another one. */
export const QUIET_MS = 30 * 60_000;
const MOST_OPEN = 1_000;
const MAX_TEXT = 1_000;

/** Makes incidents of findings: those of one key of a row are one incident while they go on. */
export class IncidentBook {
  private readonly open = new BoundedMap<Incident>(MOST_OPEN);

  /** `isNew`: it begins with this finding. */
  take({ detector, key, event, count, tenant }: Finding): {
    readonly incident: Incident;
    readonly isNew: boolean;
  } {
    // Once it turns out to concern several tenants it is the installation's, and another one.
    const place = `${tenant ?? ''} ${key}`;
    const known = this.open.peek(place);
    const before = known && event.at - known.lastAt < QUIET_MS ? known : undefined;
    const total = Math.max(count, (before?.count ?? 0) + (detector.method === 'count' ? 0 : 1));
    const { account, address, protocol } = event;
    const incident: Incident = {
      id: before?.id ?? randomId(),
      tenant,
      detector: detector.id,
      severity: detector.severity,
      title: detector.title,
      summary: detector.words(event, count).slice(0, MAX_TEXT),
      advice: detector.advice,
      ...(account === undefined ? {} : { account }),
      ...(address === undefined ? {} : { address }),
      protocol,
      ...(before?.done === undefined ? {} : { done: before.done }),
      count: total,
      firstAt: before?.firstAt ?? event.at,
      lastAt: Math.max(event.at, before?.lastAt ?? 0),
    };
    this.open.set(place, incident);
    return { incident, isNew: before === undefined };
  }

  forget(tenant: string): void {
    for (const [place, incident] of [...this.open]) if (incident.tenant === tenant) this.open.delete(place);
  }

  /** What was done about it, once that is known. */
  note(
    { detector, key, tenant }: Pick<Finding, 'detector' | 'key' | 'tenant'>,
    done: string,
  ): Incident | undefined {
    const place = `${tenant ?? ''} ${key}`;
    const known = this.open.peek(place);
    if (!known || known.detector !== detector.id) return undefined;
    const noted = { ...known, done: done.slice(0, MAX_TEXT) };
    this.open.set(place, noted);
    return noted;
  }
}
