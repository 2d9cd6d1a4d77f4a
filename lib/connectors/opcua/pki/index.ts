import type { OpcuaPki, OpcuaPkiOptions } from './ports';

export type { OpcuaPki, OpcuaPkiOptions } from './ports';
export type { CertificateEntry, CertificateShown, CertificateStore } from '../../../core/opcua-certificate';

/**
 * Opens the installation's OPC UA certificates; makes its own if there is none. Only here node-opcua is loaded: it takes
 * most of a second and some 100 MB, which an installation without OPC UA does not pay.
 */
export async function openPki(options: OpcuaPkiOptions): Promise<OpcuaPki> {
  const { Pki } = await import('./pki.js');
  return Pki.open(options);
}
