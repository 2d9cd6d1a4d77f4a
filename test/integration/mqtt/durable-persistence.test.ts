import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DurablePersistence } from '../../../lib/connectors/mqtt/broker/durable-persistence';
import { Journal } from '../../../lib/connectors/mqtt/broker/journal';
import { Packet, type BrokerPacket } from '../../../lib/connectors/mqtt/broker/memory-persistence';
import { silentLogger } from '../../../lib/core/logger';
import { brokerFolder, stopBrokers } from '../../support/brokers';

describe('The durable persistence of the embedded broker', () => {
  after(stopBrokers);

  it('passes the conformance suite of aedes-persistence', async () => {
    const suite = join(__dirname, 'durable-persistence.conformance.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=tap', suite], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 40_000,
    });
    let report = '';
    child.stdout.on('data', (data: Buffer) => (report += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const failures = report.split('\n').filter((line) => /^\s*not ok/.test(line));
    assert.deepEqual([code, failures], [0, []], report);
    assert.ok(Number(/^# pass (\d+)$/m.exec(report)?.[1]) >= 50, report);
  });

  it('gives unconfirmed messages of a session different ids, so that one confirmation clears one message', async () => {
    const journal = new Journal(brokerFolder(), (run) => setImmediate(run));
    const persistence = new DurablePersistence(journal, silentLogger, () => true);
    const client = { id: 'session' };
    // The broker counts from a random number on each connection, whatever is still unconfirmed.
    const [before, after] = [1, 2].map((brokerCounter) =>
      Object.assign(new Packet({ topic: 'plant/aqua/x', qos: 1, brokerId: 'b', brokerCounter }), {
        messageId: 42,
      }),
    ) as [BrokerPacket, BrokerPacket];
    for (const packet of [before, after]) {
      await persistence.outgoingEnqueue({ clientId: client.id }, packet);
      await persistence.outgoingUpdate(client, packet);
    }
    await persistence.outgoingClearMessageId(client, { messageId: 42 });
    const left = (await persistence.outgoingStream(client).toArray()) as BrokerPacket[];
    journal.close();
    assert.deepEqual(
      left.map(({ brokerCounter, messageId }) => [brokerCounter, messageId]),
      [[2, after.messageId]],
    );
  });
});
