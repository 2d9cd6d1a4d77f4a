/** The broker of the benches where mosquitto is not installed: aedes in memory, its limits raised. Prints `ready`. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

async function main(port: number): Promise<void> {
  const broker = await Aedes.createBroker({ concurrency: 1000, queueLimit: 10_000 });
  createServer((socket) => void broker.handle(socket)).listen(port, '127.0.0.1', () => console.log('ready'));
}

void main(Number(process.argv[2]));
