import { ThermaCoreError } from '../../core/errors';
import type { ReportInput } from '../../reports';
import type { Store } from '../../store';
import { compileKpi } from '../analytics/kpi';
import type { Notifications, NotificationsStore } from '../notifications';

/** Rejects `invalid` that names the field for expressions, units, sensors and recipients that there are not. */
export async function checkReport<S extends NotificationsStore & Pick<Store, 'plant'>>(
  {
    store,
    notifications,
  }: { readonly store: S; readonly notifications: Pick<Notifications<S>, 'registryOf'> },
  tenant: string,
  { units = [], sensors = [], recipients = [], kpis = [] }: Partial<ReportInput>,
): Promise<void> {
  for (const [i, { expression }] of kpis.entries())
    await naming(`kpis.${i}.expression`, () => compileKpi(expression));
  for (const [i, unit] of units.entries())
    await naming(`units.${i}`, () => store.plant.getUnit(tenant, unit));
  for (const [i, place] of sensors.entries()) {
    const [unit = '', sensor = ''] = place.split('/');
    await naming(`sensors.${i}`, () => store.plant.getSensor(tenant, unit, sensor));
  }
  for (const [i, key] of recipients.entries()) {
    const field = `recipients.${i}`;
    const { settings } = await naming(field, () => notifications.registryOf(store).target(tenant, key));
    if (settings.channel !== 'email')
      throw new ThermaCoreError('invalid', `The notification target "${key}" is no e-mail.`, {
        field,
        advice: 'Choose a target of the channel email.',
      });
  }
}

/** What is not there is the caller’s mistake here, and has a field. */
async function naming<T>(field: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ThermaCoreError)) throw error;
    const code = error.code === 'not-found' ? 'invalid' : error.code;
    const { advice } = error;
    throw new ThermaCoreError(code, error.message, { field, ...(advice === undefined ? {} : { advice }) });
  }
}
