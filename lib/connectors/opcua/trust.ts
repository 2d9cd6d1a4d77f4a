import { X509Certificate, createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ClientPki, Endpoint } from './endpoint';
import { OpcuaFailure } from './failure';
import type { OpcuaConfig } from './spec';

const hexOf = (text: string): string => text.replaceAll(':', '').toLowerCase();

/**
 * Refuses a server whose certificate is not accepted (OPC 10000-4 §6.1.3): by its fingerprint where one is given,
 * otherwise by the trust list, the host and the application that it is made for.
 */
export async function checkServer(
  { certificate, applicationUri }: Endpoint,
  config: Pick<OpcuaConfig, 'endpoint' | 'trust' | 'fingerprint'>,
  pki: Pick<ClientPki, 'applications'>,
): Promise<void> {
  if (!certificate) throw new OpcuaFailure('the server gave no certificate');
  const leaf = parsed(certificate);
  if (config.fingerprint !== undefined) {
    const found = createHash('sha256').update(leaf.raw).digest('hex');
    if (found === hexOf(config.fingerprint)) return;
    throw new OpcuaFailure(
      `the server has another certificate than the one given: its fingerprint is ${found}`,
    );
  }
  if (config.trust === 'any') return;
  const status = await pki.applications.checkCertificate(certificate);
  if (status.name !== 'Good') throw OpcuaFailure.of(status.name);
  const host = hostOf(config.endpoint);
  const isNamed = isIP(host) > 0 ? leaf.checkIP(host) : leaf.checkHost(host);
  if (isNamed === undefined) throw OpcuaFailure.of('BadCertificateHostNameInvalid');
  if (!urisOf(leaf).includes(applicationUri)) throw OpcuaFailure.of('BadCertificateUriInvalid');
}

function parsed(certificate: Buffer): X509Certificate {
  try {
    // The first of a chain: DER says where it ends.
    return new X509Certificate(certificate);
  } catch {
    throw OpcuaFailure.of('BadCertificateInvalid');
  }
}

/** Without the brackets of an IPv6 address. */
export const hostOf = (endpoint: string): string =>
  new URL(endpoint.replace(/^opc\.tcp:/i, 'http:')).hostname.replace(/^\[(.*)\]$/, '$1');

const urisOf = (certificate: X509Certificate): string[] =>
  (certificate.subjectAltName ?? '')
    .split(/, (?=[A-Za-z ]+:)/)
    .filter((name) => name.startsWith('URI:'))
    .map((name) => name.slice('URI:'.length).replace(/^"(.*)"$/, '$1'));
