import { generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';

/** Certificates for tests, written out in DER as RFC 5280 §4.1 has it, so that no system package is needed. */
export interface Certificate {
  /** PEM */
  readonly cert: string;
  /** PEM */
  readonly key: string;
}

export interface Authority extends Certificate {
  issue(name: string, options?: IssueOptions): Certificate;
  /** A list of certificates (PEM) that count no more, in PEM (RFC 5280 §5.1). */
  revoke(...certificates: readonly string[]): string;
}

export interface IssueOptions {
  /** Host name that the certificate is for besides 127.0.0.1; `only` that one. */
  readonly only?: string;
  readonly expired?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate authority that signs itself. */
export function authority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signedBy = (subject: string, publicKey: KeyObject, extensions: Buffer[], expired = false): string => {
    const now = Date.now();
    const body = sequence(
      tagged(0, integer(Buffer.from([2]))), // version 3
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ECDSA_WITH_SHA256,
      commonName(name),
      sequence(time(now - 2 * DAY_MS), time(expired ? now - DAY_MS : now + DAY_MS)),
      commonName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, keys.privateKey);
    return pem(sequence(body, ECDSA_WITH_SHA256, bits(signature)));
  };
  return {
    cert: signedBy(name, keys.publicKey, [extension('551d13', sequence(BOOLEAN_TRUE), true)]),
    key: pemOf(keys.privateKey),
    issue(subject, { only, expired = false } = {}) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = only
        ? [element(0x82, Buffer.from(only))]
        : [element(0x87, Buffer.from([127, 0, 0, 1])), element(0x82, Buffer.from('localhost'))];
      return {
        cert: signedBy(subject, own.publicKey, [extension('551d11', sequence(...names))], expired),
        key: pemOf(own.privateKey),
      };
    },
    revoke(...certificates) {
      const now = Date.now();
      const entries = certificates.map((certificate) =>
        sequence(
          integer(Buffer.from(new X509Certificate(certificate).serialNumber, 'hex')),
          time(now - 2 * DAY_MS),
        ),
      );
      const body = sequence(
        integer(Buffer.from([1])), // version 2
        ECDSA_WITH_SHA256,
        commonName(name),
        time(now - DAY_MS),
        time(now + DAY_MS),
        ...(entries.length > 0 ? [sequence(...entries)] : []),
      );
      const signature = sign('sha256', body, keys.privateKey);
      return pem(sequence(body, ECDSA_WITH_SHA256, bits(signature)), 'X509 CRL');
    },
  };
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts);
const integer = (value: Buffer): Buffer => element(0x02, value);
const bits = (value: Buffer): Buffer => element(0x03, Buffer.from([0]), value);
const tagged = (number: number, content: Buffer): Buffer => element(0xa0 | number, content);
const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const BOOLEAN_TRUE = element(0x01, Buffer.from([0xff]));
/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** 2.5.4.3 */
const commonName = (name: string): Buffer =>
  sequence(element(0x31, sequence(oid('550403'), element(0x0c, Buffer.from(name)))));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [BOOLEAN_TRUE] : []), element(0x04, value));

/** UTCTime: YYMMDDhhmmssZ */
const time = (epochMs: number): Buffer =>
  element(0x17, Buffer.from(new Date(epochMs).toISOString().slice(2, 19).replace(/[-:T]/g, '') + 'Z'));

const pem = (der: Buffer, what = 'CERTIFICATE'): string =>
  `-----BEGIN ${what}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${what}-----\n`;

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
