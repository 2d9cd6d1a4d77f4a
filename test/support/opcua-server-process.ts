import { openTestPki } from './opcua-server-pki';
import { Clients, TestPlant, asUser, serve } from './opcua-server';

/** Starts a server, serves a client, stops both. What is left of them keeps the process from ending. */
async function main(): Promise<void> {
  const pki = await openTestPki();
  const server = await serve(pki, { ports: new TestPlant().ports });
  const clients = new Clients(() => pki);
  const session = await clients.session(server.port, asUser('viewer@aqua'));
  await session.createSubscription2({ publishingEnabled: true });
  await clients.close();
  await server.stop();
  await pki.close();
}

void main();
