import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_KEY_BYTES, SecretBox } from '../security/secret-box';
import type { Settings } from './settings';
import { writePrivateFile } from './state-folder';

const FILE = 'secret-key';

type KeySettings = Pick<Settings, 'home' | 'secretKey'> & Partial<Pick<Settings, 'formerSecretKey'>>;

const keyOf = (text: string): Buffer => Buffer.from(text, 'base64');
const newKey = (): string => randomBytes(SECRET_KEY_BYTES).toString('base64');
const pathIn = (home: string): string => join(home, FILE);
const write = (home: string, keys: readonly string[]): void =>
  writePrivateFile(pathIn(home), keys.map((key) => `${key}\n`).join(''));

/** The present key, and the one before it while secrets are sealed anew. */
function readKeys(home: string): readonly string[] {
  if (!existsSync(pathIn(home))) write(home, [newKey()]);
  return readFileSync(pathIn(home), 'utf8').split('\n').filter(Boolean);
}

/**
 * The key of secrets at rest: THERMACORE_SECRET_KEY (base64 of 32 bytes), else a file of the state folder that is made once
 * and only its owner may read. Several instances on one database need the same.
 */
export function openSecretBox({ home, secretKey, formerSecretKey }: KeySettings): SecretBox {
  if (secretKey !== undefined)
    return new SecretBox(keyOf(secretKey), formerSecretKey === undefined ? [] : [keyOf(formerSecretKey)]);
  const [present = '', ...former] = readKeys(home);
  return new SecretBox(keyOf(present), former.map(keyOf));
}

/** Puts a new key before the present one; where that was done already, and not ended, it stays so. */
export function beginNewKey(home: string): void {
  const keys = readKeys(home);
  if (keys.length === 1) write(home, [newKey(), ...keys]);
}

/** Nothing is sealed with the former key any more. */
export function endFormerKey(home: string): void {
  write(home, readKeys(home).slice(0, 1));
}
