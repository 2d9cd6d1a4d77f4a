import type { Clock } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Incident } from '../../security/intrusion';
import type { Conditions, OfDatabase } from '../conditions';
import { SECURITY_DEVICE, SecurityConditions } from './security-conditions';

interface AlarmsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly conditions: Pick<Conditions, 'add'>;
  /** Somebody has acknowledged it. */
  readonly onAcknowledged: (incident: Incident) => void;
}

interface Played {
  readonly alarms: SecurityConditions;
  close(): void;
}

/** The incidents of each tenant as alarms. Those of the installation are none: there is no tenant in which they could be. */
export class SecurityAlarms {
  private readonly tenants = new Map<string, Played>();
  private database: OfDatabase | undefined;

  constructor(private readonly use: AlarmsContext) {}

  /** Until then nothing is an alarm. */
  start(database: OfDatabase): void {
    this.database = database;
  }

  stop(): void {
    for (const tenant of [...this.tenants.keys()]) this.forget(tenant);
    this.database = undefined;
  }

  tell(incident: Incident): void {
    const { tenant } = incident;
    if (tenant === null || !this.database) return;
    const played = this.tenants.get(tenant);
    if (played) played.alarms.tell(incident);
    else this.begin(this.database, tenant, incident);
  }

  /** Ends those of which nothing was heard for a while. */
  settle(): void {
    for (const { alarms } of this.tenants.values()) alarms.settle();
  }

  forget(tenant: string): void {
    this.tenants.get(tenant)?.close();
    this.tenants.delete(tenant);
  }

  private begin(database: OfDatabase, tenant: string, incident: Incident): void {
    const { clock, logger, conditions, onAcknowledged } = this.use;
    const alarms = new SecurityConditions(() => clock.now(), onAcknowledged);
    alarms.tell(incident);
    let close = (): void => undefined;
    try {
      close = conditions.add(database, tenant, SECURITY_DEVICE, alarms);
    } catch (error) {
      // A device of the tenant has the key: whoever told of this must not fail for it.
      logger.warn('Incidents of a tenant are no alarms', { tenant, reason: messageOf(error) });
    }
    this.tenants.set(tenant, { alarms, close });
  }
}
