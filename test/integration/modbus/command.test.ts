import assert from 'node:assert/strict';
import { ModbusBuses, ModbusConfig, ModbusConnector, ModbusPoint } from '../../../lib/connectors/modbus';
import type { CommandOutcome } from '../../../lib/core/field-command';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { ReadingValue } from '../../../lib/core/reading';
import { link } from '../../contract/collector';
import { ModbusField, exception, type Behaviour } from '../../support/modbus-field';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const place = { unit: 'boiler-1', sensor: 'setpoint' };

describe('Writing to a Modbus device', () => {
  let field: ModbusField;
  let connector: ModbusConnector;

  async function connected(behave?: Behaviour, config: object = {}): Promise<void> {
    field = await ModbusField.start(behave);
    connector = new ModbusConnector(
      ModbusConfig.parse({ host: '127.0.0.1', port: field.port, timeoutMs: 200, ...config }),
      { clock: systemClock, logger: silentLogger, meter: nullMeter },
      new ModbusBuses(),
    );
    connector.start();
    await link(connector, 'connected');
  }
  afterEach(async () => {
    await connector.stop();
    await field.stop();
  });

  const write = (point: object, value: ReadingValue, verify = true, timeoutMs = 1000) =>
    connector.command({
      point: ModbusPoint.parse({ ...place, address: 7, ...point }),
      value,
      verify,
      timeoutMs,
    });
  const codes = (): number[] => field.requests.map(({ code }) => code);

  it('uses the function that fits, reads back and says that it stands', async () => {
    await connected();
    const cases: [point: object, value: ReadingValue, functions: number[]][] = [
      [{ table: 'coil', type: 'bool' }, true, [5, 1]],
      [{ table: 'coil', type: 'bool', write: 'multiple' }, false, [15, 1]],
      [{ type: 'int16', scale: 0.1 }, -12.3, [6, 3]],
      [{ type: 'uint16', write: 'multiple' }, 5, [16, 3]],
      [{ type: 'float32', wordOrder: 'CDAB' }, 71.5, [16, 3]],
      [{ type: 'bool', bit: 3 }, true, [22, 3]],
      [{ type: 'text', length: 4 }, 'Pump 1', [16, 3]],
    ];
    for (const [point, value, functions] of cases) {
      field.requests.length = 0;
      const { outcome, readBack, detail } = await write(point, value);
      assert.equal(outcome, 'verified', detail);
      if (typeof value === 'number')
        assert.ok(Math.abs(Number(readBack) - value) < 1e-9, `${String(readBack)}`);
      else assert.equal(readBack, value);
      assert.deepEqual(codes(), functions);
    }
  });

  it('changes one bit of a register and leaves the others', async () => {
    await connected();
    field.registers[7] = 0b1010_0000_0000_0001;
    assert.equal((await write({ type: 'bool', bit: 13 }, false)).outcome, 'verified');
    assert.equal(field.registers[7], 0b1000_0000_0000_0001);
    assert.equal((await write({ type: 'bool', bit: 8, wordOrder: 'BADC' }, true)).outcome, 'verified');
    assert.equal(field.registers[7], 0b1000_0000_0000_0001 | 1);
  });

  it('refuses what cannot be written, and sends nothing', async () => {
    await connected();
    const refused: [point: object, value: ReadingValue, words: RegExp][] = [
      [{ table: 'input' }, 1, /input register cannot be written/],
      [{ table: 'discrete', type: 'bool' }, true, /discrete input cannot be written/],
      [{ table: 'coil', type: 'bool' }, 2, /true or false/],
      [{ type: 'int16' }, 40_000, /does not fit/],
      [{ type: 'float32', write: 'single' }, 1, /more than one register/],
    ];
    for (const [point, value, words] of refused) {
      const { outcome, detail } = await write(point, value);
      assert.equal(outcome, 'rejected');
      assert.match(detail, words);
    }
    assert.deepEqual(codes(), []);
  });

  const outcomes: [what: string, behave: Behaviour, outcome: CommandOutcome, words: RegExp][] = [
    [
      'that refuses',
      ({ code }) => exception(code, 3),
      'rejected',
      /refused the write to holding register 7 \(40008\): exception 3 \(illegal data value\)/,
    ],
    ['that does not answer', () => undefined, 'timed-out', /whether the device has it is unknown/],
    ['that ends the connection', (_, socket) => void socket.destroy(), 'timed-out', /is unknown/],
    [
      'behind a gateway that lost it',
      ({ code }) => exception(code, 11),
      'timed-out',
      /exception 11 .* is unknown/i,
    ],
    [
      'that confirms and keeps the old value',
      ({ code, frame }) => (code === 6 ? frame.subarray(7) : Buffer.from([3, 2, 0, 9])),
      'failed',
      /was written, and reads 9 afterwards/,
    ],
    [
      'that confirms and cannot be read',
      ({ code, frame }) => (code === 6 ? frame.subarray(7) : exception(code, 2)),
      'accepted',
      /could not be read back: exception 2/,
    ],
  ];
  for (const [what, behave, expected, words] of outcomes)
    it(`says "${expected}" of a device ${what}`, async () => {
      await connected(behave);
      const { outcome, detail } = await write({}, 5);
      assert.equal(outcome, expected, detail);
      assert.match(detail, words);
      assert.equal(field.requests.filter(({ code }) => code === 6).length, 1, 'a write is sent once');
    });

  it('says "failed" where there is no connection', async () => {
    await connected();
    await field.stop();
    await link(connector, 'error');
    const { outcome, detail } = await write({}, 5);
    assert.equal(outcome, 'failed');
    assert.match(detail, /was not sent: there is no connection to/);
  });

  it('does not read back what nobody wants read back', async () => {
    await connected();
    assert.equal((await write({}, 5, false)).outcome, 'accepted');
    assert.deepEqual(codes(), [6]);
  });

  it('sends a broadcast to all, waits for nobody and claims nothing more than that', async () => {
    await connected(() => undefined, { unitId: 0, broadcast: true });
    const { outcome } = await write({}, 5);
    assert.equal(outcome, 'accepted');
    // Nobody waited for it to arrive.
    for (let i = 0; i < 100 && field.requests.length === 0; i++) await sleep(5);
    assert.deepEqual(
      field.requests.map(({ unit, code }) => [unit, code]),
      [[0, 6]],
    );
  });
});
