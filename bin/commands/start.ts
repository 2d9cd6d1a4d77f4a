import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import type { NodeRedApp } from 'node-red';
import { ThermaCoreError } from '../../lib/core/errors';
import {
  composeFlows,
  createPlatform,
  createRedirect,
  createWebServer,
  hardenServer,
  hostNames,
  lineLogger,
  lockStateFolder,
  nodeRedSettings,
  openStateFolder,
  packageRoot,
  readSettings,
  setCurrentPlatform,
  startCredentials,
  writePrivateFile,
  type FlowNode,
  type Platform,
  type Settings,
  type StartCredentials,
} from '../../lib/platform';

const STOP_TIMEOUT_MS = 20_000;
const FLOWS_TIMEOUT_MS = 60_000;

/** `thermacore start`: database, platform and Node-RED in one process. Returns only when it could not start. */
export async function run(): Promise<undefined> {
  const settings = readSettings();
  const logger = lineLogger(settings.logLevel, (line) => console.error(line));
  openStateFolder(settings.home);
  const unlock = lockStateFolder(settings.home);
  process.once('exit', unlock);
  const credentials = startCredentials(settings);

  const app = express();
  app.disable('x-powered-by');
  const platform = createPlatform(settings, { logger, credentials });
  const { certificates, clock } = platform;
  const web = await createWebServer(app, { settings, certificates, hostNames, clock, logger });
  // What Node.js has for TLS is the same server to all who take one.
  const server = web.server as Server;
  // The port first: a busy one is the commonest fault and must not cost a database start.
  const port = await listen(server, settings, 'PORT');
  const redirect = await listenForPlain(platform, port);

  setCurrentPlatform(platform);
  const stop = stopper(platform, server, () => {
    web.stop();
    redirect?.close();
  });
  let firstStart: boolean;
  try {
    firstStart = (await platform.start()).createdAdmin;
    installFlows(settings);
    await startNodeRed(app, server, platform, settings);
  } catch (error) {
    await stop.now();
    throw error;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop.andExit(signal));
  announce(
    `${web.scheme}://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    settings,
    firstStart ? credentials : undefined,
  );
  return undefined;
}

/** Sends browsers that come without TLS on to `secure`, where the settings want that. */
async function listenForPlain(
  { settings, intrusion }: Platform,
  secure: number,
): Promise<Server | undefined> {
  const { mode, redirectPort: port } = settings.tls;
  if (mode === 'off' || port === undefined) return undefined;
  const server = createRedirect({ port: () => secure, door: intrusion.door('http') });
  await listen(server, { ...settings, port }, 'THERMACORE_HTTP_PORT');
  return server;
}

function listen(server: Server, settings: Settings, field: 'PORT' | 'THERMACORE_HTTP_PORT'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${settings.host}:${settings.port}`;
      const sentences: Record<string, [string, string]> = {
        EADDRINUSE: [
          `Port ${settings.port} on ${settings.host} is taken by another program.`,
          `Stop that program, or set ${field} to another port.`,
        ],
        EACCES: [
          `This user may not listen on port ${settings.port}.`,
          `Set ${field} to a number above 1023.`,
        ],
        EADDRNOTAVAIL: [
          `${settings.host} is not an address of this machine.`,
          'Set HOST to one of its addresses, or unset it.',
        ],
      };
      const [message, advice] = sentences[error.code ?? ''] ?? [
        `Cannot listen on ${where}: ${error.message}.`,
        `Check HOST and ${field}.`,
      ];
      reject(new ThermaCoreError('configuration', message, { field, advice, cause: error }));
    });
    server.listen(settings.port, settings.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : settings.port);
    });
  });
}

/** Writes the shipped flows on the first start; whatever stands there afterwards is the user's. */
function installFlows(settings: Settings): void {
  const file = join(settings.home, 'flows.json');
  if (!existsSync(file))
    writePrivateFile(file, JSON.stringify(composeFlows(packageRoot(), settings.demo), null, 2));
}

const readFlows = (settings: Settings): FlowNode[] =>
  JSON.parse(readFileSync(join(settings.home, 'flows.json'), 'utf8')) as FlowNode[];

async function startNodeRed(
  app: express.Express,
  server: Server,
  platform: Platform,
  settings: Settings,
): Promise<void> {
  // Loaded late: by then the platform is current, and a failing start has not paid for Node-RED.
  const { default: RED } = (await import('node-red')) as unknown as { default: NodeRedApp };
  hardenServer(app, server, platform);
  platform.mount(app, server);
  RED.init(
    server,
    nodeRedSettings({
      home: settings.home,
      packageRoot: packageRoot(),
      adminAuth: platform.editorAuth,
      dashboard: platform.dashboard.settings,
      editorMiddleware: platform.editorMiddleware(() => readFlows(settings)),
      logger: platform.logger,
    }) as Parameters<NodeRedApp['init']>[1],
  );
  // Wrapped, not mounted: Node-RED is built on Express 4 and would look for its parent's Express 4 innards.
  app.use((request, response, next) => RED.httpAdmin(request, response, next));
  app.use((request, response, next) => RED.httpNode(request, response, next));
  const started = flowsStarted(RED, platform);
  await RED.start();
  await started;
}

/** `RED.start` resolves before the flows run; the event bus says when they do. */
function flowsStarted(RED: NodeRedApp, platform: Platform): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = platform.clock.after(FLOWS_TIMEOUT_MS, () =>
      reject(
        new ThermaCoreError('timeout', `The flows did not start within ${FLOWS_TIMEOUT_MS / 1000} s.`, {
          advice:
            'Look for the node named in the lines above, or move flows.json away to start with the shipped flows.',
        }),
      ),
    );
    RED.events.once('flows:started', () => {
      timer.stop();
      resolve();
    });
  });
}

function stopper(platform: Platform, server: Server, closeWeb: () => void) {
  const now = async (): Promise<void> => {
    const { default: RED } = (await import('node-red')) as unknown as { default: NodeRedApp };
    closeWeb();
    platform.dashboard.close();
    await RED.stop().catch(() => undefined);
    await platform.stop();
    server.closeAllConnections();
    server.close();
  };
  let stopping = false;
  return {
    now,
    async andExit(signal: string): Promise<void> {
      if (stopping) process.exit(1);
      stopping = true;
      console.error(`Stopping (${signal})…`);
      platform.clock.after(STOP_TIMEOUT_MS, () => process.exit(1));
      await now();
      process.exit(0);
    },
  };
}

/** The passwords are shown when they were just given to somebody, and never again. */
function announce(url: string, settings: Settings, credentials: StartCredentials | undefined): void {
  if (credentials) {
    const given = (fromSettings: string | undefined, password: string): string =>
      fromSettings ? '(as you set it)' : password;
    console.log('\nFirst start. These passwords are shown once, and kept in');
    console.log(`${credentials.file}\n`);
    console.log(
      `  admin                                   ${given(settings.adminPassword, credentials.adminPassword)}`,
    );
    if (settings.demo)
      console.log(
        `  admin@ operator@ viewer@ aqua|borealis  ${given(settings.demoPassword, credentials.demoPassword)}`,
      );
    console.log('');
  }
  console.log(`ThermaCore ready: ${url}`);
  console.log(`  dashboards ${url}/dashboard   editor ${url}/   API ${url}/api/docs`);
}
