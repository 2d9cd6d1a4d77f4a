import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ThermaCoreError } from '../../../lib/core/errors';

const NAME = 'node-red-contrib-opcua';
export const CONTRIB_VERSION = '0.2.354';

/**
 * A Node-RED user folder with the package that we are compared to. It is no dependency of ours: it brings some three
 * hundred packages of its own, which nobody but this bench wants. It is fetched once and stays below the system's temporary
 * folder.
 */
export async function contribPackage(say: (line: string) => void): Promise<string> {
  const folder = join(tmpdir(), `thermacore-bench-${userInfo().uid}-${NAME}-${CONTRIB_VERSION}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Everybody may make folders there, and what lies in this one is run.
  if (lstatSync(folder).uid !== userInfo().uid)
    throw new ThermaCoreError('forbidden', `${folder} belongs to somebody else.`, {
      advice: 'Remove it and start the bench again.',
    });
  const done = join(folder, 'installed');
  if (existsSync(done)) return folder;
  say(`installing ${NAME}@${CONTRIB_VERSION} from the npm registry into ${folder}, without its scripts`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await install(folder);
  writeFileSync(done, '');
  return folder;
}

const install = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1', '--loglevel=error'];
    const child = spawn('npm', ['install', ...options, `${NAME}@${CONTRIB_VERSION}`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    const refuse = (cause: unknown): void =>
      reject(
        new ThermaCoreError('unavailable', `${NAME} could not be installed into ${folder}.`, {
          advice: 'The bench needs the npm registry when it runs for the first time.',
          cause,
        }),
      );
    child.once('error', refuse);
    child.once('exit', (code) => (code === 0 ? resolve() : refuse(errors)));
  });
