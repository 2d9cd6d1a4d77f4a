/** What a program logs in with in the place of a person, as it is kept. Epoch ms throughout. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  /** The tenant that it acts in; null for one of a platform user without a tenant. */
  readonly tenant: string | null;
  readonly name: string;
  /** Of the secret part. */
  readonly hash: string;
  readonly permissions: readonly string[];
  /** Keys of units; null: all that its owner may see. */
  readonly units: readonly string[] | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
}

export interface ApiKeyFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ApiKeyRepository {
  /** False when the user has `most` keys already. */
  create(key: Omit<ApiKeyRecord, 'username' | 'lastUsedAt'>, most: number): Promise<boolean>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** Newest first. */
  ofUser(userId: string): Promise<readonly ApiKeyRecord[]>;
  /** Those that act in the tenant (null: in none), newest first, a page at a time. */
  ofTenant(
    tenant: string | null,
    filter: ApiKeyFilter,
  ): Promise<{ items: ApiKeyRecord[]; nextCursor?: string }>;
  /** A new secret in the place of the old one. */
  rotate(id: string, hash: string, expiresAt: number): Promise<void>;
  used(id: string, at: number): Promise<void>;
  remove(id: string): Promise<void>;
}
