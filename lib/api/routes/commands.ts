import { z } from 'zod';
import { COMMAND_STATES, Command, CommandInput, CommandList } from '../../core/command';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, limit, sortBy } from '../fields';

const tags = ['Commands'] as const;

const CommandParams = z
  .object({ command: z.string().min(1).max(64).describe('`id` of the command') })
  .strict();

const input = {
  unit: 'boiler-1',
  sensor: 'supply-setpoint',
  value: 72,
  comment: 'Cold night ahead',
  idempotencyKey: '5d3c0e1a',
};
const asked = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  unit: 'boiler-1',
  sensor: 'supply-setpoint',
  device: 'plc-1',
  value: 72,
  mode: 'direct' as const,
  comment: 'Cold night ahead',
  requestedBy: 'operator@aqua',
  requestedAt: '2026-11-23T09:00:00.000Z',
};
const running = {
  ...asked,
  state: 'running' as const,
  detail: 'On its way to the field.',
  startedAt: '2026-11-23T09:00:00.000Z',
};
const verified = {
  ...running,
  state: 'done' as const,
  outcome: 'verified' as const,
  detail: 'The device has the value.',
  readBack: 72,
  endedAt: '2026-11-23T09:00:00.180Z',
};
const cancelled = {
  ...asked,
  startedAt: undefined,
  state: 'done' as const,
  outcome: 'rejected' as const,
  detail: 'Cancelled by operator@aqua; nothing was sent.',
  endedAt: '2026-11-23T09:01:00.000Z',
};

export const listCommands = route({
  operationId: 'listCommands',
  method: 'GET',
  path: '/commands',
  permission: 'command:read',
  query: z
    .object({
      state: z.enum(COMMAND_STATES).optional(),
      unit: Key.describe('Only those for this unit').optional(),
      sensor: Key.describe('Only those for sensors of this key').optional(),
      sort: sortBy(['requestedAt', 'unit', 'sensor', 'device', 'state', 'requestedBy']),
      cursor: Cursor,
      limit: limit(50, 500),
    })
    .strict(),
  response: CommandList,
  summary: 'Commands and what became of them, newest first',
  tags,
  examples: { response: { items: [verified] } },
});

export const getCommand = route({
  operationId: 'getCommand',
  method: 'GET',
  path: '/commands/{command}',
  permission: 'command:read',
  params: CommandParams,
  response: Command,
  summary: 'One command; ask again until its state is done',
  tags,
  errors: ['not-found'],
  examples: { response: verified },
});

export const createCommand = route({
  operationId: 'createCommand',
  method: 'POST',
  path: '/commands',
  permission: 'device:operate',
  body: CommandInput,
  response: Command,
  status: 202,
  location: '/commands/{id}',
  summary: 'Write a value to the field',
  description:
    'Answers at once with the command: `running`, `pending-confirmation`, or `done` with the outcome `rejected` and the rule that refused it in `detail`. An outcome is never guessed: `timed-out` means that the field may or may not have the value.',
  tags,
  idempotencyKey: 'idempotencyKey',
  errors: ['not-found', 'conflict', 'rate-limited'],
  examples: { body: input, response: running },
});

export const confirmCommand = route({
  operationId: 'confirmCommand',
  method: 'POST',
  path: '/commands/{command}/confirm',
  permission: 'device:operate',
  params: CommandParams,
  response: Command,
  status: 202,
  location: '/commands/{id}',
  summary: 'Confirm another user’s command, so that it goes out',
  description:
    'All rules are looked at again; one that does not hold any more ends the command as `rejected`.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { response: { ...running, confirmedBy: 'admin@aqua' } },
});

export const cancelCommand = route({
  operationId: 'cancelCommand',
  method: 'POST',
  path: '/commands/{command}/cancel',
  permission: 'device:operate',
  params: CommandParams,
  response: Command,
  status: 200,
  summary: 'Take back a command that waits for its confirmation',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { response: cancelled },
});

export const commandRoutes = [
  listCommands,
  getCommand,
  createCommand,
  confirmCommand,
  cancelCommand,
] as const;
