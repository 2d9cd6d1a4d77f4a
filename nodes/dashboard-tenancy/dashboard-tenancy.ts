import type { NodeAPI } from 'node-red';
import { createPluginHooks, currentPlatform } from '../../lib/platform';

interface UiBase {
  readonly stores?: unknown;
}

/** What Node-RED gives to plugins, as far as this one needs it. */
interface PluginRegistry {
  registerPlugin(id: string, definition: { type: string; hooks: object }): void;
}

/**
 * The part of the dashboards' tenancy that has to run inside Dashboard 2.0. Dashboard finds it by its type and calls its
 * hooks; the guard itself stands at the sockets (lib/dashboard), put there by `settings.dashboard`.
 */
export = (RED: NodeAPI): void => {
  const { plugins } = RED as unknown as { plugins: PluginRegistry };
  const hooks = createPluginHooks({
    guard() {
      const guard = currentPlatform()?.dashboard;
      const { dashboard } = RED.settings as unknown as { dashboard?: { ioMiddleware?: unknown } };
      return guard && dashboard?.ioMiddleware === guard.settings.ioMiddleware ? guard : undefined;
    },
    stores() {
      const bases: unknown[] = [];
      RED.nodes.eachNode(({ id, type }) => {
        if (type === 'ui-base') bases.push((RED.nodes.getNode(id) as UiBase | null)?.stores);
      });
      return bases;
    },
    warn: (message) => RED.log.warn(message),
  });
  plugins.registerPlugin('thermacore-dashboard-tenancy', { type: 'node-red-dashboard-2', hooks });
};
