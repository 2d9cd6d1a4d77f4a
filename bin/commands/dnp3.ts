const USAGE = `Usage: thermacore dnp3 <outstation | master> --port <port> [options]

A DNP3 (IEEE 1815) outstation or master for the field engineer. Each writes lines of JSON on standard output, takes
orders as lines on standard input, and runs until it is ended (Ctrl-C). --help after either tells the rest.
`;

const roles: Record<string, () => Promise<{ run(args: string[]): Promise<number> }>> = {
  outstation: () => import('./dnp3/outstation.js'),
  master: () => import('./dnp3/master.js'),
};

/** `thermacore dnp3 …`: exit code 0 when it was ended, 1 when it could not run, 2 for what it does not understand. */
export async function run([role = 'help', ...args]: string[]): Promise<number> {
  const load = roles[role];
  if (load) return (await load()).run(args);
  const asked = ['help', '--help', '-h'].includes(role);
  (asked ? console.log : console.error)(USAGE);
  return asked ? 0 : 2;
}
