import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  composeFlows,
  diffFlows,
  packageRoot,
  readSettings,
  writePrivateFile,
  type FlowNode,
} from '../../lib/platform';

/** `flows diff` and `flows reset`: the user's flows.json against the shipped one. Neither starts anything. */
export function run([verb]: string[]): Promise<number> {
  const settings = readSettings();
  const file = join(settings.home, 'flows.json');
  const shipped = composeFlows(packageRoot(), settings.demo);
  if (verb === 'diff') return Promise.resolve(diff(file, shipped));
  if (verb === 'reset') return Promise.resolve(reset(file, shipped));
  console.error('Usage: thermacore flows diff | reset');
  return Promise.resolve(2);
}

function diff(file: string, shipped: readonly FlowNode[]): number {
  if (!existsSync(file)) {
    console.log(`There is no ${file} yet: the first start writes the shipped flows there.`);
    return 0;
  }
  const differences = diffFlows(JSON.parse(readFileSync(file, 'utf8')) as FlowNode[], shipped);
  const sign = { added: '+', removed: '-', changed: '~' } as const;
  for (const { change, label, id, properties } of differences)
    console.log(
      `${sign[change]} ${label} (${id})${properties.length > 0 ? `: ${properties.join(', ')}` : ''}`,
    );
  console.log(
    differences.length === 0
      ? 'Your flows are the shipped ones.'
      : `${differences.length} differences (+ shipped only, - yours only, ~ differs).`,
  );
  return 0;
}

function reset(file: string, shipped: readonly FlowNode[]): number {
  if (existsSync(file)) {
    const kept = `${file}.${new Date().toISOString().replace(/[:.]/g, '-')}`;
    renameSync(file, kept);
    console.log(`Your flows are kept in ${kept}.`);
  }
  writePrivateFile(file, JSON.stringify(shipped, null, 2));
  console.log(`Wrote the shipped flows to ${file}. Restart ThermaCore to run them.`);
  return 0;
}
