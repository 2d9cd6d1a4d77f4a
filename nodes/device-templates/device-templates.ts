import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'device-templates',
  operations: {
    list: ask(routes.listDeviceTemplates, ({ platform, store, tenant, query }) =>
      platform.deviceTemplates.list(store, tenant, query),
    ),
    get: ask(routes.getDeviceTemplate, ({ platform, store, tenant, params }) =>
      platform.deviceTemplates.get(store, tenant, params.template),
    ),
    create: ask(routes.createDeviceTemplate, ({ platform, store, tenant, body }) =>
      platform.deviceTemplates.create(store, tenant, body),
    ),
    update: ask(
      routes.updateDeviceTemplate,
      async ({ platform, store, tenant, params, query, body, note }) => {
        const changed = await platform.deviceTemplates.update(store, tenant, params.template, body, query);
        note({ devices: changed.devices });
        return changed;
      },
    ),
    delete: ask(routes.deleteDeviceTemplate, ({ platform, store, tenant, params }) =>
      platform.deviceTemplates.delete(store, tenant, params.template),
    ),
    apply: ask(routes.applyDeviceTemplate, async ({ platform, store, tenant, params, body, note }) => {
      const result = await platform.deviceTemplates.apply(store, tenant, params.template, body);
      const { applied, created, points, sensors, faults } = result;
      note({ applied, created, points, sensors, faults });
      return result;
    }),
    'make-of-device': ask(routes.makeTemplateOfDevice, ({ platform, store, tenant, params, body }) =>
      platform.deviceTemplates.ofDevice(store, tenant, params.device, body),
    ),
  },
});
