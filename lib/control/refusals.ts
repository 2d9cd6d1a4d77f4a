import { ThermaCoreError } from '../core/errors';
import type { SensorAddress } from '../core/history';
import type { Principal } from '../tenancy';
import type { CommandRecord, StartRefusal } from './ports';

/** How long another user has to confirm, in ms. */
export const CONFIRM_WITHIN_MS = 5 * 60_000;
export const EXPIRED = `Nobody confirmed it within ${CONFIRM_WITHIN_MS / 60_000} minutes; nothing was sent.`;
export const LOST = {
  outcome: 'timed-out',
  detail: 'The platform restarted while the command was on its way; the state of the field is unknown.',
} as const;
export const UNAUDITED = {
  outcome: 'failed',
  detail: 'It could not be written to the audit log, so nothing was sent.',
} as const;

export const refused = (detail: string, now: number) =>
  ({ state: 'done', outcome: 'rejected', detail, endedAt: now }) as const;

export function refusalText(
  why: StartRefusal,
  { unit, sensor }: CommandRecord,
  maxPerMinute: number,
): string {
  if (why === 'rate')
    return `${unit}/${sensor} takes ${maxPerMinute} commands a minute at most; wait a moment.`;
  return `Another command for ${unit}/${sensor} is on its way; wait for its outcome.`;
}

/** By the user's id; by name too, for whoever was deleted and made again. */
export const samePerson = (
  { requestedBy, requestedById }: CommandRecord,
  { userId, username }: Principal,
): boolean => requestedById === userId || requestedBy.toLowerCase() === username.toLowerCase();

/** A unit that the user is not limited to is none for him. */
export function requireUnit(by: Principal | undefined, { unit, sensor }: SensorAddress): void {
  if (!by?.units || by.units.includes(unit)) return;
  throw new ThermaCoreError('not-found', `There is no sensor "${sensor}" in unit "${unit}".`, {
    field: 'sensor',
  });
}

/** The same for a command. */
export function requireOwn(by: Principal | undefined, { id, unit }: CommandRecord): void {
  if (!by?.units || by.units.includes(unit)) return;
  throw new ThermaCoreError('not-found', `There is no command "${id}".`, { field: 'command' });
}

export function sameOrder(known: CommandRecord, wanted: CommandRecord): CommandRecord {
  const same = (['unit', 'sensor', 'value', 'mode'] as const).every(
    (field) => known[field] === wanted[field],
  );
  if (same) return known;
  throw new ThermaCoreError('conflict', 'This idempotency key belongs to another command.', {
    field: 'idempotencyKey',
    advice: 'Take a new key for each command.',
  });
}
