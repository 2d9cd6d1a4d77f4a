import { z } from 'zod';
import {
  PROPOSAL_STATES, ProposalApproval, ProposalRejection, ProposalRule, ProposalRuleInput, ProposalRuleList, ProposalsDecided,
  SparkplugProposal, SparkplugProposalList,
} from '../../core/sparkplug-proposal'; // prettier-ignore
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['Sparkplug'] as const;
const ProposalParams = z
  .object({ proposal: z.string().min(1).max(64).describe('`id` of the proposal') })
  .strict();
const RuleParams = z
  .object({ proposalRule: z.string().min(1).max(64).describe('`id` of the rule') })
  .strict();
const Name = z.string().min(1).max(256);

const example = {
  id: 'm3Qk0Zr6b1yq8wQfJx2T4A',
  state: 'pending' as const,
  group: 'aqua',
  node: 'line-1',
  device: 'Mixer 2',
  metric: 'Motor/Speed',
  datatype: 'Double',
  uom: 'rpm',
  rangeLow: 0,
  rangeHigh: 3000,
  value: 1480,
  unit: 'mixer-2',
  sensor: 'motor-speed',
  firstSeenAt: '2026-11-28T06:00:00.000Z',
  lastSeenAt: '2026-11-28T06:30:00.000Z',
};
const approved = {
  ...example,
  state: 'approved' as const,
  unit: 'mixing-hall',
  decidedBy: 'admin@aqua',
  decidedAt: '2026-11-28T06:31:00.000Z',
};
const ruleInput = {
  name: 'All mixers of line 1',
  group: '*',
  node: 'line-1',
  device: 'Mixer *',
  metric: '*',
};
const rule = {
  ...ruleInput,
  id: 'Qd0a6nUe3mF1v9cXo2Ws7w',
  createdBy: 'admin@aqua',
  createdAt: '2026-11-28T06:31:00.000Z',
};

export const listSparkplugProposals = route({
  operationId: 'listSparkplugProposals',
  method: 'GET',
  path: '/sparkplug/proposals',
  permission: 'sensor:create',
  query: z
    .object({
      state: z.enum(PROPOSAL_STATES).optional(),
      group: Name.optional(),
      node: Name.optional().describe('Edge node'),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: SparkplugProposalList,
  summary: 'Metrics that hosts met and no sensor is registered for',
  description: 'Those that were met last come first, and those of one birth in its order.',
  tags,
  examples: { response: { items: [example] } },
});

export const getSparkplugProposal = route({
  operationId: 'getSparkplugProposal',
  method: 'GET',
  path: '/sparkplug/proposals/{proposal}',
  permission: 'sensor:create',
  params: ProposalParams,
  response: SparkplugProposal,
  summary: 'One proposal',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const approveSparkplugProposals = route({
  operationId: 'approveSparkplugProposals',
  method: 'POST',
  path: '/sparkplug/proposals/approve',
  permission: 'sensor:create',
  body: ProposalApproval,
  response: ProposalsDecided,
  summary: 'Make units and sensors of proposals',
  description:
    'What exists already stays as it is, and what cannot be approved does not hold up the rest. A unit that is not there yet takes the permission `unit:create`. The values of the metrics are stored from then on.',
  tags,
  errors: ['quota-exceeded'],
  examples: {
    body: { proposals: [{ id: example.id, unit: 'mixing-hall' }] },
    response: { decided: [approved], refused: [] },
  },
});

export const rejectSparkplugProposals = route({
  operationId: 'rejectSparkplugProposals',
  method: 'POST',
  path: '/sparkplug/proposals/reject',
  permission: 'sensor:create',
  body: ProposalRejection,
  response: ProposalsDecided,
  summary: 'Reject proposals: they do not come again',
  description: 'One that was rejected can still be approved later.',
  tags,
  examples: {
    body: { proposals: [example.id] },
    response: { decided: [{ ...example, state: 'rejected' }], refused: [] },
  },
});

export const listSparkplugRules = route({
  operationId: 'listSparkplugRules',
  method: 'GET',
  path: '/sparkplug/rules',
  permission: 'sensor:create',
  response: ProposalRuleList,
  summary: 'Rules by which metrics become sensors without anybody being asked',
  tags,
  examples: { response: { items: [rule] } },
});

export const getSparkplugRule = route({
  operationId: 'getSparkplugRule',
  method: 'GET',
  path: '/sparkplug/rules/{proposalRule}',
  permission: 'sensor:create',
  params: RuleParams,
  response: ProposalRule,
  summary: 'One rule',
  tags,
  errors: ['not-found'],
  examples: { response: rule },
});

export const createSparkplugRule = route({
  operationId: 'createSparkplugRule',
  method: 'POST',
  path: '/sparkplug/rules',
  permission: 'sensor:create',
  body: ProposalRuleInput,
  response: ProposalRule,
  status: 201,
  location: '/sparkplug/rules/{id}',
  summary: 'Add a rule',
  description:
    'It is tried with each birth from now on, and adds units too, for which its author needs the permission `unit:create`.',
  tags,
  errors: ['conflict'],
  examples: { body: ruleInput, response: rule },
});

export const deleteSparkplugRule = route({
  operationId: 'deleteSparkplugRule',
  method: 'DELETE',
  path: '/sparkplug/rules/{proposalRule}',
  permission: 'sensor:create',
  params: RuleParams,
  summary: 'Delete a rule; the sensors that it let through stay',
  tags,
  errors: ['not-found'],
});

export const sparkplugRoutes = [
  listSparkplugProposals,
  getSparkplugProposal,
  approveSparkplugProposals,
  rejectSparkplugProposals,
  listSparkplugRules,
  getSparkplugRule,
  createSparkplugRule,
  deleteSparkplugRule,
] as const;
