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
  const running = currentPlatform();
  if (running) return running;
  const { userDir } = RED.settings as unknown as UserSettings;
  const platform = ensurePlatform(userDir ? { home: join(userDir, 'thermacore') } : {});
  // Node-RED hands us its server's application; ours answers only under its own paths and calls next() otherwise.
  RED.httpNode.use(platform.http);
  RED.server.on('upgrade', platform.upgrade);
  return platform;
}
