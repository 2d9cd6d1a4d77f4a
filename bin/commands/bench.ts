import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/platform';

/** The benches need development packages and therefore a checkout. */
export function run(args: string[]): Promise<number> {
  const main = join(packageRoot(), 'test', 'bench', 'main.ts');
  if (!existsSync(main)) {
    console.error(
      'The benches run in a checkout only: clone the repository, then "npm ci && npm run bench -- <name>".',
    );
    return Promise.resolve(1);
  }
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: packageRoot(),
    stdio: 'inherit',
  });
  return Promise.resolve(status ?? 1);
}
