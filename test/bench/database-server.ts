import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { startEmbedded } from '../../lib/store';
import { removeHome } from '../support/remove-home';

/** The server that the environment names, or an embedded one that ends with the bench. */
export async function databaseServer(
  folder: string,
  stack: AsyncDisposableStack,
  say: (line: string) => void,
): Promise<string> {
  const given = process.env['THERMACORE_DATABASE_URL'];
  if (given) {
    say('database: the server of THERMACORE_DATABASE_URL');
    return given;
  }
  const embedded = await startEmbedded({ home: folder, clock: systemClock, logger: silentLogger });
  stack.defer(async () => {
    await embedded.stop();
    removeHome(folder);
  });
  say('database: the embedded PostgreSQL (THERMACORE_DATABASE_URL is not set)');
  return embedded.url;
}
