import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../core/errors';
import { redact, type Logger } from '../core/logger';
import { readIfPresent, writePrivateFile } from './state-folder';

/** Node-RED's own log levels: https://nodered.org/docs/user-guide/runtime/logging */
const NODE_RED_LEVEL = { fatal: 10, error: 20, warn: 30, info: 40, debug: 50 } as const;

interface NodeRedLogLine {
  readonly level: number;
  readonly msg?: unknown;
  readonly type?: string;
  readonly name?: string;
  readonly id?: string;
}

const MAX_TEXT = 4000;

/** Flows log whole messages too, with sockets, circles and secrets in them; a line must never fail or grow for that. */
function toText(message: unknown): string {
  if (message instanceof Error) return messageOf(message);
  if (typeof message === 'string') return message;
  return (JSON.stringify(redact(message)) ?? '').slice(0, MAX_TEXT);
}

export interface NodeRedOptions {
  readonly home: string;
  readonly packageRoot: string;
  readonly adminAuth: unknown;
  /** What Dashboard 2.0 reads from `settings.dashboard`: the socket guard. */
  readonly dashboard: unknown;
  /** Sees requests of the editor's own API, before its login. */
  readonly editorMiddleware: unknown;
  readonly logger: Logger;
}

/** The key of Node-RED's credentials file, made once and kept beside the other keys. */
function credentialSecret(home: string): string {
  const file = join(home, 'node-red.key');
  const kept = readIfPresent(file);
  if (kept) return kept;
  const made = randomBytes(32).toString('base64url');
  writePrivateFile(file, made);
  return made;
}

/** The settings under which the launcher runs Node-RED. A stock Node-RED uses its own settings.js instead. */
export function nodeRedSettings(options: NodeRedOptions): object {
  const { home, packageRoot, adminAuth, dashboard, editorMiddleware, logger } = options;
  return {
    userDir: home,
    flowFile: 'flows.json',
    flowFilePretty: true,
    credentialSecret: credentialSecret(home),
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    // The package itself, so that a checkout and an installed package load alike.
    nodesDir: [packageRoot],
    adminAuth,
    httpAdminMiddleware: editorMiddleware,
    dashboard,
    disableEditor: false,
    paletteCategories: [
      'ThermaCore',
      'common',
      'function',
      'network',
      'sequence',
      'parser',
      'storage',
      'dashboard 2',
    ],
    functionExternalModules: false,
    exportGlobalContextKeys: false,
    diagnostics: { enabled: false, ui: false },
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false, palette: { allowInstall: true, allowUpload: false } },
    editorTheme: {
      page: { title: 'ThermaCore' },
      header: { title: 'ThermaCore' },
      tours: false,
      projects: { enabled: false },
      codeEditor: { lib: 'monaco' },
    },
    logging: {
      thermacore: {
        level: 'info',
        metrics: false,
        audit: false,
        handler: () => (line: NodeRedLogLine) => {
          const fields = {
            ...(line.type ? { node: line.type } : {}),
            ...(line.name ? { name: line.name } : {}),
          };
          const text = toText(line.msg);
          if (line.level <= NODE_RED_LEVEL.error) logger.error(text, fields);
          else if (line.level <= NODE_RED_LEVEL.warn) logger.warn(text, fields);
          else logger.debug(text, fields);
        },
      },
    },
  };
}
