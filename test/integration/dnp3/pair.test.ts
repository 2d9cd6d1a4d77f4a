import assert from 'node:assert/strict';
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getEventListeners, once } from 'node:events';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import { Iin } from '../../../lib/dnp3/app/iin';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import { tcpServer } from '../../../lib/dnp3/io/tcp-server';
import type { MasterRequest } from '../../../lib/dnp3/master/request';
import { ControlRoom, Plant, pointsOf, until } from '../../support/dnp3/plant';

const latchOn = (index: number): MasterRequest => ({
  kind: 'operate',
  mode: 'select-before-operate',
  controls: [
    { kind: 'crob', crob: { index, code: CrobCode.LatchOn, count: 1, onMs: 0, offMs: 0, status: 0 } },
  ],
});

/** A wire between the two that can be cut, without either side being told before. */
class Wire {
  private readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server) {}

  static async to(port: number): Promise<Wire> {
    const server = createServer({ noDelay: true });
    const wire = new Wire(server);
    server.on('connection', (near) => {
      const far = connect({ port, host: '127.0.0.1', noDelay: true });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        wire.sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('A master and an outstation over TCP', () => {
  const parts: { stop(): Promise<void> }[] = [];
  const kept = <T extends { stop(): Promise<void> }>(part: T): T => {
    parts.push(part);
    return part;
  };
  afterEach(async () => {
    for (const part of parts.splice(0).reverse()) await part.stop();
  });

  it('start up, poll, report, and operate', async () => {
    const plant = kept(await Plant.start());
    plant.outstation.update('counter', 3, { value: 70_000 });
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    assert.equal(room.value('counter', 3), 70_000);
    plant.analog(4, 12.5);
    await until('the event', () => room.events('analog-input').includes(12.5));
    assert.deepEqual(await room.association.request(latchOn(2)), {
      ok: true,
      kind: 'operate',
      controls: [{ index: 2, status: 0, words: 'status 0 (accepted)' }],
    });
    assert.equal(plant.controls.length, 1);
  });

  it('do it also when the outstation dials', async () => {
    const listening = tcpServer({ port: 0 });
    const room = kept(new ControlRoom({ transport: listening }));
    await room.master.start();
    const dialling = tcpClient({ host: '127.0.0.1', port: listening.port });
    await kept(new Plant(Object.assign(dialling, { port: 0 }))).outstation.start();
    await room.online();
    assert.equal(room.value('analog-input', 9), 0);
  });

  it('do not let somebody else take the place of an outstation that has dialled, unless that one speaks', async () => {
    const listening = tcpServer({ port: 0 });
    const room = kept(new ControlRoom({ transport: listening }));
    await room.master.start();
    const dialling = tcpClient({ host: '127.0.0.1', port: listening.port, reconnect: { minMs: 20 } });
    const plant = new Plant(Object.assign(dialling, { port: 0 }));
    await kept(plant).outstation.start();
    await room.online();
    const elsewhere = { port: listening.port, host: '127.0.0.1', localAddress: '127.0.0.2' };
    const stranger = connect(elsewhere).on('error', () => undefined);
    await once(stranger, 'connect');
    plant.analog(2, 3);
    await until('the event', () => room.events('analog-input').includes(3));
    assert.ok(!room.states.some((state) => state.startsWith('offline')));
    stranger.write('?');
    await until('the change', () => room.states.some((state) => state.includes('has connected anew')));
    stranger.destroy();
    await until('online again', () => room.states.filter((state) => state.startsWith('online')).length > 1);
  });

  it('read 5,000 analog inputs in one integrity poll, each once and in order', async () => {
    const database = pointsOf(5000, { 'analog-input': { class: 2 } });
    const plant = kept(await Plant.start({ database }));
    for (let i = 0; i < 5000; i++) plant.outstation.update('analog-input', i, { value: i / 4 }, 'suppress');
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    assert.deepEqual(
      room.measurements.map(({ index, value }) => [index, value]),
      Array.from({ length: 5000 }, (_, i) => [i, i / 4]),
    );
  });

  it('lose no event while the wire is cut again and again, and keep their order', async () => {
    const plant = kept(await Plant.start({ options: { confirmTimeoutMs: 300 } }));
    const wire = await Wire.to(plant.port);
    kept({ stop: () => wire.close() });
    const room = kept(await ControlRoom.dial(wire.port, { responseTimeoutMs: 300 }));
    await room.online();
    for (let i = 1; i <= 300; i++) {
      plant.analog(0, i);
      if (i % 50 === 25) wire.cut();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until('the last event', () => room.events('analog-input').includes(300));
    const told = room.events('analog-input') as number[];
    assert.deepEqual(
      [...new Set(told)],
      Array.from({ length: 300 }, (_, i) => i + 1),
    );
    // Again only where the confirmation was lost.
    assert.ok(told.length < 600, `${told.length} events for 300 changes`);
  });

  it('keep an event with the outstation until the store has it', async () => {
    const plant = kept(await Plant.start({ options: { confirmTimeoutMs: 100 } }));
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    room.stores = false;
    plant.analog(1, 7);
    await until('a refusal', () => room.association.counts.notStored > 0);
    assert.deepEqual(room.events('analog-input'), []);
    room.stores = true;
    await until('the event again', () => room.events('analog-input').length > 0);
    assert.deepEqual(room.events('analog-input'), [7]);
  });

  it('give a session to the newest connection of its master, with the events that wait', async () => {
    const plant = kept(await Plant.start({ options: { confirmTimeoutMs: 100 } }));
    const first = kept(await ControlRoom.dial(plant.port));
    await first.online();
    first.stores = false;
    plant.analog(1, 7);
    await until('the event', () => first.association.counts.notStored > 0);
    const second = kept(new ControlRoom({ transport: tcpClient({ host: '127.0.0.1', port: plant.port }) }));
    await second.master.start();
    await second.online();
    await until('the event', () => second.events('analog-input').includes(7));
    assert.ok(plant.log.some((line) => line.includes('master 1 has connected anew')));
    await first.stop();
    await until('one connection', () => plant.outstation.peers.length === 1);
  });

  it('leave a session where it is when somebody connects who says nothing', async () => {
    const plant = kept(await Plant.start());
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    const stranger = connect({ port: plant.port, host: '127.0.0.1' });
    await once(stranger, 'connect');
    await until('both', () => plant.outstation.peers.length === 2);
    plant.analog(2, 3);
    await until('the event', () => room.events('analog-input').includes(3));
    stranger.destroy();
    assert.deepEqual(
      room.states.filter((state) => state.startsWith('offline')),
      [],
    );
  });

  it('serve several masters, each with events of its own', async () => {
    const plant = kept(await Plant.start({ masters: [1, 2, 3] }));
    const rooms: ControlRoom[] = [];
    for (const local of [1, 2, 3]) rooms.push(kept(await ControlRoom.dial(plant.port, { local })));
    for (const room of rooms) await room.online();
    plant.analog(0, 1);
    plant.analog(0, 2);
    for (const room of rooms) await until('both events', () => room.events('analog-input').length === 2);
    const [first] = rooms;
    await first?.stop();
    plant.analog(0, 3);
    for (const room of rooms.slice(1))
      await until('the third', () => room.events('analog-input').includes(3));
  });

  it('keep control with whoever is at the device, also from masters that come later', async () => {
    const plant = kept(await Plant.start({ masters: 'any' }));
    plant.outstation.condition = { local: true };
    const room = kept(await ControlRoom.dial(plant.port, { local: 77 }));
    await room.online();
    const refused = await room.association.request(latchOn(2));
    assert.ok(!refused.ok && refused.controls?.[0]?.status === 7, 'status 7: local');
    assert.ok(room.association.indications & Iin.LocalControl);
    plant.outstation.condition = { local: false, trouble: true };
    assert.ok((await room.association.request(latchOn(2))).ok);
    assert.equal(room.association.indications & (Iin.LocalControl | Iin.DeviceTrouble), Iin.DeviceTrouble);
  });

  it('share one connection among several outstations', async () => {
    const beside = [11, 12].map((address) => ({
      address,
      masters: [1],
      database: pointsOf(3),
      options: { needTime: false },
    }));
    const plant = kept(await Plant.start({ beside }));
    const room = kept(await ControlRoom.dial(plant.port));
    const others = [11, 12].map((remote) => {
      const states: string[] = [];
      const values: unknown[] = [];
      const association = room.master.add(
        { remote },
        {
          state: (state) => states.push(state),
          measured: (measurements, settle) => {
            values.push(...measurements.filter(({ event }) => event).map(({ value }) => value));
            settle(true);
          },
        },
      );
      return { association, values };
    });
    await room.online();
    for (const [i, { association, values }] of others.entries()) {
      await until('online', () => association.state === 'online');
      beside[i]?.database.update(
        'analog-input',
        1,
        { value: 5 + i },
        { mono: performance.now(), utc: Date.now() },
      );
      await until('the event', () => values.includes(5 + i));
    }
    assert.equal(plant.outstation.peers.length, 1);
    others[0]?.association.remove();
    assert.equal((await others[0]?.association.request(latchOn(1)))?.ok, false);
    assert.equal((await others[1]?.association.request(latchOn(1)))?.ok, true);
  });

  it('an outstation that has stopped freezes nothing more, whatever its master had asked for', async () => {
    const plant = kept(await Plant.start({ points: 1 }));
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    const at = { time: 0, intervalMs: 100 };
    const result = await room.association.request({ kind: 'freeze', clear: false, noAck: false, at });
    assert.equal(result.ok, true);
    const frozen = (): number => plant.notices.filter(({ kind }) => kind === 'freeze').length;
    await until('a second freeze', () => frozen() >= 2);
    await plant.stop();
    const before = frozen();
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(frozen(), before);
  });

  it('find each other again after the outstation was away', async () => {
    const plant = kept(await Plant.start());
    const room = kept(await ControlRoom.dial(plant.port));
    await room.online();
    const { port } = plant;
    await plant.stop();
    await until('offline', () => room.association.state === 'offline');
    await until('a reason', () => room.association.reason.includes('nothing listens there'));
    const again = kept(await Plant.start({}, port));
    again.analog(1, 4);
    await until('the value', () => room.value('analog-input', 1) === 4);
  });

  it('go on when those whom they tell throw', async () => {
    const bad = (): never => {
      throw new Error('a fault of the application');
    };
    const plant = kept(
      await Plant.start({ onControl: bad, onNotice: bad, log: bad, options: { needTime: true } }),
    );
    const transport = tcpClient({ host: '127.0.0.1', port: plant.port, reconnect: { minMs: 20 } });
    const room = kept(new ControlRoom({ transport, log: bad }));
    const faults: string[] = [];
    const other = room.master.add(
      { remote: 11, responseTimeoutMs: 50, retries: 0 },
      { measured: bad, state: (state) => (faults.push(state), bad()) },
    );
    await room.master.start();
    await room.online();
    const result = await room.association.request(latchOn(2));
    assert.ok(!result.ok && result.cause === 'status');
    assert.equal(result.controls?.[0]?.status, 6, 'a hardware error');
    await until('its silence', () => faults.includes('no-answer'));
    other.remove();
    const { port } = plant;
    await plant.stop();
    await until('offline', () => room.association.reason.includes('nothing listens there'));
    kept(await Plant.start({}, port));
    await room.online();
  });

  it('answer whoever asks while there is no connection, at once', async () => {
    const room = kept(await ControlRoom.dial(1));
    const result = await room.association.request(latchOn(1));
    assert.equal(result.ok, false);
    assert.equal(result.cause, 'offline');
  });

  it('leave nothing at a signal that outlives the request', async () => {
    const room = kept(await ControlRoom.dial(1));
    const { signal } = new AbortController();
    await room.association.request(latchOn(1), signal);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});
