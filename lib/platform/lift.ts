import { systemClock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { lift, peekEmbedded, startEmbedded, type LiftReport } from '../store';
import type { Settings } from './settings';
import { lockStateFolder } from './state-lock';

export interface LiftRequest {
  /** `embedded`, or a connection string. */
  readonly from: string;
  readonly to: string;
}

/** Moves the data of one database into another (lib/store/lift), the embedded one included. */
export async function liftDatabase(
  { from, to }: LiftRequest,
  { home }: Settings,
  logger: Logger,
  say: (line: string) => void,
): Promise<LiftReport> {
  checkUrl('--to', to);
  const source = await sourceOf(from, home, logger);
  try {
    return await lift({ from: source.url, to, clock: systemClock, logger, say });
  } finally {
    await source.release();
  }
}

function checkUrl(field: string, text: string): void {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return;
  throw new ThermaCoreError('configuration', `${field} is not a PostgreSQL connection string.`, {
    field,
    advice: 'Write it as postgresql://user:password@host:5432/database.',
  });
}

async function sourceOf(
  from: string,
  home: string,
  logger: Logger,
): Promise<{ url: string; release(): Promise<void> }> {
  if (from !== 'embedded') {
    checkUrl('--from', from);
    return { url: from, release: () => Promise.resolve() };
  }
  const found = peekEmbedded(home);
  if (found.state === 'none')
    throw new ThermaCoreError('configuration', `There is no embedded database in ${home}.`, {
      field: '--from',
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
