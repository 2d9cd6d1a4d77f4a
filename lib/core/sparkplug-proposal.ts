import { z } from 'zod';
import { matchesGlob } from './glob';
import { Key, pageOf } from './plant';

/** Metrics that a Sparkplug host met and that no sensor is registered for: proposed to whoever registers sensors. */
export const PROPOSAL_LIMITS = {
  /** Of one tenant that wait, and as many that were rejected; those that were not seen for longest go. */
  perTenant: 10_000,
  rulesPerTenant: 100,
  /** Decided at once. */
  perRequest: 500,
  /** Characters of a metric's name; longer ones are not proposed. */
  metric: 1024,
} as const;

export const PROPOSAL_STATES = ['pending', 'approved', 'rejected'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Where a metric stands in Sparkplug. */
export interface SparkplugAddress {
  readonly group: string;
  readonly node: string;
  readonly device?: string | undefined;
  readonly metric: string;
}

const Instant = z.iso.datetime({ offset: true });
const Id = z.string().min(1).max(64).describe('`id` of the proposal');

export const SparkplugProposal = z
  .object({
    id: Id,
    state: z.enum(PROPOSAL_STATES),
    group: z.string(),
    node: z.string().describe('Edge node'),
    device: z.string().optional().describe('Absent for a metric of the edge node itself'),
    metric: z.string(),
    datatype: z.string().describe('As Sparkplug names it, e.g. Double'),
    uom: z.string().optional().describe('Unit of measure, from the property `engUnit`'),
    rangeLow: z.number().optional().describe('From the property `engLow`'),
    rangeHigh: z.number().optional().describe('From the property `engHigh`'),
    value: z
      .union([z.number(), z.boolean(), z.string()])
      .optional()
      .describe('Of the last birth, if it had one'),
    unit: z.string().optional().describe('Where the sensor is made, or is'),
    sensor: z.string().optional().describe('Absent where no key can be made of the names: choose one'),
    firstSeenAt: Instant,
    lastSeenAt: Instant.describe('The last birth that named it'),
    decidedBy: z.string().optional(),
    decidedAt: Instant.optional(),
  })
  .meta({ id: 'SparkplugProposal' });
export type SparkplugProposal = z.output<typeof SparkplugProposal>;

export const SparkplugProposalList = pageOf(SparkplugProposal, 'SparkplugProposalList');

export const ProposalApproval = z
  .object({
    proposals: z
      .array(
        z
          .object({
            id: Id,
            unit: Key.optional().describe('Left out: the one that is proposed'),
            sensor: Key.optional().describe('Left out: the one that is proposed'),
          })
          .strict(),
      )
      .min(1)
      .max(PROPOSAL_LIMITS.perRequest)
      .refine(
        (list) => new Set(list.map(({ id }) => id)).size === list.length,
        'must not name a proposal twice',
      ),
  })
  .strict()
  .meta({ id: 'ProposalApproval' });
export type ProposalApproval = z.output<typeof ProposalApproval>;

export const ProposalRejection = z
  .object({ proposals: z.array(Id).min(1).max(PROPOSAL_LIMITS.perRequest) })
  .strict()
  .meta({ id: 'ProposalRejection' });

/** What became of proposals that were decided together: one that cannot be does not hold up the others. */
export const ProposalsDecided = z
  .object({
    decided: z.array(SparkplugProposal),
    refused: z.array(
      z.object({ id: Id, field: z.string(), reason: z.string() }).meta({ id: 'ProposalRefused' }),
    ),
  })
  .meta({ id: 'ProposalsDecided' });
export type ProposalsDecided = z.output<typeof ProposalsDecided>;

const Glob = z
  .string()
  .min(1)
  .max(256)
  .default('*')
  .describe('`*` stands for any text, `?` for one character');

export const ProposalRuleInput = z
  .object({
    name: z.string().trim().min(1).max(100).describe('Name shown to people'),
    group: Glob,
    node: Glob,
    device: Glob.describe('`*` also for metrics of the edge node itself, which have no device'),
    metric: Glob,
  })
  .strict()
  .meta({ id: 'ProposalRuleInput' });
export type ProposalRuleInput = z.output<typeof ProposalRuleInput>;

export const ProposalRule = ProposalRuleInput.extend({
  id: z.string(),
  createdBy: z.string(),
  createdAt: Instant,
})
  .strip()
  .meta({ id: 'ProposalRule' });
export type ProposalRule = z.output<typeof ProposalRule>;

export const ProposalRuleList = z.object({ items: z.array(ProposalRule) }).meta({ id: 'ProposalRuleList' });

export const matchesRule = (
  rule: Pick<ProposalRule, 'group' | 'node' | 'device' | 'metric'>,
  { group, node, device = '', metric }: SparkplugAddress,
): boolean =>
  matchesGlob(rule.group, group) &&
  matchesGlob(rule.node, node) &&
  matchesGlob(rule.device, device) &&
  matchesGlob(rule.metric, metric);
