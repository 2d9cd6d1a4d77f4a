import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { Scope, type Quota } from '../../lib/platform';
import { chosen, nameField, number, whole } from '../_kit/fields';
import { deliveryOf, readingsOf } from '../_kit/message';
import { Rate } from '../_kit/rate';
import { filtered } from '../_kit/readings-message';
import { defineNode } from '../_kit/register';
import type { TenantService } from '../_kit/services';
import { watchTenant } from '../_kit/watch';

const config = z.object({
  name: nameField,
  tenant: chosen('Tenant node: everything that leaves belongs to this tenant'),
  readingsPerSecond: number(0.01, 1_000_000)
    .optional()
    .describe(
      'Readings per second that may pass here over time, within the quota of the tenant; empty: only that',
    ),
  burst: whole(1, 10_000_000)
    .optional()
    .describe('Readings that may come at once; empty: as many as in two seconds'),
});

export = defineNode({
  name: 'scope',
  config,
  create({ config: { tenant: tenantId, readingsPerSecond, burst }, platform, status, service, fail }) {
    const tenant = service<TenantService>(tenantId, 'tenant');
    const quota: Quota | undefined =
      readingsPerSecond === undefined ? undefined : { readingsPerSecond, burst };
    const directory = () => tenant.database.current()?.store.directory;
    const states = () => {
      const store = tenant.database.current()?.store;
      return store && platform.tenants.of(store);
    };
    const scope = new Scope({
      tenant: tenant.key,
      directory: {
        find: (...place) => directory()?.find(...place),
        hasUnit: (...place) => directory()?.hasUnit(...place) ?? false,
      },
      clock: platform.clock,
      quota,
      gauge: () => states()?.gaugeOf(tenant.key),
      hold: () => states()?.holdOf(tenant.key),
    });
    const rejections = platform.rejections();
    const rate = new Rate(platform.clock);
    const watch = watchTenant(tenant, { fail, onChange: () => line.touch() });
    const line = status.live(() => {
      if (!watch.ready) return watch.status;
      const { summary } = rejections;
      const moving = rate.perMinute > 0;
      const text = [moving ? rate.text : 'ready', summary].filter(Boolean).join(' · ');
      return { state: summary ? 'warn' : 'ok', text, moving };
    });

    return {
      input(message, send) {
        const readings = readingsOf(message);
        // Nothing is known yet, and everything would be refused as unknown. The field sends again what it is not
        // confirmed.
        if (!watch.ready)
          throw new ThermaCoreError(
            'unavailable',
            `${readings.length} readings came too early: ${watch.status.text}.`,
            {
              advice: 'Send them again later.',
            },
          );
        const { accepted, rejected, held } = scope.apply(readings);
        rate.add(accepted.length);
        // What is sampled goes on; what is not is counted only, so that a flood of bad readings stays cheap.
        const sampled = rejected.filter((rejection) => rejections.count(rejection));
        line.touch();
        // The field keeps what is not confirmed, and sends it again when there is room.
        const delivery = held === undefined ? undefined : deliveryOf(message);
        if (delivery !== undefined) platform.deliveries.settle(delivery, false);
        const outgoing = held === undefined ? filtered(message, accepted) : undefined;
        const refused =
          sampled.length > 0 ? { topic: 'rejected', payload: sampled, tenant: tenant.key } : undefined;
        if (outgoing || refused) send([outgoing ?? null, refused ?? null]);
      },
      close: () => watch.stop(),
    };
  },
});
