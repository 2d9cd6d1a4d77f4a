import type { OPCUACertificateManager } from 'node-opcua';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { CertificateEntry, CertificateShown, CertificateStore } from '../../../core/opcua-certificate';

/** What the installation shows to others as an OPC UA application, and whom it trusts. */
export interface OpcuaPki {
  /** `urn:thermacore:<installation id>`; never changes. */
  readonly applicationUri: string;
  /** Paths (PEM) of the own certificate and key, for node-opcua. */
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** For OPCUAClient and OPCUAServer: unknown certificates are refused and kept as rejected. */
  readonly applications: OPCUACertificateManager;
  /** Certificates of users (X.509 identity tokens) that the server trusts. */
  readonly users: OPCUACertificateManager;
  own(): Promise<CertificateShown>;
  /** Makes a new key and certificate; connections made later use it. */
  renew(): Promise<CertificateShown>;
  list(store: CertificateStore): Promise<CertificateEntry[]>;
  /** `thumbprint`: SHA-1, 40 hex digits in lower case. Rejects `not-found`, and `conflict` for an issuer. */
  trust(store: CertificateStore, thumbprint: string): Promise<CertificateEntry>;
  /** Also against a trusted authority that signed it. Connections that stand go on until their owner ends them. */
  reject(store: CertificateStore, thumbprint: string): Promise<CertificateEntry>;
  /** Rejects `invalid` or `too-large` that say what is wrong with the certificate. */
  add(store: CertificateStore, pem: string, as: 'trusted' | 'issuer'): Promise<CertificateEntry>;
  /** `pemOrDer`: PEM, or DER in base64. It must be signed by an authority that is known, and not be older than the last. */
  addCrl(store: CertificateStore, pemOrDer: string): Promise<void>;
  remove(store: CertificateStore, thumbprint: string): Promise<void>;
  /** The own certificate or something in a store changed, by whomever. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface OpcuaPkiOptions {
  /** Below it lie `applications` and `users`. */
  readonly folder: string;
  readonly applicationUri: string;
  /** Host names and IP addresses for the own certificate; default: those of this machine. */
  readonly hostnames?: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}
