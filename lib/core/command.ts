import { z } from 'zod';
import { COMMAND_OUTCOMES } from './field-command';
import { Key, pageOf } from './plant';
import { MAX_TEXT_LENGTH } from './reading';

/** A write to the field as people and flows ask for it, whatever the protocol. The rules stand in lib/control. */
export const COMMAND_STATES = ['pending-confirmation', 'running', 'done'] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

export const COMMAND_MODES = ['direct', 'select'] as const;
export type CommandMode = (typeof COMMAND_MODES)[number];

const Value = z.union([z.number(), z.boolean(), z.string().max(MAX_TEXT_LENGTH)], {
  error: 'must be a number, true, false or a text',
});
const Instant = z.iso.datetime({ offset: true });

export const CommandInput = z
  .object({
    unit: Key,
    sensor: Key,
    value: Value.describe('What to write, in the sensor’s unit of measure'),
    mode: z
      .enum(COMMAND_MODES)
      .default('direct')
      .describe('select: select before operate, for protocols that have it'),
    comment: z.string().trim().min(1).max(500).optional().describe('Why; stands in the audit log'),
    idempotencyKey: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('The same key again answers with the command that is there, and sends nothing'),
  })
  .strict()
  .meta({ id: 'CommandInput' });
export type CommandInput = z.output<typeof CommandInput>;

export const Command = z
  .object({
    id: z.string(),
    unit: Key,
    sensor: Key,
    device: Key.describe('The device that it goes to'),
    value: Value,
    mode: z.enum(COMMAND_MODES),
    comment: z.string().optional(),
    state: z.enum(COMMAND_STATES),
    outcome: z
      .enum(COMMAND_OUTCOMES)
      .optional()
      .describe(
        'How it ended. rejected: nothing was changed; timed-out: the field may or may not have the value',
      ),
    detail: z.string().describe('One sentence for the operator'),
    readBack: Value.optional().describe('The value that the device had afterwards'),
    requestedBy: z.string(),
    requestedAt: Instant,
    confirmBefore: Instant.optional().describe('Another user must confirm until then'),
    confirmedBy: z.string().optional(),
    startedAt: Instant.optional().describe('When it went out to the field'),
    endedAt: Instant.optional(),
  })
  .meta({ id: 'Command' });
export type Command = z.output<typeof Command>;

export const CommandList = pageOf(Command, 'CommandList');
