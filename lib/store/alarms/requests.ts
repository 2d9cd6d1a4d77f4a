import { randomUUID } from 'node:crypto';
import type { AlarmAnswer, AlarmOrder, AlarmRequest, AlarmRequests } from '../../alarms/ports';
import { ThermaCoreError } from '../../core/errors';
import type { Transactions } from '../tenant-transaction';

/** Of one tenant, that nobody took yet. */
const MAX_OPEN = 100;
/** Nobody waits for the answer any more. */
const STALE = "interval '10 seconds'";
/** Answers that nobody fetched. */
const KEPT = "interval '10 minutes'";

/** Actions on alarms, from processes that do not evaluate to the one that does. By the clock of the database alone. */
export class StoredAlarmRequests implements AlarmRequests {
  constructor(private readonly transactions: Transactions) {}

  ask(tenant: string, order: AlarmOrder): Promise<string> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const id = randomUUID();
      const { rows } = await client.query(
        `insert into thermacore.alarm_requests (tenant_id, id, request)
         select thermacore.current_tenant(), $1::uuid, $2
         where (select count(*) from thermacore.alarm_requests
                where taken_at is null and asked_at > clock_timestamp() - ${STALE}) < ${MAX_OPEN}
         returning id`,
        [id, JSON.stringify(order)],
      );
      if (rows.length > 0) return id;
      throw new ThermaCoreError('unavailable', 'Too many actions on alarms wait to be done.', {
        advice: 'Try again in a few seconds.',
      });
    });
  }

  take(tenant: string): Promise<readonly AlarmRequest[]> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await client.query(
        `delete from thermacore.alarm_requests where asked_at < clock_timestamp() - ${KEPT}`,
      );
      const { rows } = await client.query<{ id: string; request: string }>(
        `update thermacore.alarm_requests set taken_at = clock_timestamp()
         where taken_at is null and asked_at > clock_timestamp() - ${STALE} returning id, request`,
      );
      return rows.map(({ id, request }) => ({ id, order: JSON.parse(request) as AlarmOrder }));
    });
  }

  answer(tenant: string, id: string, answer: AlarmAnswer): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await client.query('update thermacore.alarm_requests set answer = $2 where id = $1::uuid', [
        id,
        JSON.stringify(answer),
      ]);
    });
  }

  fetch(tenant: string, id: string): Promise<AlarmAnswer | undefined> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query<{ answer: string }>(
        'delete from thermacore.alarm_requests where id = $1::uuid and answer is not null returning answer',
        [id],
      );
      return rows[0] && (JSON.parse(rows[0].answer) as AlarmAnswer);
    });
  }

  withdraw(tenant: string, id: string): Promise<boolean> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        'delete from thermacore.alarm_requests where id = $1::uuid and taken_at is null returning id',
        [id],
      );
      return rows.length > 0;
    });
  }
}
