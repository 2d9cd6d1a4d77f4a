import type { Command } from '../core/command';
import type { CommandRecord } from './ports';

const instant = (ms: number): string => new Date(ms).toISOString();

/** A command as the API and the nodes show it: what is not there is absent. */
export function shown(record: CommandRecord): Command {
  const { id, unit, sensor, device, value, mode, comment, state, outcome, detail, readBack } = record;
  const { requestedBy, requestedAt, confirmBefore, confirmedBy, startedAt, endedAt } = record;
  return {
    id,
    unit,
    sensor,
    device,
    value,
    mode,
    ...(comment === undefined ? {} : { comment }),
    state,
    ...(outcome === undefined ? {} : { outcome }),
    detail,
    ...(readBack === undefined ? {} : { readBack }),
    requestedBy,
    requestedAt: instant(requestedAt),
    ...(confirmBefore === undefined ? {} : { confirmBefore: instant(confirmBefore) }),
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
    ...(startedAt === undefined ? {} : { startedAt: instant(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
  };
}
