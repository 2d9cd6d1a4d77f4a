import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startBroker } from '../../lib/connectors/mqtt';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { identify } from './brokers';

const START_TIMEOUT_MS = 10_000;

/** The embedded broker in a process of its own, so that a test can take its life. */
export class BrokerProcess {
  private constructor(
    private child: ChildProcess,
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(folder: string): Promise<BrokerProcess> {
    const { child, port } = await launch(folder, 0);
    return new BrokerProcess(child, port, folder);
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** kill -9: nothing is written any more, nothing is said to anybody. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Starts again on the same port with what is on disk. */
  async restart(): Promise<void> {
    ({ child: this.child } = await launch(this.folder, this.port));
  }
}

async function launch(folder: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(__filename, [folder, String(port)], { execArgv: ['--import', 'tsx'] });
  const [said] = (await once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) })) as [
    number,
  ];
  return { child, port: said };
}

async function serve(folder: string, port: number): Promise<void> {
  const broker = await startBroker({
    host: '127.0.0.1',
    port,
    folder,
    authenticate: (username, password) => Promise.resolve(identify(username, password)),
    clock: systemClock,
    logger: silentLogger,
    meter: nullMeter,
  });
  process.send?.(broker.port);
  // A test that died must not leave its broker behind.
  process.on('disconnect', () => process.exit());
}

if (require.main === module) void serve(process.argv[2] ?? '', Number(process.argv[3]));
