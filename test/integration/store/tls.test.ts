import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { silentLogger } from '../../../lib/core/logger';
import { openPool } from '../../../lib/store/pool';
import { authority } from '../mqtt/certificates';

const SPOKEN = 'spoken over TLS';

/** An ErrorResponse (PostgreSQL 18, 54.7): severity, code, message. */
function refusal(): Buffer {
  const fields = Buffer.from(`SFATAL\0C28000\0M${SPOKEN}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

describe('a database over TLS', () => {
  const plant = authority('Plant CA');
  let server: Server;
  let folder: string;
  let port: number;
  const sockets: Socket[] = [];

  /** As PostgreSQL begins: SSLRequest, one byte, TLS; then it knows nobody. */
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'thermacore-pg-tls-'));
    writeFileSync(join(folder, 'ca.pem'), plant.cert);
    writeFileSync(join(folder, 'other.pem'), authority('Other CA').cert);
    const own = plant.issue('localhost', { only: 'localhost' });
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('S');
        const secured = new TLSSocket(socket, { isServer: true, ...own });
        secured.on('error', () => undefined);
        secured.once('data', () => secured.end(refusal()));
      });
    });
    await once(server.listen(0), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What becomes of a first question. */
  const ask = async (host: string, options: string): Promise<string> => {
    const url = `postgres://a:b@${host}:${port}/plant?${options}`;
    const pool = openPool({ url, name: 'test', size: 1, logger: silentLogger });
    try {
      await pool.use((client) => client.query('select 1'));
      return 'answered';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await pool.close();
    }
  };
  const trusting = (file: string): string =>
    `sslmode=verify-full&sslrootcert=${encodeURIComponent(join(folder, file))}`;

  it('that shows a certificate of the authority for its name is spoken to', async () =>
    assert.equal(await ask('localhost', trusting('ca.pem')), SPOKEN));

  it('is not spoken to under another name than that of its certificate', async () =>
    assert.match(await ask('127.0.0.1', trusting('ca.pem')), /does not match certificate's altnames/));

  it('is not spoken to where another authority is the one to trust, or none is given', async () => {
    assert.match(await ask('localhost', trusting('other.pem')), /unable to (verify|get)|self-signed/);
    assert.match(await ask('localhost', 'sslmode=verify-full'), /unable to (verify|get)|self-signed/);
  });
});
