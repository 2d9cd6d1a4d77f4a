import { routes } from '../../lib/platform';
import { askInstallation, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'operations',
  operations: {
    health: askInstallation(routes.getInstallationHealth, ({ platform, database }) =>
      Promise.resolve(platform.operations.health(database)),
    ),
    tasks: askInstallation(routes.listBackgroundTasks, ({ platform, store }) =>
      Promise.resolve({ items: platform.operations.tasks(store) }),
    ),
    run: askInstallation(routes.runBackgroundTask, ({ platform, store, params }) =>
      Promise.resolve(platform.operations.run(store, params.task)),
    ),
  },
});
