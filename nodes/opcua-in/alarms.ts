import type { ConditionNews, ConditionReport } from '../../lib/core/foreign-condition';
import { toKey } from '../../lib/core/ids';

/** What a device says of its own alarms, for a flow; undefined where it says nothing. */
export function eventsMessage(tenant: string, device: string, news: ConditionNews): object | undefined {
  if (news.kind === 'lost' || news.reports.length === 0) return undefined;
  return {
    topic: 'events',
    tenant,
    // After a connection all that there are come, also those that came before.
    refresh: news.kind === 'all',
    payload: news.reports.map((report) => shown(device, report)),
  };
}

const shown = (device: string, { at, activeAt, ...report }: ConditionReport): object => ({
  device,
  ...report,
  time: new Date(at).toISOString(),
  ...(activeAt === undefined ? {} : { activeSince: new Date(activeAt).toISOString() }),
});

/** Of a server that a form names: `opc.tcp://plc-1:4840/boiler` is `plc-1-4840-boiler`. */
export const deviceOf = (key: string | undefined, endpoint: string): string =>
  key ?? (toKey(endpoint.replace(/^opc\.tcp:\/\//i, '')) || 'opcua');
