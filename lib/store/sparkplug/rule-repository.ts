import { ThermaCoreError } from '../../core/errors';
import { PROPOSAL_LIMITS, type ProposalRule, type ProposalRuleInput } from '../../core/sparkplug-proposal';
import { jsonForSql } from '../alarms/json';
import { instant } from '../rows';
import type { Transactions } from '../tenant-transaction';

interface Row {
  readonly id: string;
  readonly rule: ProposalRuleInput;
  readonly createdBy: string;
  readonly createdAt: string;
}

const SELECT = `select r.id, r.rule, r.created_by as "createdBy", ${instant('r.created_at')} as "createdAt"
  from thermacore.sparkplug_rules r`;

const shown = ({ rule, ...rest }: Row): ProposalRule => ({ ...rule, ...rest });

/** Rules by which metrics of Sparkplug become sensors without anybody being asked. */
export class StoredProposalRules {
  constructor(private readonly transactions: Transactions) {}

  list(tenant: string): Promise<readonly ProposalRule[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(`${SELECT} order by lower(r.rule ->> 'name'), r.id`);
      return rows.map(shown);
    });
  }

  /** Rejects `not-found`. */
  get(tenant: string, id: string): Promise<ProposalRule> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(`${SELECT} where r.id = $1`, [id]);
      if (rows[0]) return shown(rows[0]);
      throw noRule();
    });
  }

  /** Rejects `conflict` when there are too many. */
  async add(tenant: string, id: string, rule: ProposalRuleInput, by: string): Promise<ProposalRule> {
    await this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `insert into thermacore.sparkplug_rules (tenant_id, id, rule, created_by)
         select thermacore.current_tenant(), $1, $2::jsonb, left($3, 200)
         where (select count(*) from thermacore.sparkplug_rules) < $4::int returning id`,
        [id, jsonForSql(rule), by, PROPOSAL_LIMITS.rulesPerTenant],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('conflict', `There are ${PROPOSAL_LIMITS.rulesPerTenant} rules already.`, {
          advice: 'Delete one that is not needed, or let one say more with *.',
        });
    });
    return this.get(tenant, id);
  }

  /** Rejects `not-found`. */
  remove(tenant: string, id: string): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        'delete from thermacore.sparkplug_rules where id = $1 returning id',
        [id],
      );
      if (rows.length === 0) throw noRule();
    });
  }
}

const noRule = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such rule.', { field: 'rule' });
