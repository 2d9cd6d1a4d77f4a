import type { NodeAPI } from 'node-red';
import { createPluginHooks, currentPlatform } from '../../lib/platform';

interface UiBase {
  readonly stores?: unknown;
}

interface PluginRegistry {
  registerPlugin(id: string, definition: { type: string; hooks: object }): void;
}

/**
 * The part of the dashboards' tenancy that has to run inside Dashboard 2.0, which finds it by its type and calls its
 * hooks. The guard itself (lib/dashboard) stands at the sockets, put there by `settings.dashboard`.
 */
export = (RED: NodeAPI): void => {
  const { plugins, settings } = RED as unknown as {
    plugins: PluginRegistry;
    settings: { dashboard?: { ioMiddleware?: unknown } };
  };
  const hooks = createPluginHooks({
    guard: () => currentPlatform()?.dashboard,
    isInstalled: (guard) => settings.dashboard?.ioMiddleware === guard.settings.ioMiddleware,
    stores() {
      const stores: unknown[] = [];
      RED.nodes.eachNode(({ id, type }) => {
        if (type === 'ui-base') stores.push((RED.nodes.getNode(id) as UiBase | null)?.stores);
      });
      return stores;
    },
  });
  plugins.registerPlugin('thermacore-dashboard-tenancy', { type: 'node-red-dashboard-2', hooks });
};
