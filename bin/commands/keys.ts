import { systemClock } from '../../lib/core/clock';
import {
  lineLogger,
  openSigningKeys,
  openStateFolder,
  readSettings,
  rotateSecrets,
} from '../../lib/platform';

const USAGE = `Usage: thermacore keys rotate | rotate-secrets

rotate           Signs access tokens with a new key from now on. Tokens of the old key stay valid until they expire; a
                 running ThermaCore on this state folder takes the new key within seconds. It also happens by itself
                 every 90 days.
rotate-secrets   Seals the secrets in the database (of devices, notification targets, second factors) and the keys of
                 the certificates in the state folder with a new key. With a key file ThermaCore has to be stopped
                 meanwhile. With THERMACORE_SECRET_KEY set that to the new key and THERMACORE_SECRET_KEY_FORMER to the
                 present one, for all instances, and run this on the state folder of each. If it is cut off, run it
                 again.
`;

const tasks: Readonly<Record<string, () => Promise<number>>> = { rotate, 'rotate-secrets': secrets };

export async function run([what = 'help', ...rest]: string[]): Promise<number> {
  const task = tasks[what];
  if (task && rest.length === 0) return task();
  console.log(USAGE);
  return what === 'help' ? 0 : 2;
}

async function rotate(): Promise<number> {
  const { home } = readSettings();
  openStateFolder(home);
  const now = systemClock.now();
  const keys = await openSigningKeys(home, now);
  const before = keys.signing.kid;
  await keys.rotate(now);
  console.log(`Access tokens are signed with the key ${keys.signing.kid} from now on.`);
  console.log(`The key ${before} verifies those that it signed for a day.`);
  return 0;
}

async function secrets(): Promise<number> {
  const settings = readSettings();
  openStateFolder(settings.home);
  const logger = lineLogger(settings.logLevel, (line) => console.error(line));
  // The timers of lib keep no process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const { key, changed, unreadable } = await rotateSecrets(settings, logger);
    console.log(`Sealed with the new key: ${changed} rows of the database and keys of certificates.`);
    for (const place of unreadable)
      console.log(`No key opens ${place}, as before: enter the secret again, or remove it.`);
    console.log(
      key === 'file'
        ? 'The former key is removed from the state folder. Make a new backup of the folder and the database.'
        : 'THERMACORE_SECRET_KEY_FORMER can be unset now.',
    );
    return unreadable.length > 0 ? 1 : 0;
  } finally {
    clearInterval(alive);
  }
}
