import type { RequestHandler } from 'express';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensurePlatform } from './current';
import type { EditorAuth } from './editor-auth';
import type { DashboardSettings } from '../dashboard';

/** What a stock Node-RED's settings.js takes over (README, "In your own Node-RED"). */
export interface StockSettings {
  /** The guard at the sockets of Dashboard 2.0. */
  readonly dashboard: DashboardSettings;
  /** ThermaCore's users behind the editor's login. */
  readonly adminAuth: EditorAuth;
  /** Tells the login whose request it is, and writes deploys into the audit log. */
  readonly httpAdminMiddleware: RequestHandler;
}

/** Where a stock Node-RED keeps its own things, unless it was started with --userDir; ours lie beside. */
const defaultUserDir = (): string => join(homedir(), '.node-red');

/**
 * Settings for a stock Node-RED: one line in its settings.js. Starts the platform, with its state under
 * `<userDir>/thermacore`; pass the folder when Node-RED runs with --userDir.
 */
export function forNodeRed(userDir: string = defaultUserDir()): StockSettings {
  const platform = ensurePlatform({ home: join(userDir, 'thermacore') });
  return {
    dashboard: platform.dashboard.settings,
    adminAuth: platform.editorAuth,
    httpAdminMiddleware: platform.editorMiddleware(),
  };
}
