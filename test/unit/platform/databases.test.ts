import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { systemClock } from '../../../lib/core/clock';
import { isThermaCoreError } from '../../../lib/core/errors';
import { nullMeter } from '../../../lib/core/meter';
import { Databases, type DatabaseStatus } from '../../../lib/platform/databases';
import { checkDatabase } from '../../../lib/platform/doctor';
import { Deliveries } from '../../../lib/telemetry';
import { freePort } from '../../support/product';
import { keepingLogger } from '../telemetry/fixture';
import { settingsIn, temporaryFolder } from './fixture';

/** A PostgreSQL ErrorResponse: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

describe('a database that cannot be used', () => {
  const servers: Server[] = [];
  const open: Databases[] = [];
  let sockets: Socket[];
  let lines: ReturnType<typeof keepingLogger>['lines'];

  beforeEach(() => (sockets = []));
  afterEach(async () => {
    await Promise.all(open.splice(0).map((databases) => databases.close()));
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  /** A server at which every login ends like this. */
  async function listen(answer: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => answer(socket));
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return urlOf((server.address() as AddressInfo).port);
  }
  const urlOf = (port: number): string => `postgresql://plant:geheim@127.0.0.1:${port}/scada`;

  function make(defaultUrl?: string): Databases {
    const keeping = keepingLogger();
    lines = keeping.lines;
    const databases = new Databases({
      home: temporaryFolder(),
      defaultUrl,
      clock: systemClock,
      logger: keeping.logger,
      meter: nullMeter,
      deliveries: new Deliveries({ clock: systemClock }),
    });
    open.push(databases);
    return databases;
  }

  const becomes = (
    lease: ReturnType<Databases['lease']>,
    state: DatabaseStatus['state'],
  ): Promise<DatabaseStatus> =>
    new Promise((resolve) => lease.onStatus((status) => void (status.state === state && resolve(status))));

  const wrong: readonly [what: string, code: string, sentence: RegExp][] = [
    [
      'a wrong password',
      '28P01',
      /^The database at 127\.0\.0\.1:\d+ refuses the user "plant"\. Check user and password/,
    ],
    [
      'no such database',
      '3D000',
      /^There is no database "scada" at 127\.0\.0\.1:\d+\. Create it \(createdb scada\)/,
    ],
  ];
  for (const [what, code, sentence] of wrong)
    it(`fails for good, with one sentence: ${what}`, async () => {
      const url = await listen((socket) => socket.end(errorResponse(code, 'nothing for people to see')));
      const lease = make(url).lease();
      await assert.rejects(
        lease.ready(),
        (error) =>
          isThermaCoreError(error) &&
          error.code === 'configuration' &&
          error.field === 'THERMACORE_DATABASE_URL',
      );
      const { text } = await becomes(lease, 'failed');
      assert.match(text, sentence);
      assert.doesNotMatch(text, /geheim|\n/);
      assert.equal(lease.current(), undefined);
    });

  it('is waited for while nobody listens there, and says so without the password', async () => {
    const port = await freePort();
    const lease = make(urlOf(port)).lease();
    assert.equal(lease.status().state, 'starting');
    const { text } = await becomes(lease, 'away');
    assert.equal(
      text,
      `No database answers at 127.0.0.1:${port}. Start it, or correct THERMACORE_DATABASE_URL.`,
    );
    assert.ok(lines.some(({ level, message }) => level === 'warn' && message === text));
    assert.doesNotMatch(JSON.stringify(lines), /geheim/);
  });

  it('is tried again, until it answers with something else', async () => {
    let attempts = 0;
    const url = await listen((socket) => {
      const starting = ++attempts < 3;
      socket.end(starting ? errorResponse('57P03', 'starting up') : errorResponse('28P01', 'no'));
    });
    const lease = make(url).lease();
    await assert.rejects(lease.ready(), { code: 'configuration' });
    assert.equal(attempts, 3);
  });

  it('is closed while it is being waited for', async () => {
    const databases = make(urlOf(await freePort()));
    const lease = databases.lease();
    await becomes(lease, 'away');
    await databases.close();
    assert.deepEqual(lease.status(), { state: 'closed', text: 'closed' });
    await assert.rejects(lease.ready(), /being closed/);
  });

  it('is opened once for all who name it, and closed with the last lease', async () => {
    let connections = 0;
    const url = await listen((socket) => {
      connections++;
      socket.end(errorResponse('28P01', 'no'));
    });
    const databases = make(url);
    const [first, second, other] = [
      databases.lease(),
      databases.lease({ url }),
      databases.lease({ url: `${url}2` }),
    ];
    assert.equal(first.ready(), second.ready());
    assert.notEqual(first.ready(), other.ready());
    await Promise.allSettled([first.ready(), other.ready()]);
    assert.equal(connections, 2);

    await first.release();
    await first.release();
    assert.equal(second.status().state, 'failed', 'a lease counts once');
    await second.release();
    assert.equal(second.status().state, 'closed');
    await assert.rejects(databases.lease().ready(), { code: 'configuration' });
    assert.equal(connections, 3, 'a new lease tries again');
  });

  it('tells each listener the present state at once, and nothing after it left', async () => {
    const databases = make(urlOf(await freePort()));
    const lease = databases.lease();
    const told: string[] = [];
    const leave = lease.onStatus(({ state }) => told.push(state));
    assert.deepEqual(told, ['starting']);
    leave();
    await becomes(lease, 'away');
    assert.deepEqual(told, ['starting']);
  });

  describe('says doctor, who', () => {
    it('names the embedded one without trying it', async () => {
      const home = temporaryFolder();
      const [finding] = await checkDatabase(settingsIn(home));
      assert.match(finding?.text ?? '', /embedded PostgreSQL .* A start makes it/);
      assert.deepEqual(readdirSync(home), [], 'nothing was made');
    });

    it('gives the sentence of a start', async () => {
      const databaseUrl = await listen((socket) => socket.end(errorResponse('3D000', 'no')));
      await assert.rejects(
        checkDatabase(settingsIn(temporaryFolder(), { databaseUrl })),
        /There is no database "scada"/,
      );
    });

    it('does not wait for one that is away', async () => {
      const databaseUrl = urlOf(await freePort());
      await assert.rejects(checkDatabase(settingsIn(temporaryFolder(), { databaseUrl })), {
        code: 'unavailable',
      });
    });
  });
});
