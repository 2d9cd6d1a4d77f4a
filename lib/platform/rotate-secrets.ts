import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { peekEmbedded, resealDatabase, type Resealed } from '../store';
import { resealCertificates } from './certificates/reseal';
import { borrowEmbedded } from './own-database';
import { beginNewKey, endFormerKey, openSecretBox } from './secret-key';
import type { Settings } from './settings';
import { lockStateFolder } from './state-lock';

export interface SecretRotation extends Resealed {
  /** Where the key stands, and so who has to take the former one away. */
  readonly key: 'file' | 'environment';
}

type RotationSettings = Pick<Settings, 'home' | 'databaseUrl' | 'secretKey' | 'formerSecretKey'>;

/**
 * Seals every secret of the database, and the keys of the state folder's certificates, with a new key. Cut off at any point, it is gone on with by calling it again: both keys
 * are kept until nothing needs the former one. Rejects with one sentence.
 */
export async function rotateSecrets(settings: RotationSettings, logger: Logger): Promise<SecretRotation> {
  const { home, secretKey, formerSecretKey } = settings;
  const key = secretKey === undefined ? 'file' : 'environment';
  if (key === 'environment' && formerSecretKey === undefined)
    throw new ThermaCoreError('configuration', 'The key of secrets is set from outside.', {
      field: 'THERMACORE_SECRET_KEY_FORMER',
      advice: 'Set THERMACORE_SECRET_KEY to the new key and THERMACORE_SECRET_KEY_FORMER to the present one.',
    });
  const database = await borrow(settings, logger);
  try {
    if (key === 'file') beginNewKey(home);
    const box = openSecretBox(settings);
    const reseal = (sealed: string, context: string): string => box.reseal(sealed, context);
    const rows = await resealDatabase(database.url, reseal);
    const certificates = resealCertificates(home, reseal);
    if (key === 'file') endFormerKey(home);
    return {
      key,
      changed: rows.changed + certificates.changed,
      unreadable: [...rows.unreadable, ...certificates.unreadable],
    };
  } finally {
    await database.release();
  }
}

/** A running ThermaCore has read the key of the file at its start, and would go on sealing with that one. */
async function borrow(
  { home, databaseUrl, secretKey }: RotationSettings,
  logger: Logger,
): Promise<{ readonly url: string; release(): Promise<void> }> {
  if (databaseUrl !== undefined) {
    const unlock = secretKey === undefined ? lockStateFolder(home) : () => undefined;
    return { url: databaseUrl, release: () => Promise.resolve(unlock()) };
  }
  if (secretKey === undefined && peekEmbedded(home).state === 'running')
    throw new ThermaCoreError('conflict', `ThermaCore runs on ${home}.`, {
      field: 'THERMACORE_HOME',
      advice: 'Stop it first, and start it again afterwards.',
    });
  return borrowEmbedded(home, logger, 'THERMACORE_DATABASE_URL');
}
