import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { ThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';

/**
 * EdDSA (RFC 8037) rather than ES256: signatures are deterministic, so no weak random number can give the key away;
 * keys and tokens are shorter, and there is no curve parameter to choose wrongly.
 */
export const ALGORITHM = 'EdDSA';
const CURVE = 'Ed25519';

/** A private signing key as it is kept. */
export interface StoredKey {
  readonly kid: string;
  /** Epoch ms. */
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

export interface ListedKey {
  readonly kid: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** False: it only verifies what it signed. */
  readonly signs: boolean;
  /** When it is replaced; for one that only verifies, how long it surely does. Epoch ms. */
  readonly until: number;
}

interface LoadedKey {
  readonly stored: StoredKey;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: PublicJwk;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** NIST SP 800-57 allows a signing key one to three years; a key that is made without anybody's work may be younger. */
const ROTATE_AFTER_MS = 90 * DAY_MS;
/** How long an old key still verifies: longer than any access token lives. */
const OVERLAP_MS = DAY_MS;

/**
 * The signing keys: the newest signs, all verify, so that keys are rotated with overlap. The first is made on first
 * use; each start replaces one that is due, and so does key-rotation.ts while we run.
 */
export class SigningKeys {
  private constructor(
    private readonly store: KeyStore,
    /** Newest first. */
    private keys: readonly LoadedKey[],
  ) {}

  /** Throws `configuration` when a kept key cannot be used. `now` in epoch ms. */
  static async open(store: KeyStore, now: number): Promise<SigningKeys> {
    const keys = new SigningKeys(store, []);
    await keys.reload();
    await keys.rotateIfDue(now);
    return keys;
  }

  /** Takes over what another process, such as the command line, has rotated to. */
  async reload(): Promise<void> {
    const kept = [...(await this.store.load())].sort((a, b) => b.createdAt - a.createdAt);
    // A file that was taken away under us ends no session before the next start.
    if (kept.length === 0) return;
    this.keys = await Promise.all(kept.map(async (stored) => this.find(stored.kid) ?? loadKey(stored)));
  }

  /** Makes a new signing key when there is none or the newest is 90 days old. True if it did. */
  async rotateIfDue(now: number): Promise<boolean> {
    const [newest] = this.keys;
    if (newest && now - newest.stored.createdAt < ROTATE_AFTER_MS) return false;
    await this.rotate(now);
    return true;
  }

  /** Signs with a new key from now on. Tokens of the old one stay valid until they expire. */
  async rotate(now: number): Promise<void> {
    await this.reload();
    const next = await loadKey(await makeKey(now));
    const keys = [next, ...this.keys.filter((_, i) => !this.isPast(i, now))];
    await this.store.save(keys.map(({ stored }) => stored));
    this.keys = keys;
  }

  get signing(): LoadedKey {
    const [newest] = this.keys;
    if (!newest) throw new Error('no signing key');
    return newest;
  }

  /** Newest first: which key signs, which only verify, and when the newest is due. Epoch ms. */
  get list(): readonly ListedKey[] {
    return this.keys.map(({ kid, stored: { createdAt } }, index) => ({
      kid,
      createdAt,
      signs: index === 0,
      until:
        index === 0
          ? createdAt + ROTATE_AFTER_MS
          : (this.keys[index - 1]?.stored.createdAt ?? 0) + OVERLAP_MS,
    }));
  }

  /** Only keys of ours are found: a `kid` from a token is looked up, never used as a path or URL. */
  find(kid: string | undefined): LoadedKey | undefined {
    return this.keys.find((key) => key.kid === kid);
  }

  /** RFC 7517 §5. */
  get jwks(): { keys: PublicJwk[] } {
    return { keys: this.keys.map((key) => key.publicJwk) };
  }

  /** True when the key after it has been signing for longer than the overlap. */
  private isPast(index: number, now: number): boolean {
    const successor = this.keys[index - 1];
    return successor !== undefined && now - successor.stored.createdAt > OVERLAP_MS;
  }
}

async function makeKey(now: number): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: CURVE, extractable: true });
  return { kid: randomId(), createdAt: now, jwk: await exportJWK(privateKey) };
}

async function loadKey(stored: StoredKey): Promise<LoadedKey> {
  const { kid, jwk } = stored;
  const { kty, crv, x } = jwk;
  // Named one by one: the private part `d` can never slip into what is published.
  const open = { kty, crv, x } as JWK;
  try {
    if (crv !== CURVE) throw new Error(`curve ${String(crv)}`);
    return {
      stored,
      kid,
      privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
      publicKey: (await importJWK(open, ALGORITHM)) as CryptoKey,
      publicJwk: { ...open, kid, alg: ALGORITHM, use: 'sig' },
    };
  } catch (error) {
    throw new ThermaCoreError('configuration', `The signing key ${kid} cannot be used.`, {
      advice: 'Restore the signing keys from a backup, or delete them: everybody then has to log in again.',
      cause: error,
    });
  }
}
