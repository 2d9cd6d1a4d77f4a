import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MqttConfig, MqttConnector, Outbox } from '../../lib/connectors/mqtt';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { AQUA } from './brokers';

const START_TIMEOUT_MS = 10_000;

export interface PublisherSetup {
  readonly url: string;
  readonly clientId: string;
  readonly folder: string;
  readonly qos: 1 | 2;
  /** At which an outbox is drained; 5,000 if left out. */
  readonly messagesPerSecond?: number;
}

/** A connector with an outbox in a process of its own, so that a test can take its life. */
export class PublisherProcess {
  /** Numbers that it said are taken. */
  readonly taken: number[] = [];

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: unknown) => {
      if (typeof message === 'number') this.taken.push(message);
    });
  }

  static async start(setup: PublisherSetup): Promise<PublisherProcess> {
    const child = fork(__filename, [JSON.stringify(setup)], { execArgv: ['--import', 'tsx'] });
    await once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    return new PublisherProcess(child);
  }

  /** Publishes the numbers `from` to `to`, without the last. */
  publish(topic: string, from: number, to: number): void {
    this.child.send({ topic, from, to });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

function serve({ url, clientId, folder, qos, messagesPerSecond = 5000 }: PublisherSetup): void {
  const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
  const connector = new MqttConnector(MqttConfig.parse({ urls: [url], clientId, ...AQUA }), context);
  const outbox = new Outbox({
    folder,
    name: 'test',
    limitBytes: 10_000_000,
    maxAgeMs: 3_600_000,
    messagesPerSecond,
    ...context,
  });
  connector.drain(outbox);
  connector.start();
  process.on('message', ({ topic, from, to }: { topic: string; from: number; to: number }) => {
    for (let i = from; i < to; i++)
      void outbox
        .publish(topic, JSON.stringify({ value: i, timestamp: Date.now() }), { qos })
        .then(() => process.send?.(i));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

if (require.main === module) serve(JSON.parse(process.argv[2] ?? '{}') as PublisherSetup);
