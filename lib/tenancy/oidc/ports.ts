import type { Role } from '../roles';

/** A person at an identity provider. Neither name nor e-mail is one: both are given to others (OpenID Connect Core 5.7). */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
}

export interface ProvidedUser {
  readonly username: string;
  readonly role: Role;
  /** Null: a user of the platform. */
  readonly tenant: string | null;
  readonly passwordHash: string;
}

/** Which users of ours are whom at a provider. */
export interface Identities {
  /** The user's id. */
  findUser(identity: ProviderIdentity): Promise<string | undefined>;
  /** The id of the user that was made; undefined when the name is taken. Rejects `not-found` for an unknown tenant. */
  create(identity: ProviderIdentity, user: ProvidedUser): Promise<string | undefined>;
  /** Role and tenant as the provider's groups have them now. */
  setPlace(userId: string, place: Pick<ProvidedUser, 'role' | 'tenant'>): Promise<void>;
}
