import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { currentPlatform, ensurePlatform, type Platform } from '../../lib/platform';

interface UserSettings {
  readonly userDir?: string;
}

/**
 * The platform of this process. The launcher makes it before Node-RED starts; in a stock Node-RED the first node
 * makes it, with its state beside the user's flows.
 */
export function leasePlatform(RED: NodeAPI): Platform {
  const { userDir } = RED.settings as unknown as UserSettings;
  const platform = currentPlatform() ?? ensurePlatform(userDir ? { home: join(userDir, 'thermacore') } : {});
  // Also for one that settings.js has started, which has seen no server yet.
  platform.mount(RED.httpNode, RED.server);
  return platform;
}
