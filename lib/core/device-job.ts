import { z } from 'zod';
import { Key } from './plant';
import { JOB_STATES } from './transfer';

/** The same done to many devices, in the background. */
export const DEVICE_JOB_ACTIONS = ['enable', 'disable', 'test', 'delete', 'template'] as const;
export type DeviceJobAction = (typeof DEVICE_JOB_ACTIONS)[number];

/** More than these are done by filters that take them in parts. */
export const MAX_DEVICES_PER_JOB = 1000;
/** Devices of which it is told what went wrong. */
export const MAX_SHOWN_FAILURES = 100;

export const DeviceSelection = z
  .object({
    protocol: z.string().max(32).optional().describe('Only devices of this protocol'),
    enabled: z.boolean().optional().describe('Only devices that are (true) or are not (false) enabled'),
    search: z.string().max(100).optional().describe('Part of a key or a name'),
    template: Key.optional().describe('Only devices that use this template'),
  })
  .strict()
  .meta({ id: 'DeviceSelection', description: 'As the list of devices is filtered; without any field all' });
export type DeviceSelection = z.output<typeof DeviceSelection>;

export const DeviceJobInput = z
  .object({
    action: z
      .enum(DEVICE_JOB_ACTIONS)
      .describe('template: gives the devices that template, as a change of each would'),
    devices: z.array(Key).min(1).max(MAX_DEVICES_PER_JOB).optional().describe('These devices'),
    filter: DeviceSelection.optional().describe('Instead of `devices`: all that fit now'),
    template: Key.optional().describe('With action `template`: which'),
    templateUnit: Key.optional().describe('With action `template`: unit whose sensors its points are'),
  })
  .strict()
  .superRefine(({ action, devices, filter, template, templateUnit }, issues) => {
    const issue = (field: string, message: string): void =>
      void issues.addIssue({ code: 'custom', path: [field], message });
    if ((devices === undefined) === (filter === undefined))
      issue('devices', devices ? 'excludes `filter`' : 'is needed, or `filter`');
    for (const [field, value] of Object.entries({ template, templateUnit }))
      if ((value === undefined) === (action === 'template'))
        issue(field, action === 'template' ? 'is needed' : 'is only for the action `template`');
  })
  .meta({ id: 'DeviceJobInput' });
export type DeviceJobInput = z.output<typeof DeviceJobInput>;

const Instant = z.iso.datetime({ offset: true });

export const DeviceJob = z
  .object({
    id: z.string(),
    action: z.enum(DEVICE_JOB_ACTIONS),
    state: z.enum(JOB_STATES),
    requestedBy: z.string(),
    createdAt: Instant,
    startedAt: Instant.optional(),
    finishedAt: Instant.optional(),
    expiresAt: Instant.optional().describe('Until then it is shown'),
    devices: z.int().describe('How many it is about'),
    done: z.int().describe('With how many it is through, those that failed included'),
    failed: z.int().describe('With how many it did not work'),
    failures: z
      .array(z.object({ device: Key, reason: z.string() }).meta({ id: 'DeviceJobFailure' }))
      .max(MAX_SHOWN_FAILURES)
      .describe('The first of them'),
    error: z.string().optional().describe('Why the job itself ended before its time'),
  })
  .meta({ id: 'DeviceJob' });
export type DeviceJob = z.output<typeof DeviceJob>;

export const DeviceJobList = z.object({ items: z.array(DeviceJob) }).meta({ id: 'DeviceJobList' });
