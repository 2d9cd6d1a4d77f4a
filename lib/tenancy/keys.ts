import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { randomId } from '../core/ids';

/**
 * EdDSA (RFC 8037) rather than ES256: signatures are deterministic, keys and tokens are shorter, and there is no curve
 * parameter to choose wrongly.
 */
export const ALGORITHM = 'EdDSA';

/** A private signing key as it is kept. */
export interface StoredKey {
  readonly kid: string;
  readonly createdAt: number;
  readonly jwk: JWK;
}

/** Where signing keys are kept; filled by io/key-files.ts. */
export interface KeyStore {
  load(): Promise<readonly StoredKey[]>;
  save(keys: readonly StoredKey[]): Promise<void>;
}

export interface PublicJwk {
  readonly [member: string]: unknown;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
}

interface LoadedKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: PublicJwk;
}

/**
 * The signing keys: the newest signs, all verify, so that keys can be rotated with overlap. Made on first use.
 */
export class SigningKeys {
  private constructor(private readonly keys: readonly LoadedKey[]) {}

  static async open(store: KeyStore, now: number): Promise<SigningKeys> {
    let stored = await store.load();
    if (stored.length === 0) {
      stored = [await makeKey(now)];
      await store.save(stored);
    }
    const newestFirst = [...stored].sort((a, b) => b.createdAt - a.createdAt);
    return new SigningKeys(await Promise.all(newestFirst.map(loadKey)));
  }

  get signing(): LoadedKey {
    const [newest] = this.keys;
    if (!newest) throw new Error('no signing key');
    return newest;
  }

  /** Only keys of ours are found: a `kid` from a token is looked up, never used as a path or URL. */
  find(kid: string | undefined): LoadedKey | undefined {
    return this.keys.find((key) => key.kid === kid);
  }

  /** RFC 7517 §5. */
  get jwks(): { keys: PublicJwk[] } {
    return { keys: this.keys.map((key) => key.publicJwk) };
  }
}

async function makeKey(now: number): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return { kid: randomId(), createdAt: now, jwk: await exportJWK(privateKey) };
}

async function loadKey({ kid, jwk }: StoredKey): Promise<LoadedKey> {
  const { kty, crv, x } = jwk;
  const open = { kty, crv, x };
  return {
    kid,
    privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
    publicKey: (await importJWK(open as JWK, ALGORITHM)) as CryptoKey,
    publicJwk: { ...open, kid, alg: ALGORITHM, use: 'sig' },
  };
}
