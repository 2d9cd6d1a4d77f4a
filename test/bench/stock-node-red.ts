import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** Runs flows in a Node-RED without an editor, and prints `ready` when they have started and `warm` has resolved. */
export async function startNodeRed(
  userDir: string,
  flows: readonly object[],
  warm: () => Promise<void>,
  settings: object = {},
): Promise<void> {
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
  const { default: RED } = (await import('node-red')) as unknown as { default: typeof import('node-red') };
  RED.init(createServer(), {
    userDir,
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    ...settings,
    logging: { console: { level: 'error', metrics: false, audit: false } },
  } as unknown as Parameters<typeof RED.init>[1]);
  RED.events.once('flows:started', () => void warm().then(() => console.log('ready')));
  await RED.start();
}
