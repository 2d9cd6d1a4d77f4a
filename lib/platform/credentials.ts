import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from './settings';
import { readIfPresent, writePrivateFile } from './state-folder';

export interface StartCredentials {
  readonly adminPassword: string;
  readonly demoPassword: string;
  readonly file: string;
}

/** A password of the settings may have any character, also spaces at its ends. */
const LINE = /^(\w+) ?= ?(.+)$/gm;

/** About 93 bits, without letters that people confuse. */
function makePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from(randomBytes(64), (byte) =>
    byte < alphabet.length * 4 ? alphabet[byte % alphabet.length] : '',
  )
    .join('')
    .slice(0, 16);
}

/**
 * The passwords of the first users: from the settings, else from the credentials file of an earlier start, else made
 * up now and kept in `THERMACORE_HOME/credentials` (0600).
 */
export function startCredentials(settings: Settings): StartCredentials {
  const file = join(settings.home, 'credentials');
  const kept = readIfPresent(file);
  const known = new Map(Array.from((kept ?? '').matchAll(LINE), ([, name, value]) => [name, value]));
  const adminPassword = settings.adminPassword ?? known.get('admin') ?? makePassword();
  const demoPassword = settings.demoPassword ?? known.get('demo') ?? makePassword();
  const content = [
    '# ThermaCore: passwords of the first start. One that was changed since is not changed here.',
    `admin = ${adminPassword}`,
    // Kept without the demo too: its users know no other password when it comes back.
    ...(settings.demo || known.has('demo')
      ? [
          '# admin@, operator@ and viewer@ of the tenants aqua and borealis, and MQTT users aqua and borealis:',
          `demo = ${demoPassword}`,
        ]
      : []),
    '',
  ].join('\n');
  if (content !== kept) writePrivateFile(file, content);
  return { adminPassword, demoPassword, file };
}
