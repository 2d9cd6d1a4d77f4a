import { systemClock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { lift, type LiftReport } from '../store';
import { borrowEmbedded, type BorrowedDatabase } from './own-database';
import type { Settings } from './settings';

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

function sourceOf(from: string, home: string, logger: Logger): Promise<BorrowedDatabase> {
  if (from === 'embedded') return borrowEmbedded(home, logger, '--from');
  checkUrl('--from', from);
  return Promise.resolve({ url: from, release: () => Promise.resolve() });
}
