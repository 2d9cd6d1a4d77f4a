import type { X509Certificate } from 'node:crypto';
import { crypto_utils } from 'node-opcua';
import { ThermaCoreError } from '../../../core/errors';
import type { CertificateFolder } from './certificate-folder';

type Der = Parameters<typeof crypto_utils.exploreCertificateRevocationList>[0];

const PEM = /-----BEGIN X509 CRL-----([\sA-Za-z0-9+/=]+)-----END X509 CRL-----/;
const BASE64 = /^[\sA-Za-z0-9+/=]+$/;

interface RevocationList {
  readonly der: Der;
  readonly issuer: string;
  readonly thisUpdate: Date;
}

function readList(text: string): RevocationList {
  try {
    const base64 = PEM.exec(text)?.[1] ?? (BASE64.test(text) ? text : '');
    const der = Buffer.from(base64, 'base64');
    const { issuerFingerprint, thisUpdate } = crypto_utils.exploreCertificateRevocationList(der).tbsCertList;
    return { der, issuer: issuerFingerprint, thisUpdate };
  } catch (cause) {
    throw new ThermaCoreError('invalid', 'crl is not a revocation list that can be read.', {
      field: 'crl',
      advice: 'Give it as PEM (-----BEGIN X509 CRL-----), or DER in base64.',
      cause,
    });
  }
}

function signed(list: RevocationList, authority: X509Certificate): boolean {
  try {
    return crypto_utils.verifyCrlIssuedByCertificate(list.der, authority.raw);
  } catch {
    return false;
  }
}

/**
 * Takes a revocation list over in place of the issuer's last one. Its signature must be that of an authority that is
 * known here, and it must not be older: node-opcua checks neither.
 */
export async function addRevocationList(folder: CertificateFolder, text: string): Promise<void> {
  const list = readList(text);
  const kept = await folder.read();
  if (!kept.some(({ state, certificate }) => state !== 'rejected' && signed(list, certificate)))
    throw new ThermaCoreError(
      'invalid',
      'The revocation list is not signed by an issuer that is known here.',
      {
        field: 'crl',
        advice: 'Add the certificate of the authority first, as an issuer or as trusted.',
      },
    );
  const before = await folder.readCrl(list.issuer);
  if (before && readList(before).thisUpdate > list.thisUpdate)
    throw new ThermaCoreError('conflict', 'A newer revocation list of this issuer is there already.', {
      field: 'crl',
      advice: 'Get the latest one from the authority.',
    });
  const lines = list.der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  await folder.writeCrl(list.issuer, `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`);
}
