import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../processes';

export interface Published {
  readonly published: number;
  readonly acknowledged: number;
  readonly seconds: number;
}

/** Publishes at a rate; resolves when the broker has confirmed all. */
export function publish(
  port: number,
  rate: number,
  seconds: number,
  prefix: string,
  sensors: number,
  qos: 0 | 1 = 1,
): Promise<Published> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        join(__dirname, 'publisher.ts'),
        String(port),
        String(rate),
        String(seconds),
        prefix,
        String(sensors),
        String(qos),
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.once('exit', (code) =>
      code === 0
        ? resolve(JSON.parse(output) as Published)
        : reject(new Error(`the publisher ended with ${code}`)),
    );
  });
}
