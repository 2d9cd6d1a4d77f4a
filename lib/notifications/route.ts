import { z } from 'zod';
import { PRIORITIES } from '../alarms/condition';
import { KeyPattern, Schedule } from '../alarms/rule';
import { patchOf } from '../core/patch';
import { Key } from '../core/plant';
import { NOTIFIED_EVENTS } from './event';
import { Template } from './text/template';

/**
 * A route: which alarms are told to whom, when, and what happens where nobody acknowledges. One schema validates
 * requests, gives the type, the OpenAPI component and what the store keeps.
 */
const DAY_SECONDS = 86_400;
const MAX_STEPS = 10;
const MAX_TARGETS = 20;
const Priorities = z.array(z.enum(PRIORITIES)).min(1, 'needs at least one priority').max(PRIORITIES.length);
const Patterns = z.array(KeyPattern).min(1, 'needs at least one pattern; * is any').max(50);

export const EscalationStep = z
  .object({
    afterSeconds: z
      .int('must be a whole number of seconds')
      .min(0, 'cannot be negative; 0 means at once')
      .max(7 * DAY_SECONDS, 'can be a week at most')
      .describe('How long after the first message, while the alarm is not acknowledged. The first step: 0'),
    targets: z.array(Key).min(1, 'needs at least one target').max(MAX_TARGETS),
  })
  .strict();

export const QuietHours = Schedule.extend({
  passes: z
    .array(z.enum(PRIORITIES))
    .max(PRIORITIES.length)
    .default(['critical'])
    .describe('Priorities that are told all the same'),
})
  .strict()
  .describe(
    'In this time nobody is called; what is still open at its end is told then, in one message. In the time zone of the tenant',
  );

export const RateLimit = z
  .object({
    messages: z.int().min(1, 'must be 1 at least').max(1000).describe('Messages of one step'),
    perSeconds: z.int().min(1, 'must be 1 s at least').max(DAY_SECONDS, 'can be a day at most'),
  })
  .strict()
  .describe('Beyond it alarms are counted and told in one message, as soon as there is room');

/** What ends an escalation by choice; what takes the alarm from operators always does. */
export const ENDINGS = ['acknowledged', 'shelved', 'returned'] as const;

const RouteFields = z
  .object({
    key: Key,
    name: z.string().trim().min(1).max(200).describe('Name shown to people'),
    enabled: z.boolean().default(true).describe('A route that is off tells nobody'),
    priorities: Priorities.default(['critical', 'high']).describe('Priorities that it is for'),
    classes: Patterns.default(['*']).describe('Classes of alarm rules; * stands for any characters'),
    units: Patterns.default(['*']).describe('Units; alarms of devices have none and match * only'),
    rules: Patterns.default(['*']).describe('Keys of alarm rules'),
    events: z
      .array(z.enum(NOTIFIED_EVENTS))
      .min(1, 'needs at least one event')
      .max(NOTIFIED_EVENTS.length)
      .default(['raised', 'worse', 'message'])
      .describe('What is told. message: a text that a flow sends'),
    schedule: Schedule.optional().describe(
      'When the route counts, in the time zone of the tenant: a shift. Left out: always',
    ),
    quietHours: QuietHours.optional(),
    groupSeconds: z
      .int()
      .min(0, 'cannot be negative; 0 means that each alarm is a message of its own')
      .max(3600, 'can be an hour at most')
      .default(10)
      .describe('How long alarms are gathered for one message, from the first on'),
    listed: z
      .int()
      .min(1)
      .max(50)
      .default(10)
      .describe('Alarms written out in a message; the others are counted'),
    rateLimit: RateLimit.optional(),
    steps: z
      .array(EscalationStep)
      .min(1, 'needs at least one step')
      .max(MAX_STEPS)
      .describe('Who is told, and who then, while nobody acknowledges'),
    endsOn: z
      .array(z.enum(ENDINGS))
      .min(1, 'needs at least one')
      .max(ENDINGS.length)
      .default([...ENDINGS])
      .describe('What ends the escalation'),
    subject: Template.optional().describe('Subject; {count}, {message} and so on are filled in'),
    text: Template.optional().describe('Begin of the text; the alarms follow it'),
  })
  .strict();

const stepsFault = (steps: readonly { readonly afterSeconds: number }[]): string | undefined => {
  if (steps[0]?.afterSeconds !== 0) return 'the first step must come after 0 s';
  const late = steps.findIndex(({ afterSeconds }, i) => afterSeconds <= (steps[i - 1]?.afterSeconds ?? -1));
  return late < 0 ? undefined : `step ${late + 1} must come later than the one before it`;
};

export const NotificationRouteInput = RouteFields.superRefine(({ steps }, context) => {
  const fault = stepsFault(steps);
  if (fault !== undefined) context.addIssue({ code: 'custom', path: ['steps'], message: fault });
}).meta({ id: 'NotificationRouteInput' });
export type NotificationRouteInput = z.output<typeof NotificationRouteInput>;
/** As it is written: what has a default may be left out. */
export type NotificationRouteDraft = z.input<typeof NotificationRouteInput>;

export const NotificationRoutePatch = patchOf(RouteFields.omit({ key: true }), [
  'schedule',
  'quietHours',
  'rateLimit',
  'subject',
  'text',
]).meta({ id: 'NotificationRoutePatch', minProperties: 1 });
export type NotificationRoutePatch = z.output<typeof NotificationRoutePatch>;
