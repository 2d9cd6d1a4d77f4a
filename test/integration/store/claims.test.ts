import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import type { Ownership } from '../../../lib/core/claiming';
import { Claims } from '../../../lib/store/claims';
import { connect, plainRung, useDatabase } from '../../support/database';

/** ErrorResponse of a server that does not take connections yet (protocol 3.0; 57P03, cannot_connect_now). */
const FIELDS = 'SFATAL\0C57P03\0Mthe database system is starting up\0\0';
const STARTING_UP = Buffer.concat([Buffer.from([0x45, 0, 0, 0, FIELDS.length + 4]), Buffer.from(FIELDS)]);

describe('the right to evaluate the alarm rules of a tenant, or to score its readings', () => {
  const database = useDatabase(plainRung);
  const processes: Claims[] = [];

  async function claims(): Promise<Claims> {
    const { role } = await database().prepare();
    const made = new Claims(database().url, role);
    processes.push(made);
    return made;
  }
  const process = async (): Promise<Ownership> => (await claims()).of('alarms');
  afterEach(() => Promise.all(processes.splice(0).map((one) => one.close())));

  it('is one process’s at a time, tenant by tenant, and another’s when it is given back', async () => {
    const [a, b] = [await process(), await process()];
    const aqua = await a.claim('aqua');
    assert.ok(aqua);
    assert.equal(await b.claim('aqua'), undefined);
    assert.equal(await a.claim('aqua'), undefined, 'nor twice in one process');
    assert.ok(await b.claim('borealis'));
    await aqua.release();
    assert.ok(await b.claim('aqua'));
  });

  it('of one kind is not that of the other', async () => {
    const [a, b] = [await claims(), await claims()];
    assert.ok(await a.of('alarms').claim('aqua'));
    assert.ok(await b.of('anomalies').claim('aqua'));
    assert.equal(await a.of('anomalies').claim('aqua'), undefined);
  });

  it('is had once where one process asks twice at the same time, and is free when that is given back', async () => {
    const [a, b] = [await process(), await process()];
    const both = await Promise.all([a.claim('aqua'), a.claim('aqua')]);
    assert.deepEqual(
      both.map((claim) => claim !== undefined),
      [true, false],
    );
    await both[0]?.release();
    assert.ok(await b.claim('aqua'));
  });

  it('is had by who asks while it is being given back, or by another process, never by both', async () => {
    const [a, b] = [await process(), await process()];
    for (let round = 0; round < 20; round++) {
      const claim = await a.claim('aqua');
      assert.ok(claim);
      const [, mine, theirs] = await Promise.all([claim.release(), a.claim('aqua'), b.claim('aqua')]);
      assert.ok(!(mine && theirs));
      await Promise.all([mine?.release(), theirs?.release()]);
      const next = await b.claim('aqua');
      assert.ok(next, 'nothing of it is left');
      await next.release();
    }
  });

  it('tells of its loss also who asks for that after it', async () => {
    const [a, owner] = [await process(), await connect(database().url)];
    const claim = await a.claim('aqua');
    assert.ok(claim);
    const first = new Promise<void>((resolve) => claim.onLost(resolve));
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'thermacore claims'`,
    );
    await first;
    await new Promise<void>((resolve) => claim.onLost(resolve));
    await owner.end();
  });

  it('ends with the process, however that ends', async () => {
    const [a, b] = [await claims(), await process()];
    await a.of('alarms').claim('aqua');
    await a.close();
    assert.ok(await b.claim('aqua'));
  });

  it('cannot be had from a server that hangs up, which is told to whoever asks and to nobody else', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        setTimeout(() => socket.write(STARTING_UP), 60);
        // When who asked was told, and has begun to ask again.
        setTimeout(() => socket.destroy(), 90);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { role } = await database().prepare();
    const nowhere = new Claims(`postgres://127.0.0.1:${port}/thermacore`, role);
    try {
      // An error that nobody takes would end this process, as it would end the product.
      for (let i = 0; i < 3; i++)
        await assert.rejects(nowhere.of('alarms').claim('aqua'), { code: 'unavailable' });
      await nowhere.close();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is lost with its connection, which the process learns, and can be had again', async () => {
    const [a, owner] = [await process(), await connect(database().url)];
    const claim = await a.claim('aqua');
    const lost = new Promise<void>((resolve) => claim?.onLost(resolve));
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'thermacore claims'`,
    );
    await lost;
    assert.ok(await a.claim('aqua'));
    await owner.end();
  });
});
