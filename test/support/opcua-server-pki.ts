import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua';
import type { ServerPki } from '../../lib/connectors/opcua/server';

/** A certificate store in a folder of its own, and the identity of a client that the server trusts. */
export interface TestPki extends ServerPki {
  readonly client: {
    readonly manager: OPCUACertificateManager;
    readonly certificateFile: string;
    readonly privateKeyFile: string;
    readonly applicationUri: string;
  };
  /** A self-signed certificate of a user; the server trusts it only with `trusted`. */
  userCertificate(
    name: string,
    trusted: boolean,
  ): Promise<{ certificateFile: string; privateKeyFile: string }>;
  close(): Promise<void>;
}

const VALID_DAYS = 30;

export async function openTestPki(): Promise<TestPki> {
  const home = mkdtempSync(join(tmpdir(), 'thermacore-opcua-'));
  const managers: OPCUACertificateManager[] = [];
  const open = async (name: string, acceptAll: boolean): Promise<OPCUACertificateManager> => {
    const manager = new OPCUACertificateManager({
      rootFolder: join(home, name),
      name: '.',
      automaticallyAcceptUnknownCertificate: acceptAll,
    });
    await manager.initialize();
    managers.push(manager);
    return manager;
  };
  const certificate = async (manager: OPCUACertificateManager, applicationUri: string, name: string) => {
    const outputFile = join(home, `${name}.pem`);
    await manager.createSelfSignedCertificate({
      applicationUri,
      outputFile,
      subject: `/CN=${name}`,
      dns: ['localhost'],
      ip: ['127.0.0.1'],
      startDate: new Date(),
      validity: VALID_DAYS,
    });
    return { certificateFile: outputFile, privateKeyFile: manager.privateKey };
  };
  const applications = await open('applications', true);
  const users = await open('users', false);
  const clients = await open('clients', true);
  const applicationUri = 'urn:thermacore:test:server';
  const clientUri = 'urn:thermacore:test:client';
  return {
    applicationUri,
    ...(await certificate(applications, applicationUri, 'server')),
    applications,
    users,
    client: {
      manager: clients,
      applicationUri: clientUri,
      ...(await certificate(clients, clientUri, 'client')),
    },
    async userCertificate(name, trusted) {
      const files = await certificate(clients, `urn:thermacore:test:${name}`, name);
      if (trusted) {
        const { readCertificate } = await import('node-opcua-crypto');
        await users.trustCertificate(readCertificate(files.certificateFile));
      }
      return files;
    },
    async close() {
      await Promise.all(managers.map((manager) => manager.dispose()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}
