import { parseArgs } from 'node:util';
import { liftDatabase, lineLogger, readSettings } from '../../lib/platform';

const USAGE = `Usage: thermacore lift --from <embedded | postgresql://…> --to <postgresql://…>

Copies everything from a plain PostgreSQL into an empty TimescaleDB and compares both. The source is only read. A lift
that was ended goes on where it was; run again, it copies what came in since.
`;

/** `thermacore lift`: exit code 0 when both databases hold the same. */
export async function run(args: string[]): Promise<number> {
  const { from, to } = read(args);
  if (from === undefined || to === undefined) {
    console.error(USAGE);
    return 2;
  }
  const settings = readSettings();
  const logger = lineLogger(settings.logLevel, (line) => console.error(line));
  // The timers of lib keep no process alive.
  const alive = setInterval(() => undefined, 60_000);
  console.log(
    'Stop ThermaCore for the last run, when its spool is empty (thermacore_spool_bytes in /metrics): a lift copies what the source holds when it begins.',
  );
  try {
    await liftDatabase({ from, to }, settings, logger, (line) => console.log(line));
    console.log(
      'Set THERMACORE_DATABASE_URL to the target and start ThermaCore: it computes the rollups by itself.',
    );
    return 0;
  } finally {
    clearInterval(alive);
  }
}

function read(args: string[]): { from?: string | undefined; to?: string | undefined } {
  try {
    return parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  } catch {
    return {};
  }
}
