import { once } from 'node:events';
import { join } from 'node:path';
import { ServerTCP } from 'modbus-serial';
import { freePort } from '../support/product';
import { connectorContract } from './connector-contract';
import { contractSpec } from './modbus-spec';

connectorContract({
  spec: contractSpec,
  exported: { module: join(__dirname, 'modbus-spec.ts'), name: 'contractSpec' },
  /** modbus-serial's own server: the other side of the library that the connector stands on. */
  async startDevice() {
    const bytes = Buffer.alloc(8);
    const port = await freePort();
    const server = new ServerTCP(
      { getHoldingRegister: (address: number) => Promise.resolve(bytes.readUInt16BE(2 * address)) },
      { host: '127.0.0.1', port, unitID: 1 },
    );
    await once(server, 'initialized');
    return {
      port,
      measure({ value }) {
        bytes.writeDoubleBE(value);
        return Promise.resolve();
      },
      stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
    };
  },
  config: (port) => ({ host: '127.0.0.1', port, intervalMs: 1000 }),
  point: { unit: 'boiler-1', sensor: 'supply-temperature', address: 0, type: 'float64' },
  place: { unit: 'boiler-1', sensor: 'supply-temperature' },
  misconfigured: {
    host: { host: ' ' },
    port: { host: 'plc', port: 70_000 },
    unitId: { host: 'plc', unitId: 256 },
    transport: { host: 'plc', transport: 'serial' },
    maxRegisters: { host: 'plc', maxRegisters: 126 },
  },
  source: { time: false, quality: false },
  confirms: false,
});
