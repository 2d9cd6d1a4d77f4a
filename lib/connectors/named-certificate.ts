import { ThermaCoreError } from '../core/errors';

/** A certificate with its key, and by what the other side is known; PEM. */
export interface NamedIdentity {
  /** The certificate, then who signed it. */
  readonly cert: string;
  readonly key: string;
  /** The authority of the installation, and what it has revoked. */
  readonly ca: string;
  readonly crl: string;
}

/** The certificates of the installation, for who serves or dials with one of them. */
export interface NamedCertificates {
  /** `take` is called with each that comes in the place of the one that is given. Rejects `not-found`, `configuration`. */
  use(
    name: string,
    by: string,
    take: (identity: NamedIdentity) => void,
  ): Promise<{ readonly identity: NamedIdentity; readonly release: () => void }>;
}

type Lease = Awaited<ReturnType<NamedCertificates['use']>>;

/** A certificate while somebody serves or dials with it: always the newest of its name. */
export class HeldCertificate {
  private lease: Promise<Lease> | undefined;
  private newest: NamedIdentity | undefined;

  constructor(
    private readonly certificates: NamedCertificates,
    private readonly name: string,
    /** Who uses it, as people see it. */
    private readonly by: string,
    /** Told of each that comes in the place of one that was given. */
    private readonly onNext: (identity: NamedIdentity) => void = () => undefined,
  ) {}

  /** Rejects `not-found`, or `configuration` where it has no key here; asked again it tries again. */
  async current(): Promise<NamedIdentity> {
    const lease = (this.lease ??= this.certificates.use(this.name, this.by, (next) => {
      this.newest = next;
      this.onNext(next);
    }));
    try {
      const { identity } = await lease;
      return this.newest ?? identity;
    } catch (error) {
      if (this.lease === lease) this.lease = undefined;
      throw error;
    }
  }

  release(): void {
    const { lease } = this;
    this.lease = undefined;
    this.newest = undefined;
    void lease?.then(
      ({ release }) => release(),
      () => undefined,
    );
  }
}

/**
 * The certificate that a configuration names, if it names one. Throws `configuration` where whoever wrote it may not: those
 * of the installation are for flows, while the registry of devices is written by tenants, who bring their own.
 */
export function heldCertificate(
  name: string | undefined,
  certificates: NamedCertificates | undefined,
  by: string,
  onNext?: (identity: NamedIdentity) => void,
): HeldCertificate | undefined {
  if (!name) return undefined;
  if (certificates) return new HeldCertificate(certificates, name, by, onNext);
  throw new ThermaCoreError('configuration', 'certificate: those of the installation are for flows.', {
    field: 'certificate',
    advice: 'Give certificate and key as PEM text, or use a node that has the way in its form.',
  });
}

/** What the other side is checked by: what was given for that, else the installation's authority and what it revoked. */
export const trustOf = (
  { ca, crl }: Pick<NamedIdentity, 'ca' | 'crl'>,
  given: string | Buffer | undefined,
): { readonly ca: string | Buffer; readonly crl?: string } => (given ? { ca: given } : { ca, crl });
