import { ThermaCoreError } from '../core/errors';
import type { Permission } from '../tenancy';
import { NEVER, underlying } from './memory';
import type { Instance } from './instance';
import { MAX_COMMENT_LENGTH } from './rule';
import { requireNext, type AlarmAction } from './state-machine';

export interface AlarmActionRequest {
  readonly action: AlarmAction;
  /** Undefined: a flow. */
  readonly user: string | undefined;
  readonly comment?: string | undefined;
  /** For how long it is shelved, in seconds; more than 0, up to `maxShelveSeconds` of its rule. */
  readonly seconds?: number | undefined;
}

/** What a user needs for each (lib/tenancy/permissions.ts). */
export const ACTION_PERMISSIONS = {
  acknowledge: 'alarm:acknowledge',
  reset: 'alarm:acknowledge',
  shelve: 'alarm:shelve',
  'un-shelve': 'alarm:shelve',
  'out-of-service': 'alarm:service',
  'back-in-service': 'alarm:service',
} as const satisfies Record<AlarmAction, Permission>;

const refuse = (message: string, field: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

const hours = (seconds: number): string =>
  seconds >= 3600 ? `${Number((seconds / 3600).toFixed(2))} h` : `${Number((seconds / 60).toFixed(2))} min`;

/**
 * Does what was asked for at this moment; throws in words where the rule (`invalid`) or the state of the alarm
 * (`conflict`) does not allow it. Nothing has changed then.
 */
export function perform(instance: Instance, request: AlarmActionRequest, now: number): void {
  const { action, user } = request;
  const { comment, shelveMs } = allowed(instance, request);
  const time = instance.placeOfDeed(now);
  requirePossible(instance, action);
  instance.perform({
    time,
    action,
    user,
    comment: comment === '' ? undefined : comment,
    until: action === 'shelve' ? time + shelveMs : undefined,
    untilShown: action === 'shelve' ? now + shelveMs : undefined,
  });
}

/** Throws as `perform` where it would, and does nothing. */
export function check(instance: Instance, request: AlarmActionRequest): void {
  allowed(instance, request);
  requirePossible(instance, request.action);
}

function requirePossible({ alarm: { memory } }: Instance, action: AlarmAction): void {
  requireNext(memory.state, action, underlying(memory));
}

function allowed(
  { spec: { rule } }: Instance,
  { action, seconds, ...request }: AlarmActionRequest,
): { readonly comment: string; readonly shelveMs: number } {
  const comment = request.comment?.trim() ?? '';
  if (comment.length > MAX_COMMENT_LENGTH)
    throw refuse(
      `A comment can have ${MAX_COMMENT_LENGTH} characters at most; this one has ${comment.length}.`,
      'comment',
      'Shorten it.',
    );
  if (comment === '' && rule.commentRequired.includes(action))
    throw refuse(`The rule ${rule.name} asks for a comment.`, 'comment', 'Say in a few words why.');
  return { comment, shelveMs: action === 'shelve' ? shelveTime(rule, seconds) : 0 };
}

function shelveTime(
  { name, maxShelveSeconds }: Instance['spec']['rule'],
  seconds: number | undefined,
): number {
  if (maxShelveSeconds === 0)
    throw refuse(`The rule ${name} does not let its alarm be shelved.`, 'seconds', 'Acknowledge it instead.');
  if (seconds === undefined || !(seconds > 0) || seconds >= NEVER / 1000)
    throw refuse('Shelving needs a time of more than 0 seconds.', 'seconds', 'Say for how long.');
  if (seconds > maxShelveSeconds)
    throw refuse(
      `The rule ${name} lets its alarm be shelved for ${hours(maxShelveSeconds)} at most, not for ${hours(seconds)}.`,
      'seconds',
      'Take a shorter time, or have it taken out of service.',
    );
  return Math.ceil(seconds * 1000);
}
