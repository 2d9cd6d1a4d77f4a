/**
 * Outstations, each with a port of its own and analog inputs: `field.ts <outstations> <points> <changes per s>`. A
 * control of output 0 makes as many events as its on-time says, as fast as they are taken.
 */
import { CommandStatus } from '../../../lib/dnp3/app/command-status';
import { DnpOutstation } from '../../../lib/dnp3/io/outstation';
import { tcpServer } from '../../../lib/dnp3/io/tcp-server';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';

const [outstations = 1, points = 10, changes = 0] = process.argv.slice(2).map(Number);
const BUFFER = 10_000;
/** Events that are made at once, so that many wait, but far fewer than the buffer holds. */
const SLICE = 1000;
const INTERVAL_MS = 1000;

function databaseOf(): PointDatabase {
  const database = new PointDatabase();
  for (let i = 0; i < points; i++) database.define('analog-input', i, { class: 1 });
  database.define('binary-output', 0);
  return database;
}

async function listen(): Promise<{ readonly port: number; readonly outstation: DnpOutstation }> {
  const transport = tcpServer({ port: 0 });
  const outstation: DnpOutstation = new DnpOutstation({
    transport,
    address: 10,
    masters: [1],
    database: databaseOf(),
    options: { needTime: false, eventBuffer: BUFFER },
    onControl: (controls, { select }) => {
      for (const control of controls)
        if (control.kind === 'crob' && !select) void produce(outstation, control.crob.onMs);
      return controls.map(() => CommandStatus.Success);
    },
  });
  for (let i = 0; i < points; i++) outstation.update('analog-input', i, { value: i }, 'suppress');
  await outstation.start();
  return { port: transport.port, outstation };
}

async function produce(outstation: DnpOutstation, events: number): Promise<void> {
  for (let made = 0; made < events;) {
    if (outstation.bufferedEvents < BUFFER / 2)
      for (const end = Math.min(events, made + SLICE); made < end; made++)
        outstation.update('analog-input', made % points, { value: made }, 'force');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function main(): Promise<void> {
  const field = await Promise.all(Array.from({ length: outstations }, listen));
  if (changes > 0)
    setInterval(() => {
      for (const { outstation } of field)
        for (let i = 0; i < changes; i++)
          outstation.update('analog-input', i % points, { value: Math.random() });
    }, INTERVAL_MS);
  console.log(`ports ${JSON.stringify(field.map(({ port }) => port))}`);
  console.log('ready');
}

void main();
