import { systemClock } from '../../lib/core/clock';
import { openSigningKeys, openStateFolder, readSettings } from '../../lib/platform';

const USAGE = `Usage: thermacore keys rotate

Signs access tokens with a new key from now on. Tokens of the old key stay valid until they expire; a running
ThermaCore on this state folder takes the new key within seconds. It also happens by itself every 90 days.
`;

export async function run([what = 'help', ...rest]: string[]): Promise<number> {
  if (what !== 'rotate' || rest.length > 0) {
    console.log(USAGE);
    return what === 'help' ? 0 : 2;
  }
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
