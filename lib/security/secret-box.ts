import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ThermaCoreError } from '../core/errors';

const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D, 5.2.1.1 and 5.2.1.2. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SECRET_KEY_BYTES = 32;
/** So that another algorithm or key can come beside it. */
const VERSION = 'v1';

/**
 * Keeps secrets at rest: AES-256-GCM with a random nonce each. `context` says whose secret it is and is authenticated
 * with it, so that one that was copied into another row does not open there.
 */
export class SecretBox {
  /** `former` open what was sealed before the key was changed; nothing new is sealed with them. */
  constructor(
    private readonly key: Buffer,
    private readonly former: readonly Buffer[] = [],
  ) {
    const wrong = [key, ...former].find(({ length }) => length !== SECRET_KEY_BYTES);
    if (wrong)
      throw new ThermaCoreError('configuration', `The secret key has ${wrong.length} bytes.`, {
        field: 'THERMACORE_SECRET_KEY',
        advice: 'Make one with: openssl rand -base64 32',
      });
  }

  seal(secret: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  }

  /** Throws `configuration` where it was sealed with another key, for another context, or changed since. */
  open(sealed: string, context: string): string {
    const faults: unknown[] = [];
    for (const key of [this.key, ...this.former])
      try {
        return openWith(key, sealed, context);
      } catch (fault) {
        faults.push(fault);
      }
    throw new ThermaCoreError('configuration', 'A secret cannot be opened with the present key.', {
      field: 'THERMACORE_SECRET_KEY',
      advice: 'Bring back the key that it was kept with, or enter the secret again.',
      cause: faults[0],
    });
  }

  /** The same secret sealed with the present key; as it is, where it is already. Throws as `open` does. */
  reseal(sealed: string, context: string): string {
    try {
      openWith(this.key, sealed, context);
      return sealed;
    } catch {
      return this.seal(this.open(sealed, context), context);
    }
  }
}

function openWith(key: Buffer, sealed: string, context: string): string {
  const [version, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('not a sealed secret');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
    'utf8',
  );
}
