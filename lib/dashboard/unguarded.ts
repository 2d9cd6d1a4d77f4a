import type { Logger } from '../core/logger';
import { addresseeOf } from './addressee';

const MAX_TOLD = 100;

/**
 * What holds in a Node-RED whose settings.js lacks the guard: every browser sees everything, so the tenant that comes
 * first is served and any other is refused.
 */
export class FirstTenantOnly {
  private first: string | undefined;
  private readonly told = new Set<string>();

  constructor(private readonly logger: Logger) {}

  /** True if the message may be shown to everybody who opens the dashboards. */
  lets(message: unknown): boolean {
    const addressee = addresseeOf(message);
    if (addressee.kind === 'platform') return false;
    const tenant = addressee.kind === 'nobody' ? undefined : addressee.tenant;
    if (tenant === undefined) return true;
    this.first ??= tenant;
    if (tenant === this.first) return true;
    if (!this.told.has(tenant) && this.told.size < MAX_TOLD) {
      this.told.add(tenant);
      this.logger.error(
        'The dashboards refuse to serve a second tenant, because this Node-RED would show everything to everybody. ' +
          "Add to the end of settings.js: Object.assign(module.exports, require('@thermacore/node-red-dashboard-2-scada').forNodeRed());",
        { tenant },
      );
    }
    return false;
  }
}
