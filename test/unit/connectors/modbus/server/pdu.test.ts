import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModbusException, answer, type ServedDevice } from '../../../../../lib/connectors/modbus/server/pdu';

/** Plain memory; address 99 of each table is missing. */
class Memory implements ServedDevice {
  readonly bits = new Map<number, boolean>();
  readonly registers = new Map<number, number>();
  readonly identity = {
    vendorName: 'ThermaCore',
    productCode: 'SCADA',
    revision: '1.0',
    productName: 'Test device',
  };

  readBits(table: string, address: number, count: number): boolean[] {
    return this.range(address, count).map((at) => this.bits.get(at) ?? table === 'discrete');
  }
  readRegisters(table: string, address: number, count: number): number[] {
    return this.range(address, count).map((at) => this.registers.get(at) ?? (table === 'input' ? at : 0));
  }
  writeBits(address: number, values: readonly boolean[]): void {
    this.range(address, values.length).forEach((at, i) => this.bits.set(at, values[i] ?? false));
  }
  writeRegisters(address: number, values: readonly number[]): void {
    this.range(address, values.length).forEach((at, i) => this.registers.set(at, values[i] ?? 0));
  }
  private range(address: number, count: number): number[] {
    const all = Array.from({ length: count }, (_, i) => address + i);
    if (all.includes(99)) throw new ModbusException(2);
    return all;
  }
}

const ask = (hex: string, memory = new Memory()): string =>
  answer(Buffer.from(hex.replaceAll(' ', ''), 'hex'), memory).toString('hex');

