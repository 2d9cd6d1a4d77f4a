/**
 * Holds the tree to what docs/architecture.md promises: each thing stands where its folder says, a node folder is
 * complete, files stay readable, tests mirror the code, nothing is skipped in silence, and every connector says what it
 * keeps of its rules, with the test that proves it.
 */
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readScales, tally } from './quality-scale';

const root = join(__dirname, '..');
const faults: string[] = [];
const fault = (where: string, what: string): void => void faults.push(`${where}: ${what}`);

const MAX_LINES = 500;
const LIB_ROOMS = ['core', 'dnp3', 'connectors', 'gateway', 'telemetry', 'alarms', 'notifications', 'anomaly', 'analytics', 'reports', 'tenancy', 'security',
  'control', 'store', 'api', 'live', 'dashboard', 'platform']; // prettier-ignore
/** A test that may be skipped on a bare machine, and why; `.ci/run` runs it. */
const SKIP_REASONS = [
  /no chromium/i,
  /no mosquitto/i,
  /no TimescaleDB server/i,
  /not on this rung/i,
  /no mbpoll/i,
  /no OPC UA peer/i,
  /no DNP3 peer/i,
  /no tshark/i,
];

interface Package {
  'node-red': { nodes: Record<string, string>; plugins: Record<string, string> };
}

function checkRooms(): void {
  for (const entry of readdirSync(join(root, 'lib')))
    if (!LIB_ROOMS.includes(entry))
      fault(`lib/${entry}`, 'is not a room of the house (docs/architecture.md)');
}

function checkNodes(): void {
  const registered = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package)['node-red'];
  const entries = { ...registered.nodes, ...registered.plugins };
  const folders = readdirSync(join(root, 'nodes')).filter((name) => !name.startsWith('_'));
  for (const name of folders) {
    const isPlugin = `${name}` in registered.plugins;
    const folder = `nodes/${name}`;
    const want = [`${folder}/${name}.ts`, `${folder}/${name}.html`];
    if (!isPlugin)
      want.push(
        `${folder}/${name}.md`,
        `${folder}/locales/en-US/${name}.json`,
        `${folder}/icons/${name}.svg`,
        `examples/${name}.json`,
        `test/nodes/${name}.test.ts`,
      );
    for (const file of want) if (!existsSync(join(root, file))) fault(folder, `${file} is missing`);
    const path = entries[isPlugin ? name : `thermacore-${name}`];
    if (path !== `dist/nodes/${name}/${name}.js`) fault('package.json', `"node-red" does not list ${folder}`);
  }
  for (const path of Object.values(entries))
    if (!folders.includes(basename(path, '.js'))) fault('package.json', `${path} has no folder in nodes/`);
}

function checkLengths(): void {
  for (const file of globSync('{lib,nodes,bin,scripts,test,dashboards}/**/*.{ts,vue,html}', { cwd: root })) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n').length;
    if (lines > MAX_LINES) fault(file, `has ${lines} lines; split it (at most ${MAX_LINES})`);
  }
}

function checkTestsMirror(): void {
  for (const file of globSync('test/unit/**/*.test.ts', { cwd: root })) {
    const folder = join('lib', file.split('/').slice(2, -1).join('/'));
    if (!existsSync(join(root, folder))) fault(file, `mirrors ${folder}, which does not exist`);
  }
}

function checkSkips(): void {
  for (const file of globSync('test/**/*.ts', { cwd: root })) {
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .forEach((line, i) => {
        if (/\b(describe|it)\.(skip|only)\(/.test(line))
          fault(`${file}:${i + 1}`, 'skips or singles out a test');
        if (/\bthis\.skip\(\)/.test(line)) {
          const around = readFileSync(join(root, file), 'utf8')
            .split('\n')
            .slice(Math.max(0, i - 6), i + 1)
            .join('\n');
          if (!SKIP_REASONS.some((reason) => reason.test(around)))
            fault(`${file}:${i + 1}`, 'skips without one of the listed reasons (scripts/check-layout.ts)');
        }
      });
  }
}

function checkQualityScales(): string[] {
  const scales = readScales(root);
  for (const { connector, faults: found } of scales)
    for (const what of found) fault(`lib/connectors/${connector}/quality-scale.yaml`, what);
  return scales.map((scale) => `${scale.connector}: ${tally(scale)}`);
}

checkRooms();
checkNodes();
checkLengths();
checkTestsMirror();
checkSkips();
const tallies = checkQualityScales();
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('Layout: as docs/architecture.md says.');
for (const line of tallies) console.log(`Quality scale of ${line}.`);
