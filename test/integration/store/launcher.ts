/**
 * What a ThermaCore does first, in a process of its own that a test may kill: takes the state folder and starts the
 * embedded database. Tells how it went in one line of JSON, and stays.
 */
import { systemClock } from '../../../lib/core/clock';
import { isThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { lockStateFolder } from '../../../lib/platform/state-lock';
import { startEmbedded } from '../../../lib/store';

export type Launched =
  { readonly url: string; readonly pid: number; readonly adopted: boolean } | { readonly refused: string };

async function launch(home: string): Promise<Launched> {
  try {
    lockStateFolder(home);
    const { url, pid, adopted } = await startEmbedded({ home, clock: systemClock, logger: silentLogger });
    return { url, pid, adopted };
  } catch (error) {
    return { refused: isThermaCoreError(error) ? error.sentence : String(error) };
  }
}

// Our timers keep no process alive, and here is nothing else yet that would.
setInterval(() => undefined, 60_000);

void launch(process.argv[2] ?? '').then((launched) =>
  process.stdout.write(`${JSON.stringify(launched)}\n`, () => {
    if ('refused' in launched) process.exit(1);
  }),
);
