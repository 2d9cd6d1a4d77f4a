#!/usr/bin/env node
/**
 * The command line. This file runs on any Node so that it can say which one is needed; the commands are loaded after
 * that check.
 */
const NEEDED = [22, 13] as const;

function nodeIsOldEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

if (!nodeIsOldEnough()) {
  console.error(
    `ThermaCore needs Node.js ${NEEDED.join('.')} or newer, and this is ${process.version}. ` +
      'In a checkout run it as "npm start" (npm ci installs the right Node.js; if it was run with --ignore-scripts, run "npm rebuild node").',
  );
  process.exit(1);
}

const USAGE = `Usage: thermacore <command>

  start            run Node-RED with the ThermaCore nodes, flows, dashboards and API
  doctor           check this machine and installation, and say what to do
  flows diff       show how the shipped flows differ from yours
  flows reset      put the shipped flows back (yours are kept beside them)
  lift             move the data of a plain PostgreSQL to a TimescaleDB (--from <url | embedded> --to <url>)
  audit verify     check that nothing of the audit log was changed
  keys rotate      sign access tokens with a new key; those of the old one stay valid until they expire
  keys rotate-secrets  seal the secrets in the database and the keys of certificates with a new key
  certificates     list, make, sign, import, renew and revoke certificates of this installation
  dnp3 <role>      a DNP3 outstation or master on the command line, for the field engineer
  bench <name>     measure (in a checkout; see docs/benchmarks.md)

Settings are environment variables: HOST, PORT, THERMACORE_HOME, THERMACORE_DATABASE_URL, … (README).
`;

const commands: Record<string, () => Promise<{ run(args: string[]): Promise<number | undefined> }>> = {
  start: () => import('./commands/start.js'),
  doctor: () => import('./commands/doctor.js'),
  flows: () => import('./commands/flows.js'),
  lift: () => import('./commands/lift.js'),
  audit: () => import('./commands/audit.js'),
  keys: () => import('./commands/keys.js'),
  certificates: () => import('./commands/certificates.js'),
  dnp3: () => import('./commands/dnp3.js'),
  bench: () => import('./commands/bench.js'),
};

async function main([command = 'help', ...args]: string[]): Promise<number | undefined> {
  const load = commands[command];
  if (!load) {
    console.log(USAGE);
    return ['help', '--help', '-h'].includes(command) ? 0 : 2;
  }
  return (await load()).run(args);
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== undefined) process.exit(code);
  },
  (error: unknown) => {
    // ThermaCoreError carries its sentence; anything else is ours to find out about.
    const sentence = (error as { sentence?: string }).sentence;
    console.error(sentence ?? error);
    process.exit(1);
  },
);