describe('Answers to Modbus requests', () => {
  it('read coils and discrete inputs, the first in the lowest bit', () => {
    const memory = new Memory();
    memory.writeBits(0, [true, false, true, true, false, false, true, false, true]);
    assert.equal(ask('01 0000 0009', memory), '01024d01');
    assert.equal(ask('02 0010 0003', memory), '020107');
  });

  it('read holding and input registers', () => {
    const memory = new Memory();
    memory.writeRegisters(4, [0x1234, 0xffff]);
    assert.equal(ask('03 0004 0002', memory), '03041234ffff');
    assert.equal(ask('04 0007 0001', memory), '04020007');
  });

  it('write one coil, and refuse a value that is neither on nor off', () => {
    const memory = new Memory();
    assert.equal(ask('05 0003 ff00', memory), '050003ff00');
    assert.equal(memory.bits.get(3), true);
    assert.equal(ask('05 0003 0000', memory), '0500030000');
    assert.equal(memory.bits.get(3), false);
    assert.equal(ask('05 0003 0001', memory), '8503');
  });

  it('write one register, many coils, many registers', () => {
    const memory = new Memory();
    assert.equal(ask('06 0001 0003', memory), '0600010003');
    assert.equal(ask('0f 0013 000a 02 cd01', memory), '0f0013000a');
    assert.deepEqual(memory.readBits('coil', 0x13, 10), [true, false, true, true, false, false, true, true, true, false]); // prettier-ignore
    assert.equal(ask('10 0001 0002 04 000a 0102', memory), '1000010002');
    assert.deepEqual([memory.registers.get(1), memory.registers.get(2)], [10, 0x102]);
  });

  it('mask a register as the standard’s example does', () => {
    const memory = new Memory();
    memory.registers.set(4, 0x12);
    assert.equal(ask('16 0004 00f2 0025', memory), '16000400f20025');
    assert.equal(memory.registers.get(4), 0x17);
  });

  it('write, then read, and write nothing when the read range is wrong', () => {
    const memory = new Memory();
    assert.equal(ask('17 0003 0002 0003 0001 02 00ff', memory), '170400ff0000');
    assert.equal(ask('17 0062 0002 0003 0001 02 0001', memory), '9702');
    assert.equal(memory.registers.get(3), 0xff);
  });

  it('identify the device: basic, regular, one object, and refuse what does not exist', () => {
    const said = (id: number, text: string): string => Buffer.concat([Buffer.from([id, text.length]), Buffer.from(text)]).toString('hex'); // prettier-ignore
    const basic = said(0, 'ThermaCore') + said(1, 'SCADA') + said(2, '1.0');
    assert.equal(ask('2b 0e 01 00'), `2b0e0182000003${basic}`);
    assert.equal(ask('2b 0e 02 00'), `2b0e0282000004${basic}${said(4, 'Test device')}`);
    assert.equal(ask('2b 0e 04 01'), `2b0e0482000001${said(1, 'SCADA')}`);
    assert.equal(ask('2b 0e 04 06'), 'ab02');
    assert.equal(ask('2b 0e 05 00'), 'ab03');
    assert.equal(ask('2b 0d 01 00'), 'ab01');
    // One that does not exist begins again at the first.
    assert.equal(ask('2b 0e 01 77'), ask('2b 0e 01 00'));
  });

  it('go on in another answer where the identity is too long for one', () => {
    const memory = new Memory();
    const long = { ...memory.identity, vendorName: 'a'.repeat(150), vendorUrl: 'b'.repeat(150) };
    const device = Object.assign(memory, { identity: long });
    const first = answer(Buffer.from('2b0e0200', 'hex'), device);
    assert.deepEqual([first[4], first[5], first[6]], [0xff, 3, 3]);
    const second = answer(Buffer.from('2b0e0203', 'hex'), device);
    assert.deepEqual([second[4], second[5], second[6]], [0, 0, 2]);
    assert.ok(first.length <= 253 && second.length <= 253);
  });

  it('are exception 1 for a function that is none', () => {
    for (const code of ['00', '07', '08', '11', '14', '18', '7f']) {
      const expected = (Number.parseInt(code, 16) | 0x80).toString(16).padStart(2, '0');
      assert.equal(ask(`${code} 0000`), `${expected}01`);
    }
  });

  it('are exception 3 at a quantity beyond the limits: 2000, 125, 1968, 123, 121', () => {
    const registers = (count: number): string =>
      `${count.toString(16).padStart(4, '0')}${((count * 2) & 255).toString(16).padStart(2, '0')}${'00'.repeat(count * 2)}`;
    const coils = (count: number): string =>
      `${count.toString(16).padStart(4, '0')}${(Math.ceil(count / 8) & 255).toString(16).padStart(2, '0')}${'00'.repeat(Math.ceil(count / 8))}`;
    const within = ['01 0064 07d0', '03 0064 007d', `0f 0064 ${coils(1968)}`, `10 0064 ${registers(123)}`,
      `17 0064 0001 0064 ${registers(121)}`]; // prettier-ignore
    const beyond = ['01 0064 07d1', '03 0064 007e', `0f 0064 ${coils(1969)}`, `10 0064 ${registers(124)}`,
      `17 0064 0001 0064 ${registers(122)}`, '01 0064 0000', '04 0064 0000']; // prettier-ignore
    for (const request of within) assert.equal(ask(request).slice(0, 2), request.slice(0, 2));
    for (const request of beyond)
      assert.equal(ask(request).slice(2), '03', `${request.slice(0, 14)} is refused`);
  });

  it('are exception 2 beyond the end of a table, and where the device has nothing', () => {
    assert.equal(ask('03 ffff 0001'), '03020000');
    assert.equal(ask('03 ffff 0002'), '8302');
    assert.equal(ask('01 fff0 0020'), '8102');
    assert.equal(ask('03 0060 0008'), '8302');
    assert.equal(ask('06 0063 0001'), '8602');
  });

  it('are exception 3 for a request that is cut or too long', () => {
    for (const request of [
      '01',
      '01 0000',
      '03 0000 0001 00',
      '05 0000',
      '0f 0000 0008 01',
      '0f 0000 0008 02 0000',
      '10 0000 0001 02 00',
      '10 0000 0001 04 0000',
      '10',
      '16 0000 0000',
      '17 0000 0001',
      '17 0000 0001 0000 0001 02 00',
      '2b 0e 01',
    ])
      // prettier-ignore
      assert.equal(ask(request).slice(2), '03', request);
  });

  it('are there for any bytes, and never too long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 253 }), (bytes) => {
        const result = answer(Buffer.from(bytes), new Memory());
        assert.ok(result.length >= 2 && result.length <= 253);
        assert.equal((result[0] ?? 0) & 0x7f, (bytes[0] ?? 0) & 0x7f);
      }),
      { numRuns: 2000 },
    );
  });

  it('let a fault of the device’s own code through, for the server to log', () => {
    const device = Object.assign(new Memory(), {
      readBits: () => {
        throw new TypeError('broken');
      },
    });
    assert.throws(() => ask('01 0000 0001', device), TypeError);
  });
});
