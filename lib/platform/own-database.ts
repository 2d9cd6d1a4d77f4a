import { systemClock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { peekEmbedded, startEmbedded } from '../store';
import { lockStateFolder } from './state-lock';

/** A database for a command that ends: the embedded one is started if it does not run, and stopped again. */
export interface BorrowedDatabase {
  /** Connection string of the owner. */
  readonly url: string;
  release(): Promise<void>;
}

/** The embedded database of a state folder. Rejects with one sentence when there is none. */
export async function borrowEmbedded(home: string, logger: Logger, field: string): Promise<BorrowedDatabase> {
  const found = peekEmbedded(home);
  if (found.state === 'none')
    throw new ThermaCoreError('configuration', `There is no embedded database in ${home}.`, {
      field,
      advice: 'Set THERMACORE_HOME to the state folder that has one.',
    });
  if (found.state === 'running') return { url: found.url, release: () => Promise.resolve() };
  // Nobody else may start it meanwhile, and stop it under our hands.
  const unlock = lockStateFolder(home);
  try {
    const server = await startEmbedded({ home, clock: systemClock, logger });
    return {
      url: server.url,
      async release() {
        await server.stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
