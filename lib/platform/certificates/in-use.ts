import type { Logger } from '../../core/logger';

/** What a server or client needs for TLS, as PEM. */
export interface TlsIdentity {
  /** The certificate, then who signed it. */
  readonly cert: string;
  readonly key: string;
  /** The authority of the installation, and what it has revoked: for checking the other side. */
  readonly ca: string;
  readonly crl: string;
}

export interface IdentityLease {
  readonly identity: TlsIdentity;
  readonly release: () => void;
}

interface User {
  readonly name: string;
  readonly by: string;
  readonly take: (identity: TlsIdentity) => void;
  has: TlsIdentity;
}

/** Who serves or dials with which certificate, and is given the one that comes in its place. */
export class CertificatesInUse {
  private readonly users = new Set<User>();

  constructor(
    private readonly identityOf: (name: string) => Promise<TlsIdentity>,
    private readonly logger: Logger,
  ) {}

  by(name: string): string[] {
    return [...this.users].filter((user) => user.name === name).map(({ by }) => by);
  }

  /** `take` is called with each identity that comes in the place of the one that is given. */
  async use(name: string, by: string, take: User['take']): Promise<IdentityLease> {
    const identity = await this.identityOf(name);
    const user: User = { name, by, take, has: identity };
    this.users.add(user);
    return { identity, release: () => void this.users.delete(user) };
  }

  /** Gives everybody what changed, also what another process changed. Never rejects. */
  async tell(): Promise<void> {
    for (const user of [...this.users])
      try {
        const identity = await this.identityOf(user.name);
        const { cert, crl } = user.has;
        if (!this.users.has(user) || (identity.cert === cert && identity.crl === crl)) continue;
        // What could not be taken over is given again with the next look.
        user.take(identity);
        user.has = identity;
        if (identity.cert !== cert)
          this.logger.info(`${user.by} has a new certificate`, { certificate: user.name });
      } catch (error) {
        this.logger.error(`${user.by} could not take over its certificate`, { error });
      }
  }
}
