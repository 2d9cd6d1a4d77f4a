import { createHash } from 'node:crypto';
import { createSecureContext, type ConnectionOptions, type TLSSocket, type TlsOptions } from 'node:tls';
import { constants } from 'node:crypto';

/** PEM texts. Both sides show a certificate (IEC 62351-3), so all but the revocation lists are needed. */
export interface TlsMaterial {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  readonly passphrase?: string;
  /** Whose certificates are trusted. */
  readonly ca: string | Buffer | readonly (string | Buffer)[];
  /** Revocation lists; with one, every issuer in the chain needs one. */
  readonly crl?: string | Buffer | readonly (string | Buffer)[];
}

export interface TlsSettings {
  /** Or what gives it: asked at each connection that is dialled, and when it begins to listen. */
  readonly material: TlsMaterial | (() => Promise<TlsMaterial>);
  /**
   * Certificates that may connect, by common name or SHA-256 fingerprint (with or without colons). Empty: every one that
   * the CA issued; then a dialled server's certificate must be for the host or `servername`.
   */
  readonly allow?: readonly string[];
  /** What a dialled server's certificate must be for; default: the host. */
  readonly servername?: string;
  /** Default `TLSv1.2`, which is the oldest there is; 1.3 is used where both know it. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

type Context = Pick<
  TlsOptions,
  'cert' | 'key' | 'passphrase' | 'ca' | 'crl' | 'minVersion' | 'secureOptions'
>;

/** Throws what OpenSSL says of the material, so that it is told when it is set and not when somebody connects. */
export function tlsContext({ cert, key, passphrase, ca, crl }: TlsMaterial, settings: TlsSettings): Context {
  const many = <T>(one: T | readonly T[]): T[] => (Array.isArray(one) ? [...(one as T[])] : [one as T]);
  const context: Context = {
    cert,
    key,
    ca: many(ca),
    minVersion: settings.minVersion ?? 'TLSv1.2',
    // A ticket would take up an old session again, without looking at the certificate: one revoked since then as well.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(crl === undefined ? {} : { crl: many(crl) }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    throw new TypeError(
      `The TLS certificate, key, CA or revocation list cannot be used: ${(error as Error).message}. Give PEM texts that belong together.`,
      { cause: error },
    );
  }
  return context;
}

/** What a dialled server is held to. */
export function tlsClientOptions(
  host: string,
  material: TlsMaterial,
  settings: TlsSettings,
): ConnectionOptions {
  const { servername, allow = [] } = settings;
  return {
    ...tlsContext(material, settings),
    rejectUnauthorized: true,
    ...(servername === undefined ? {} : { servername }),
    // Who is on the list is known by that, whatever host the certificate is for: `refusal` looks.
    ...(allow.length > 0
      ? { checkServerIdentity: () => undefined }
      : servername === undefined
        ? { host }
        : {}),
  };
}

/** Why the peer of a connection that is secured may not be here; undefined: it may. */
export function tlsRefusal(socket: TLSSocket, allow: readonly string[] = []): string | undefined {
  if (!socket.authorized)
    return `its certificate is not accepted (${String(socket.authorizationError)}); it must be issued by the CA, valid and not revoked`;
  if (allow.length === 0) return undefined;
  const { name, fingerprint } = identity(socket);
  const allowed = allow.some((entry) => entry === name || plainFingerprint(entry) === fingerprint);
  return allowed
    ? undefined
    : `its certificate (CN=${name}, SHA-256 ${fingerprint}) is not on the list of those allowed; add it there`;
}

export const tlsPeer = (socket: TLSSocket, at: string): string => `${at} (CN=${identity(socket).name})`;

function identity(socket: TLSSocket): { name: string; fingerprint: string } {
  const certificate = socket.getPeerX509Certificate();
  const subject = certificate?.toLegacyObject().subject.CN;
  const fingerprint = certificate ? createHash('sha256').update(certificate.raw).digest('hex') : '';
  return { name: (Array.isArray(subject) ? subject[0] : subject) ?? '', fingerprint };
}

const plainFingerprint = (entry: string): string => entry.replaceAll(':', '').toLowerCase();
