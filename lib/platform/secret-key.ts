import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_KEY_BYTES, SecretBox } from '../security/secret-box';
import type { Settings } from './settings';
import { writePrivateFile } from './state-folder';

const FILE = 'secret-key';

/**
 * The key of secrets at rest: THERMACORE_SECRET_KEY (base64 of 32 bytes), else a file of the state folder that is made once
 * and only its owner may read. Several instances on one database need the same.
 */
export function openSecretBox({ home, secretKey }: Pick<Settings, 'home' | 'secretKey'>): SecretBox {
  if (secretKey !== undefined) return new SecretBox(Buffer.from(secretKey, 'base64'));
  const path = join(home, FILE);
  if (!existsSync(path)) writePrivateFile(path, `${randomBytes(SECRET_KEY_BYTES).toString('base64')}\n`);
  return new SecretBox(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
}
