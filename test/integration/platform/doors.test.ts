import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from '../../../lib/connectors/mqtt';
import { ModbusServer } from '../../../lib/connectors/modbus/server';
import { Dnp3OutstationConfig } from '../../../lib/platform';
import { ServedOutstation } from '../../../lib/connectors/dnp3/outstation';
import { systemClock } from '../../../lib/core/clock';
import type { Doorkeeper } from '../../../lib/core/door';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { eventually } from '../../support/product';

const STRANGER = '127.0.0.2';
const HOST = '127.0.0.1';
const common = { host: HOST, port: 0, clock: systemClock, logger: silentLogger };

/** A watch that keeps out whom a test says, and remembers what it was told. */
class Watch implements Doorkeeper {
  readonly out = new Set<string>();
  readonly told: string[] = [];
  admits(address: string): boolean {
    return !this.out.has(address);
  }
  malformed(address: string): void {
    this.told.push(address);
  }
}

interface Door {
  readonly port: number;
  stop(): Promise<void>;
}

/** Each with the places that one address gets. */
const DOORS: Readonly<Record<string, { readonly most: number; open(door: Doorkeeper): Promise<Door> }>> = {
  'the embedded broker': {
    most: 3,
    async open(door) {
      const folder = mkdtempSync(join(tmpdir(), 'doors-'));
      const broker = await startBroker({
        ...common,
        folder,
        meter: nullMeter,
        door,
        maxClientsPerAddress: 3,
        authenticate: () => Promise.resolve(undefined),
      });
      return {
        port: broker.port,
        async stop() {
          await broker.stop();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  },
  'the Modbus server': {
    most: 3,
    async open(door) {
      const more = { maxConnections: 4, idleMs: 0, requestsPerSecond: 100, device: () => undefined };
      const server = new ModbusServer({ ...common, ...more, door });
      await server.start();
      return server;
    },
  },
  'the DNP3 outstation': {
    most: 2,
    async open(door) {
      const outstation = new ServedOutstation({
        ...common,
        config: Dnp3OutstationConfig.parse({}),
        door,
        onControl: () => undefined,
        onChange: () => undefined,
      });
      await outstation.start();
      return outstation;
    },
  },
};

describe('The doors for machines', () => {
  for (const [name, { most, open }] of Object.entries(DOORS))
    describe(`of ${name}`, () => {
      const sockets: Socket[] = [];
      let watch: Watch;
      let door: Door;
      beforeEach(async () => {
        watch = new Watch();
        door = await open(watch);
      });
      afterEach(async () => {
        for (const socket of sockets.splice(0)) socket.destroy();
        await door.stop();
      });

      function dial(localAddress: string): Socket {
        const socket = connect({ port: door.port, host: HOST, localAddress });
        socket.on('error', () => undefined);
        // Unread octets would hide the end of a connection.
        socket.resume();
        sockets.push(socket);
        return socket;
      }
      /** It is there, and stays there for what comes after it on the same machine. */
      const isOpen = async (socket: Socket): Promise<boolean> => {
        await eventually('the connection has an end', () => Promise.resolve(socket.readyState !== 'opening'));
        const probe = dial(HOST);
        await eventually('another one has been answered', () =>
          Promise.resolve(probe.readyState !== 'opening'),
        );
        return socket.readyState === 'open' && !socket.readableEnded;
      };
      const closed = (socket: Socket): Promise<true | undefined> =>
        eventually('it is closed', () => Promise.resolve(socket.closed || undefined));

      it('are shut for who is kept out, and open for others', async () => {
        watch.out.add(STRANGER);
        await closed(dial(STRANGER));
        assert.ok(await isOpen(dial(HOST)));
      });

      it('tell who sends garbage, and close', async () => {
        dial(STRANGER).write('GET / HTTP/1.1\r\nHost: plant\r\n\r\n');
        await eventually('it is told', () => Promise.resolve(watch.told.includes(STRANGER)));
        assert.deepEqual([...new Set(watch.told)], [STRANGER]);
      });

      it('keep a place for others, however many come from one address', async () => {
        const many = Array.from({ length: most + 5 }, () => dial(STRANGER));
        const still = () => many.filter((socket) => !socket.closed).length;
        await eventually('those beyond are closed', () => Promise.resolve(still() === most));
        const good = dial(HOST);
        await eventually('it has an end', () => Promise.resolve(good.readyState !== 'opening'));
        assert.equal(still(), most);
        assert.equal(good.readyState, 'open');
        // A place that is given back is there for the next.
        for (const socket of many) socket.destroy();
        await eventually('one of them comes in again', async () => {
          const again = dial(STRANGER);
          await eventually('it has an end', () => Promise.resolve(again.readyState !== 'opening'));
          await new Promise((resolve) => setImmediate(resolve));
          return again.readyState === 'open';
        });
      });
    });
});
