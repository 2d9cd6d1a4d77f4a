import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientPki } from '../../lib/connectors/opcua';
import { loadOpcua } from '../../lib/connectors/opcua/library';

export interface TestPki extends ClientPki {
  readonly folder: string;
  remove(): Promise<void>;
}

/** An application certificate and a trust list in a folder of their own. */
export async function testPki(name: string, trustsAll = false): Promise<TestPki> {
  const { OPCUACertificateManager } = await loadOpcua();
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-pki-'));
  const applicationUri = `urn:test:${name}`;
  const applications = new OPCUACertificateManager({
    rootFolder: folder,
    automaticallyAcceptUnknownCertificate: trustsAll,
  });
  await applications.initialize();
  const certificateFile = join(folder, 'own', 'certs', 'own.pem');
  await applications.createSelfSignedCertificate({
    applicationUri,
    dns: ['localhost', hostname()],
    ip: ['127.0.0.1'],
    outputFile: certificateFile,
    startDate: new Date(Date.now() - 3_600_000),
    validity: 365,
    subject: `/CN=${name}`,
  });
  return {
    folder,
    applicationUri,
    applications,
    certificateFile,
    privateKeyFile: applications.privateKey,
    async remove() {
      await applications.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
