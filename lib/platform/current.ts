import { isThermaCoreError } from '../core/errors';
import { createPlatform } from './create-platform';
import type { Platform } from './platform';
import { readSettings, type Settings } from './settings';

/**
 * One platform per process, also when the package was loaded twice (a checkout and a palette copy): the registry of
 * global symbols is the only thing that both copies share.
 */
const KEY = Symbol.for('thermacore.platform');
const holder = globalThis as { [KEY]?: Platform | undefined };

export const currentPlatform = (): Platform | undefined => holder[KEY];

export function setCurrentPlatform(platform: Platform | undefined): void {
  holder[KEY] = platform;
}

/** The running platform, or a new one with the environment's settings and `overrides`, which starts by itself. */
export function ensurePlatform(overrides: Partial<Settings> = {}): Platform {
  const running = currentPlatform();
  if (running) return running;
  const platform = createPlatform({ ...readSettings(), demo: false, ...overrides });
  setCurrentPlatform(platform);
  platform.start().catch((error: unknown) => {
    // One that was taken down while it still waited for its database has nothing to complain about.
    if (currentPlatform() !== platform) return;
    if (isThermaCoreError(error)) platform.logger.error(`ThermaCore could not start. ${error.sentence}`);
    else platform.logger.error('ThermaCore could not start', { error });
  });
  return platform;
}
