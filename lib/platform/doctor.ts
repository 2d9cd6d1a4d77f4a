import { existsSync, statfsSync } from 'node:fs';
import { systemClock } from '../core/clock';
import { createLogger } from '../core/logger';
import { fitSizes, inspectDatabase, peekEmbedded, type Inspection } from '../store';
import type { Settings } from './settings';

/** What a check found: `fail` would keep a start from working, `note` is worth knowing. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'fail';
  readonly text: string;
}

const GIB = 1024 ** 3;
const LOW_DISK_BYTES = 2 * GIB;
const CLOCK_TOLERANCE_MS = 2_000;
/** TimescaleDB's own job, the scheduler of each database, and what PostgreSQL keeps for parallel queries. */
const WORKERS_OF_THE_SERVER = 3;
const POOL_OF_A_DATABASE_NODE = 10;

/**
 * Looks at the database that a start would use, and says what the start would do there. Never writes: neither to the
 * database nor to the state folder. Rejects with one sentence when the database cannot be reached.
 */
export async function checkDatabase({ databaseUrl, home }: Settings): Promise<readonly Finding[]> {
  if (databaseUrl !== undefined) return findings(await inspectDatabase(databaseUrl, systemClock));
  const embedded = peekEmbedded(home);
  switch (embedded.state) {
    case 'none':
      return [ok('the embedded PostgreSQL (THERMACORE_DATABASE_URL is not set). A start makes it.')];
    case 'stopped':
      return [
        ok('the embedded PostgreSQL, which does not run. A start runs it and brings its schema up to date.'),
      ];
    case 'running':
      return [
        ok('the embedded PostgreSQL, which runs.'),
        ...findings(await inspectDatabase(embedded.url, systemClock)),
      ];
  }
}

const ok = (text: string): Finding => ({ level: 'ok', text });
const note = (text: string): Finding => ({ level: 'note', text });
const fail = (text: string): Finding => ({ level: 'fail', text });

export const findings = (found: Inspection): readonly Finding[] => [
  ok(`${found.sentence}.`),
  ...schema(found),
  ...found.lacking.map(fail),
  ...connections(found),
  ...(found.preparing === undefined
    ? []
    : [note(`Another instance prepares the database right now: ${found.preparing}.`)]),
  disk(found),
  clock(found),
  ...workers(found),
];

function schema({ hasSchema, pending, refusal, rung, offers }: Inspection): Finding[] {
  if (refusal !== undefined) return [fail(`A start would refuse this database: ${refusal}`)];
  const extension =
    rung === 'plain' && offers !== undefined
      ? [
          note(
            `The server offers TimescaleDB ${offers}: a start would try to switch it on (CREATE EXTENSION).`,
          ),
        ]
      : [];
  if (!hasSchema)
    return [
      ...extension,
      note(
        `The database holds nothing of ThermaCore: a start would make its schema (${pending.length} migrations).`,
      ),
    ];
  if (pending.length === 0) return [ok('The schema is up to date: a start would change nothing.')];
  return [
    ...extension,
    note(
      `The schema is older: a start would run ${pending.length} migration${pending.length > 1 ? 's' : ''} (${pending.join(', ')}). Back it up first.`,
    ),
  ];
}

/** Says what a start would say of the connections. */
function connections({ room }: Inspection): Finding[] {
  const told: Finding[] = [];
  try {
    const sizes = fitSizes(POOL_OF_A_DATABASE_NODE, room, createLogger((_, message) => told.push(note(message)))); // prettier-ignore
    const { write, read, bulk } = sizes;
    return told.length > 0
      ? told
      : [ok(`${room} connections for ThermaCore; a start would use ${write} for writing, ${read} for reading, ${bulk} for bulk.`)]; // prettier-ignore
  } catch (error) {
    return [fail((error as { sentence?: string }).sentence ?? String(error))];
  }
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

function disk({ dataFolder, databaseBytes }: Inspection): Finding {
  const size = `The database takes ${gib(databaseBytes)}`;
  // The folder of a server on another machine may exist here too, but not with a database in it.
  if (dataFolder === undefined || !existsSync(`${dataFolder}/PG_VERSION`))
    return note(`${size}; the disk of its server cannot be seen from here.`);
  const { bavail, bsize } = statfsSync(dataFolder);
  const free = bavail * bsize;
  return free < LOW_DISK_BYTES
    ? fail(`${size}, and its disk has ${gib(free)} left. Free some space: at least 2 GiB.`)
    : ok(`${size}; its disk has ${gib(free)} left.`);
}

function clock({ clockAhead, clockUncertainty }: Inspection): Finding {
  const off = Math.abs(clockAhead);
  if (off <= CLOCK_TOLERANCE_MS + clockUncertainty)
    return ok('The clocks of this machine and the database agree.');
  return note(
    `The database's clock is ${(off / 1000).toFixed(1)} s ${clockAhead > 0 ? 'ahead of' : 'behind'} this machine's. Let both follow a time server (NTP).`,
  );
}

function workers({ workers: found }: Inspection): Finding[] {
  if (!found) return [];
  const { timescale, server, newer } = found;
  const enough = server >= timescale + WORKERS_OF_THE_SERVER;
  const text = `TimescaleDB may run ${timescale} background workers of the server's ${server}`;
  return [
    enough
      ? ok(`${text}.`)
      : note(
          `${text}, so that jobs may have to wait. Set max_worker_processes to ${timescale + WORKERS_OF_THE_SERVER} or more.`,
        ),
    ...(newer === undefined
      ? []
      : [
          note(
            `TimescaleDB ${newer} is installed on the server; "ALTER EXTENSION timescaledb UPDATE" would switch to it.`,
          ),
        ]),
  ];
}
