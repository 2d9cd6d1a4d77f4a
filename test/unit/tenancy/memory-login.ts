import { randomBytes } from 'node:crypto';
import { SecretBox } from '../../../lib/security/secret-box';
import type {
  ApiKeyRecord,
  ApiKeyRepository,
  Identities,
  MfaRepository,
  ProvidedUser,
  ProviderIdentity,
} from '../../../lib/tenancy';
import type { MemoryIdentity } from './fixture';

export const sealer = new SecretBox(randomBytes(32));

interface KeptFactor {
  secret: string;
  confirmedAt: number | null;
  lastStep: number;
  recovery: string[];
}

export interface MemoryLogin {
  readonly mfa: MfaRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly identities: Identities;
  /** As they lie in the database. */
  readonly factors: Map<string, KeptFactor>;
  readonly keys: Map<string, ApiKeyRecord>;
  /** How often a use was noted. */
  readonly noted: { id: string; at: number }[];
}

/** Second factors, API keys and identities in memory, with the same promises as the store's. */
export function memoryLogin(memory: MemoryIdentity): MemoryLogin {
  const factors = new Map<string, KeptFactor>();
  const keys = new Map<string, ApiKeyRecord>();
  const noted: MemoryLogin['noted'] = [];
  const known = new Map<string, string>();
  const nameOf = ({ issuer, subject }: ProviderIdentity): string => JSON.stringify([issuer, subject]);
  const inUse = (userId: string): KeptFactor | undefined => {
    const kept = factors.get(userId);
    return kept?.confirmedAt == null ? undefined : kept;
  };

  const mfa: MfaRepository = {
    find: async (userId) => {
      const kept = factors.get(userId);
      return kept && { ...kept, recoveryCodes: kept.recovery.length };
    },
    begin: async (userId, secret) => {
      if (inUse(userId)) return false;
      factors.set(userId, { secret, confirmedAt: null, lastStep: 0, recovery: [] });
      return true;
    },
    confirm: async (userId, lastStep, recovery, confirmedAt) => {
      const kept = factors.get(userId);
      if (!kept || kept.confirmedAt !== null) return false;
      Object.assign(kept, { lastStep, recovery: [...recovery], confirmedAt });
      return true;
    },
    useStep: async (userId, step) => {
      const kept = inUse(userId);
      if (!kept || kept.lastStep >= step) return false;
      kept.lastStep = step;
      return true;
    },
    useRecoveryCode: async (userId, hash) => {
      const kept = inUse(userId);
      if (!kept?.recovery.includes(hash)) return false;
      kept.recovery = kept.recovery.filter((one) => one !== hash);
      return true;
    },
    setRecoveryCodes: async (userId, hashes) => {
      const kept = inUse(userId);
      if (kept) kept.recovery = [...hashes];
    },
    remove: async (userId) => factors.delete(userId),
  };

  const newestFirst = (): ApiKeyRecord[] => [...keys.values()].reverse();
  const change = (id: string, more: Partial<ApiKeyRecord>): void => {
    const key = keys.get(id);
    if (key) keys.set(id, { ...key, ...more });
  };
  const apiKeys: ApiKeyRepository = {
    create: async (key, most) => {
      if (newestFirst().filter(({ userId }) => userId === key.userId).length >= most) return false;
      keys.set(key.id, { ...key, username: memory.users.get(key.userId)?.username ?? '', lastUsedAt: null });
      return true;
    },
    find: async (id) => {
      if (memory.away) await memory.userRepository.findById('');
      return keys.get(id);
    },
    ofUser: async (userId) => newestFirst().filter((key) => key.userId === userId),
    ofTenant: async (tenant, { limit }) => ({
      items: newestFirst()
        .filter((key) => key.tenant === tenant)
        .slice(0, limit),
    }),
    rotate: async (id, hash, expiresAt) => change(id, { hash, expiresAt }),
    used: async (id, at) => {
      noted.push({ id, at });
      change(id, { lastUsedAt: at });
    },
    remove: async (id) => void keys.delete(id),
  };

  const identities: Identities = {
    findUser: async (identity) => known.get(nameOf(identity)),
    create: async (identity, user: ProvidedUser) => {
      if (await memory.userRepository.findByUsername(user.username)) return undefined;
      const { id } = await memory.userRepository.create(user);
      known.set(nameOf(identity), id);
      return id;
    },
    setPlace: async (userId, place) => memory.changeUser(userId, place),
  };
  return { mfa, apiKeys, identities, factors, keys, noted };
}
