import { authorise, routes } from '../../lib/platform';
import { ask, defineResource, type Asked } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

/** Jobs live longer than the question. */
const acting = ({ database, tenant, principal }: Asked) => ({
  store: database.store,
  tenant,
  by: principal?.username ?? 'flow',
});

export = defineResource({
  name: 'devices',
  operations: {
    list: withinUnits(
      ask(routes.listDevices, ({ platform, store, tenant, query }) =>
        platform.devices.list(store, tenant, query),
      ),
    ),
    get: withinUnits(
      ask(routes.getDevice, ({ platform, store, tenant, params }) =>
        platform.devices.get(store, tenant, params.device),
      ),
    ),
    create: ask(routes.createDevice, ({ platform, store, tenant, body }) =>
      platform.devices.create(store, tenant, body),
    ),
    update: ask(routes.updateDevice, ({ platform, store, tenant, params, body }) =>
      platform.devices.update(store, tenant, params.device, body),
    ),
    delete: ask(routes.deleteDevice, ({ platform, store, tenant, params }) =>
      platform.devices.delete(store, tenant, params.device),
    ),
    enable: ask(routes.enableDevice, ({ platform, store, tenant, params }) =>
      platform.devices.enable(store, tenant, params.device, true),
    ),
    disable: ask(routes.disableDevice, ({ platform, store, tenant, params }) =>
      platform.devices.enable(store, tenant, params.device, false),
    ),
    clone: ask(routes.cloneDevice, ({ platform, store, tenant, params, body }) =>
      platform.devices.clone(store, tenant, params.device, body),
    ),
    test: ask(routes.testDevice, ({ platform, store, tenant, params }) =>
      platform.devices.test(store, tenant, params.device),
    ),
    status: ask(routes.getDeviceStatus, ({ platform, store, tenant, params }) =>
      platform.devices.status(store, tenant, params.device),
    ),
    statuses: ask(routes.listDeviceStatuses, ({ platform, store, tenant, query }) =>
      platform.devices.statuses(store, tenant, query),
    ),
    protocols: withinUnits(
      ask(routes.listProtocols, ({ platform }) => Promise.resolve(platform.devices.protocols())),
    ),
    points: withinUnits(
      ask(routes.getDevicePoints, async ({ platform, store, tenant, params }) => ({
        points: await platform.devices.points(store, tenant, params.device),
      })),
    ),
    'set-points': ask(routes.setDevicePoints, async ({ platform, store, tenant, params, body }) => ({
      points: await platform.devices.replacePoints(store, tenant, params.device, body.points),
    })),
    // A question with a body: nothing changes that an audit log would have to tell.
    browse: {
      ...ask(routes.browseDevice, ({ platform, store, tenant, params, body }) =>
        platform.devices.browse(store, tenant, params.device, body),
      ),
      changes: false,
    },
    // Nothing changes, neither here nor in the field.
    read: {
      ...ask(routes.readDevice, ({ platform, store, tenant, params, body }) =>
        platform.devices.readNow(store, tenant, params.device, body),
      ),
      changes: false,
    },
    topics: {
      ...ask(routes.lookAtTopics, ({ platform, tenant, body }) => platform.topicLooks.look(tenant, body)),
      changes: false,
    },
    'make-sensors': ask(routes.makeDeviceSensors, async ({ platform, store, tenant, params, body, note }) => {
      const result = await platform.devices.makeSensors(store, tenant, params.device, body);
      const { applied, points, faults } = result;
      const created = points.filter((point) => point.created).length;
      note({ unit: body.unit, applied, points: points.length, created, faults });
      return result;
    }),
    // Each device that a job changes stands in the audit log by itself.
    'start-job': {
      ...ask(routes.startDeviceJob, ({ body, ...asked }) => {
        const { principal, platform } = asked;
        if (principal && body.action === 'delete') authorise(principal, 'device:delete');
        if (principal && body.action === 'test') authorise(principal, 'device:test');
        return platform.deviceJobs.start(acting(asked), body);
      }),
      changes: false,
    },
    jobs: ask(routes.listDeviceJobs, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.deviceJobs.list(tenant) }),
    ),
    job: ask(routes.getDeviceJob, ({ platform, tenant, params }) =>
      Promise.resolve(platform.deviceJobs.get(tenant, params.job)),
    ),
    'end-job': ask(routes.removeDeviceJob, ({ platform, tenant, params }) =>
      platform.deviceJobs.remove(tenant, params.job),
    ),
    export: ask(routes.exportDevices, ({ platform, store, tenant }) =>
      Promise.resolve(platform.deviceFiles.export(store, tenant)),
    ),
    import: ask(routes.importDevices, async ({ platform, store, tenant, query, body, note }) => {
      const result = await platform.deviceFiles.import(store, tenant, body, query);
      const { applied, created, updated, points, faults } = result;
      note({ dryRun: query.dryRun, applied, created, updated, points, faults });
      return result;
    }),
  },
});
