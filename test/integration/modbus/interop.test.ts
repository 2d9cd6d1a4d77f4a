import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ModbusBuses, ModbusConfig, ModbusPoint, modbusSpec } from '../../../lib/connectors/modbus';
import { Image, type ServedCommand } from '../../../lib/connectors/modbus/server/image';
import { ModbusServer } from '../../../lib/connectors/modbus/server/server';
import { ServedTag } from '../../../lib/connectors/modbus/server/spec';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { freePort } from '../../support/product';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const run = promisify(execFile);

const TAGS = [
  { sensor: 'temperature', table: 'input', address: 0, type: 'float32' },
  { sensor: 'counter', table: 'holding', address: 0, type: 'int32', wordOrder: 'ABCD', writable: true },
  { sensor: 'level', table: 'holding', address: 2, type: 'uint16', scale: 0.1, writable: true },
  { sensor: 'pump', table: 'coil', address: 3, type: 'bool', writable: true },
  { sensor: 'alarm', table: 'discrete', address: 0, type: 'bool' },
  { sensor: 'silent', table: 'holding', address: 50, type: 'uint16' },
].map((tag) => ServedTag.parse({ unitId: 7, unit: 'u', ...tag }));
const VALUES = { temperature: 71.5, counter: -70_000, level: 12.3, pump: true, alarm: true };

describe('Modbus with software of others', function () {
  this.timeout(60_000);
  before(function () {
    // no mbpoll on a bare machine: .ci/run installs it, and python3-pymodbus
    if (!process.env['THERMACORE_TEST_MBPOLL']) this.skip();
  });

  describe('mbpoll (libmodbus) as client of our server', () => {
    const commands: ServedCommand[] = [];
    let server: ModbusServer;

    before(async () => {
      const image = new Image({
        tags: TAGS,
        whenBad: 'exception',
        gaps: 'refuse',
        maxAgeMs: 0,
        identity: { vendorName: 'v', productCode: 'p', revision: '1' },
        clock: systemClock,
        mayWrite: () => true,
        onCommand: (command) => commands.push(command),
      });
      image.update(
        Object.entries(VALUES).map(([sensor, value]): Reading => ({
          tenant: 't',
          unit: 'u',
          sensor,
          timestamp: 1,
          value,
          quality: 'good',
        })),
      );
      server = new ModbusServer({
        host: '127.0.0.1',
        port: 0,
        maxConnections: 4,
        idleMs: 0,
        requestsPerSecond: 1000,
        device: (unit, client) => image.device(unit, client.address),
        ...context,
      });
      await server.start();
    });
    after(() => server?.stop());

    /** What it prints; addresses count from zero. */
    async function mbpoll(type: string, address: number, ...values: string[]): Promise<string> {
      const where = [
        '-m',
        'tcp',
        '-p',
        String(server.port),
        '-a',
        '7',
        '-0',
        '-r',
        String(address),
        '-B',
        '-t',
        type,
      ];
      const once = values.length === 0 ? ['-1'] : [];
      const { stdout, stderr } = await run('mbpoll', [...where, ...once, '127.0.0.1', ...values]).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      return `${stdout}${stderr}`;
    }
    const valueOf = (text: string): string | undefined => /\[\d+\]:\s+(\S+)/.exec(text)?.[1];

    it('reads all tables and types', async () => {
      assert.equal(valueOf(await mbpoll('3:float', 0)), '71.5');
      assert.equal(valueOf(await mbpoll('4:int', 0)), '-70000');
      assert.equal(valueOf(await mbpoll('4', 2)), '123');
      assert.equal(valueOf(await mbpoll('0', 3)), '1');
      assert.equal(valueOf(await mbpoll('1', 0)), '1');
    });

    it('writes one coil, one register and several: each becomes a command', async () => {
      assert.match(await mbpoll('0', 3, '0'), /Written 1 references/);
      assert.match(await mbpoll('4', 2, '456'), /Written 1 references/);
      assert.match(await mbpoll('4:int', 0, '80000'), /Written 1 references/);
      assert.deepEqual(
        commands.map(({ sensor, value }) => [sensor, value]),
        [
          ['pump', false],
          ['level', 45.6],
          ['counter', 80_000],
        ],
      );
    });

    it('understands our exceptions', async () => {
      assert.match(await mbpoll('4', 10), /Illegal data address/i);
      assert.match(await mbpoll('4', 50), /Slave device or server failure/i);
    });
  });

  describe('pymodbus as our device', () => {
    const spec = modbusSpec(new ModbusBuses());
    let device: ChildProcess;
    let config: ModbusConfig;

    before(async () => {
      const port = await freePort();
      device = spawn('/usr/bin/python3', [join(__dirname, 'pymodbus-device.py'), String(port)], {
        stdio: 'ignore',
      });
      config = ModbusConfig.parse({ host: '127.0.0.1', port, unitId: 2, intervalMs: 50 });
      for (let tries = 0; !(await listens(port)); tries++) {
        assert.ok(tries < 100, 'pymodbus listens');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
    after(() => void device?.kill());

    const listens = (port: number): Promise<boolean> =>
      new Promise((resolve) => {
        const probe = connect(port, '127.0.0.1', () => (probe.destroy(), resolve(true)));
        probe.on('error', () => resolve(false));
      });

    it('says who it is', async () => {
      const { ok, answer } = await spec.test(config, context);
      assert.ok(ok, answer);
      assert.match(answer, /pymodbus PM/);
    });

    it('is read in all tables, and written with read-back', async () => {
      const points = [
        { sensor: 'register', address: 9 },
        { sensor: 'both', address: 3, type: 'uint32' },
        { sensor: 'input', table: 'input', address: 99 },
        { sensor: 'discrete', table: 'discrete', address: 1, type: 'bool' },
        { sensor: 'coil', table: 'coil', address: 5, type: 'bool' },
        { sensor: 'beyond', address: 100 },
      ].map((point) => ModbusPoint.parse({ unit: 'u', ...point }));
      const connector = spec.create(config, context);
      const latest = new Map<string, Reading>();
      connector.bind(points, {
        tenant: 't',
        batch({ readings, settle }) {
          for (const reading of readings) latest.set(reading.sensor, reading);
          settle(true);
        },
        reject: () => undefined,
      });
      let link = '';
      connector.onLink(({ text }) => (link = text));
      connector.start();
      try {
        const until = async (seen: () => boolean): Promise<void> => {
          for (let tries = 0; !seen(); tries++) {
            assert.ok(
              tries < 100,
              JSON.stringify([...latest.values()].map(({ sensor, value }) => [sensor, value])),
            );
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        };
        await until(() => latest.size === 5);
        const value = (sensor: string): unknown => latest.get(sensor)?.value;
        assert.deepEqual(['register', 'both', 'input', 'discrete', 'coil'].map(value), [
          9,
          0x30004,
          99,
          true,
          false,
        ]);
        // It never had a value, so there is none to call bad; the link says which register the device refuses.
        assert.match(link, /illegal data address/);
        for (const [index, written] of [
          [0, 4711],
          [1, 0x12345678],
          [4, true],
        ] as const) {
          const point = points[index] as ModbusPoint;
          const outcome = await connector.command?.({ point, value: written, verify: true, timeoutMs: 3000 });
          assert.equal(outcome?.outcome, 'verified', outcome?.detail);
          await until(() => value(point.sensor) === written);
        }
      } finally {
        await connector.stop();
      }
    });
  });
});
