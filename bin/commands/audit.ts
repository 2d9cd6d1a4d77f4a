import { checkAudit, lineLogger, readSettings } from '../../lib/platform';

const USAGE = `Usage: thermacore audit verify

Checks the audit log of every tenant, and of the installation, from the first entry to the last: that nothing of it was
changed, taken out, put in or cut off. Names the first place that is not as it was written.
`;

/** `thermacore audit verify`: exit code 0 when every chain is whole. */
export async function run([verb]: string[]): Promise<number> {
  if (verb !== 'verify') {
    console.error(USAGE);
    return 2;
  }
  const settings = readSettings();
  const logger = lineLogger(settings.logLevel, (line) => console.error(line));
  // The timers of lib keep no process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const checks = await checkAudit(settings, logger);
    for (const { tenant, report } of checks) {
      const name = tenant === null ? 'installation' : `tenant ${tenant}`;
      const { intact, entries, erased, anchors, head, broken } = report;
      const more = [
        erased > 0 ? `names erased from ${erased}` : '',
        anchors > 0 ? `agrees with ${anchors} notes` : '',
        head ? `ends with ${head.hash}` : '',
      ].filter(Boolean);
      console.log(
        intact
          ? `whole   ${name}: ${entries} entries${more.length > 0 ? `, ${more.join(', ')}` : ''}`
          : `BROKEN  ${name}: at entry ${broken?.seq}. ${broken?.reason}`,
      );
    }
    return checks.every(({ report }) => report.intact) ? 0 : 1;
  } finally {
    clearInterval(alive);
  }
}
