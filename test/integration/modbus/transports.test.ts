import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import { ModbusBuses, ModbusConfig, ModbusConnector, ModbusPoint } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Collector, link } from '../../contract/collector';
import { authority } from '../mqtt/certificates';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const register = { unit: 'boiler-1', sensor: 'x', address: 7 };

/** MODBUS over Serial Line V1.02, 6.2.2, by its bits: another than the library's table. */
function crc(bytes: Buffer): Buffer {
  let sum = 0xffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  const frame = Buffer.alloc(bytes.length + 2);
  bytes.copy(frame);
  frame.writeUInt16LE(sum, bytes.length);
  return frame;
}

describe('The transports of Modbus', () => {
  let server: Server | undefined;
  let connector: ModbusConnector | undefined;

  afterEach(async () => {
    await connector?.stop();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  });

  const listening = async (made: Server): Promise<number> => {
    server = made.listen(0, '127.0.0.1');
    await once(made, 'listening');
    return (made.address() as AddressInfo).port;
  };
  const connecting = (port: number, more: object): ModbusConnector =>
    (connector = new ModbusConnector(
      ModbusConfig.parse({ host: '127.0.0.1', port, timeoutMs: 300, intervalMs: 50, ...more }),
      context,
      new ModbusBuses(),
    ));

  describe('serial frames over TCP', () => {
    const registers = new Uint16Array(16);
    /** A converter that puts what comes on a serial line, and one device behind it. */
    const converter = (garble = false): Server =>
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (frame) => {
          assert.deepEqual(crc(frame.subarray(0, -2)), frame, 'the checksum of the request');
          const [unit = 0, code = 0] = frame;
          const start = frame.readUInt16BE(2);
          if (code === 22)
            registers[start] =
              ((registers[start] ?? 0) & frame.readUInt16BE(4)) |
              (frame.readUInt16BE(6) & ~frame.readUInt16BE(4));
          if (code === 6) registers[start] = frame.readUInt16BE(4);
          const body =
            code === 3
              ? Buffer.from([unit, 3, 2, (registers[start] ?? 0) >> 8, (registers[start] ?? 0) & 0xff])
              : frame.subarray(0, -2);
          const answer = crc(Buffer.from(body));
          if (garble) answer[3] = (answer[3] ?? 0) ^ 0x40;
          // A serial line gives its bytes a few at a time.
          socket.write(answer.subarray(0, 3));
          setTimeout(() => socket.destroyed || socket.write(answer.subarray(3)), 2);
        });
      });
    beforeEach(() => registers.fill(0));

    it('reads and writes, a bit of a register too', async () => {
      registers[7] = 713;
      const collector = new Collector();
      const made = connecting(await listening(converter()), { transport: 'rtu-over-tcp', unitId: 9 });
      made.bind([ModbusPoint.parse(register)], collector);
      made.start();
      await collector.until('the register', () => collector.values.includes(713));
      const write = (point: object, value: number | boolean) =>
        made.command({
          point: ModbusPoint.parse({ ...register, ...point }),
          value,
          verify: true,
          timeoutMs: 1000,
        });
      assert.equal((await write({}, 0x0f)).outcome, 'verified');
      const bit = await write({ type: 'bool', bit: 8 }, true);
      assert.equal(bit.outcome, 'verified', bit.detail);
      assert.equal(registers[7], 0x10f);
    });

    it('makes nothing of an answer whose checksum is wrong', async () => {
      const collector = new Collector();
      const made = connecting(await listening(converter(true)), { transport: 'rtu-over-tcp' });
      made.bind([ModbusPoint.parse(register)], collector);
      made.start();
      const { text } = await link(made, 'degraded');
      assert.match(text, /does not fit/);
      assert.deepEqual(collector.readings, []);
    });
  });

  describe('Modbus/TCP Security', () => {
    const plant = authority('Plant CA');
    const other = authority('Other CA');
    const client = plant.issue('scada');
    let seen: string | undefined;

    /** A device that wants a certificate of the plant's, and answers 42. */
    const device = (): Server =>
      createTlsServer(
        { ...plant.issue('127.0.0.1'), ca: plant.cert, requestCert: true, rejectUnauthorized: true },
        (socket: TLSSocket) => {
          seen = String(socket.getPeerCertificate().subject.CN);
          socket.on('error', () => undefined);
          socket.on('data', (frame: Buffer) => {
            const answer = Buffer.from([0, 0, 0, 0, 0, 5, 0, 3, 2, 0, 42]);
            frame.copy(answer, 0, 0, 2);
            answer[6] = frame[6] ?? 0;
            socket.write(answer);
          });
        },
      ).on('tlsClientError', () => undefined);

    it('reads a device that both trust', async () => {
      const collector = new Collector();
      const made = connecting(await listening(device()), { transport: 'tls', ca: plant.cert, ...client });
      made.bind([ModbusPoint.parse(register)], collector);
      made.start();
      await collector.until('the register', () => collector.values.includes(42));
      assert.equal(seen, 'scada');
    });

    const refused: [what: string, more: object, words: RegExp][] = [
      ['whose certificate nobody we trust has signed', { ca: other.cert, ...client }, /is not trusted: give its certificate authority/],
      ['whose certificate is for another name', { ca: plant.cert, ...client, servername: 'plc-9.example' }, /is for another name/],
      ['that does not trust us', { ca: plant.cert, ...other.issue('stranger') }, /ended the connection|alert|certificate/],
    ]; // prettier-ignore
    for (const [what, more, words] of refused)
      it(`says why it does not connect to a device ${what}`, async () => {
        const made = connecting(await listening(device()), { transport: 'tls', ...more });
        made.bind([ModbusPoint.parse(register)], new Collector());
        made.start();
        const { text } = await link(made, 'error');
        assert.match(text, words);
      });
  });
});
