import assert from 'node:assert/strict';
import type { AnySpec } from '../../../lib/connectors/fleet-member';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import type { PointInput } from '../../../lib/core/device';
import { columnsOf, parseDevices, rowsOf, type Specs } from '../../../lib/platform/device-csv';

const modbus: AnySpec = modbusSpec(new ModbusBuses());
const specs: Specs = new Map([['modbus', modbus]]);

const split = (text: string) => text.split('\n').map((line, i) => ({ line: i + 1, cells: line.split(',') }));

function parse(text: string) {
  const [header, ...rows] = split(text);
  assert.ok(header);
  return parseDevices(header, rows, specs);
}

const HEADER =
  'device,name,protocol,enabled,settings.host,settings.verify,unit,sensor,point.address,writable,write.max';
const FIRST = 'plc-1,PLC 1,modbus,,10.0.0.1,,boiler-1,supply,10,,';

describe('device CSV', () => {
  it('reads a device with its points, each cell as its field takes it', () => {
    const { devices, faults } = parse(
      `${HEADER}\nplc-1,PLC 1,modbus,false,10.0.0.1,TRUE,boiler-1,supply,10,,\nplc-1,,,,,,boiler-1,setpoint,11,true,90\nplc-2,,modbus,,h2,,,,,,`,
    );
    assert.deepEqual(faults, []);
    const [first, second] = devices;
    assert.deepEqual([first?.key, first?.name, first?.enabled], ['plc-1', 'PLC 1', false]);
    assert.deepEqual(first?.settings, { host: '10.0.0.1', verify: true });
    assert.deepEqual(
      first?.points.map(({ sensor, settings, write }) => [sensor, settings, write?.max]),
      [
        ['supply', { address: 10 }, undefined],
        ['setpoint', { address: 11 }, 90],
      ],
    );
    assert.deepEqual(
      [second?.key, second?.name, second?.enabled, second?.points],
      ['plc-2', 'plc-2', true, []],
    );
  });

  it('names line, column and value of the one bad line, 17 of 400', () => {
    const lines = Array.from({ length: 400 }, (_, i) =>
      i === 0 ? FIRST : `plc-1,,,,,,boiler-1,s-${i},${i === 15 ? '4000l' : i},,`,
    );
    const { faults } = parse([HEADER, ...lines].join('\n'));
    assert.deepEqual(
      faults.map(({ line, column, value }) => ({ line, column, value })),
      [{ line: 17, column: 'point.address', value: '4000l' }],
    );
    assert.match(faults[0]?.reason ?? '', /number/);
  });

  const faulty: [what: string, text: string, line: number, column: string, reason: RegExp][] = [
    ['a bad key', `${HEADER}\nPLC 1,,modbus,,h,,,,,,`, 2, 'device', /1 to 64 characters/],
    ['no key', `${HEADER}\n,,modbus,,h,,,,,,`, 2, 'device', /1 to 64 characters/],
    ['an unknown protocol', `${HEADER}\nplc-1,,modbas,,h,,,,,,`, 2, 'protocol', /choose one of modbus/],
    ['no host', `${HEADER}\nplc-1,,modbus,,,,,,,,`, 2, 'settings.host', /string/],
    ['enabled in words', `${HEADER}\nplc-1,,modbus,maybe,h,,,,,,`, 2, 'enabled', /boolean/],
    ['a point without a sensor', `${HEADER}\nplc-1,,modbus,,h,,boiler-1,,10,,`, 2, 'sensor', /1 to 64/],
    ['a point without an address', `${HEADER}\nplc-1,,modbus,,h,,boiler-1,supply,,,`, 2, 'point.address', /number/],
    ['a bad write rule', `${HEADER}\nplc-1,,modbus,,h,,boiler-1,supply,10,,much`, 2, 'write.max', /number/],
    ['writable in words', `${HEADER}\nplc-1,,modbus,,h,,boiler-1,supply,10,maybe,`, 2, 'writable', /true or false/],
    ['two hosts', `${HEADER}\n${FIRST}\nplc-1,,,,10.0.0.2,,boiler-1,x,11,,`, 3, 'settings.host', /line 2/],
    ['too many cells', `${HEADER}\n${FIRST},more`, 2, '', /more cells/],
    ['a secret', 'device,protocol,settings.key\nplc-1,modbus,x', 1, 'settings.key', /secrets are not taken/],
    ['a misspelt column', 'device,protocol,settings.hots\nplc-1,modbus,x', 1, 'settings.hots', /no such column/],
    ['a column twice', 'device,protocol,device\nplc-1,modbus,x', 1, 'device', /twice/],
    ['no protocol column', 'device\nplc-1', 1, 'protocol', /is missing/],
  ]; // prettier-ignore
  for (const [what, text, line, column, reason] of faulty)
    it(`refuses ${what}`, () => {
      const { faults } = parse(text);
      assert.equal(faults.length, 1, JSON.stringify(faults));
      assert.deepEqual([faults[0]?.line, faults[0]?.column], [line, column]);
      assert.match(faults[0]?.reason ?? '', reason);
    });

  it('finds all that is wrong, in the order of the lines', () => {
    const { faults } = parse(`${HEADER}\n${FIRST}\nplc-1,,,,,,boiler-1,x,far,,\nplc-2,,nope,,,,,,,,`);
    assert.deepEqual(
      faults.map(({ line, column }) => [line, column]),
      [
        [3, 'point.address'],
        [4, 'protocol'],
      ],
    );
  });

  it('writes what it reads back the same, without any secret', () => {
    const device = {
      key: 'plc-1',
      name: 'PLC "1"',
      protocol: 'modbus',
      enabled: false,
      description: 'near the door',
      settings: { host: '10.0.0.1', port: 1502, verify: false },
    };
    const points: PointInput[] = [
      { unit: 'b', sensor: 'x', settings: { address: 5, invalid: [32767, -1] } },
      {
        unit: 'b',
        sensor: 'y',
        settings: { address: 6 },
        write: { min: 1, maxPerMinute: 30, confirm: 'none', verify: true, timeoutSeconds: 10 },
      },
    ];
    const columns = columnsOf([modbus]);
    assert.ok(!columns.includes('settings.key'));
    const lines = rowsOf(device, points, columns);
    // A reader of CSV takes the quotes off.
    const cells = (line: string) =>
      Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, bare]) =>
        quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'),
      );
    const parsed = parseDevices(
      { line: 1, cells: columns },
      lines.map((line, i) => ({ line: i + 2, cells: cells(line) })),
      specs,
    );
    assert.deepEqual(parsed.faults, []);
    assert.deepEqual(parsed.devices, [{ ...device, points }]);
    assert.deepEqual([parsed.lineOf(0), parsed.lineOf(0, 1)], [2, 3]);
  });

  describe('with device templates', () => {
    const templates = new Map([
      ['type-a', { key: 'type-a', protocol: 'modbus', settings: { host: 'gateway' } }],
      ['type-d', { key: 'type-d', protocol: 'dnp3', settings: {} }],
    ]);
    const read = (cells: string) => {
      const [header, ...rows] = split(
        `device,protocol,template,templateUnit,settings.host,settings.unitId,unit,sensor,point.address\n${cells}`,
      );
      assert.ok(header);
      return parseDevices(header, rows, specs, templates);
    };

    it('takes what a device lacks from its template, and keeps it out of the settings of the device', () => {
      const { devices, faults } = read('plc-1,modbus,type-a,boiler-1,,3,boiler-1,supply,7');
      assert.deepEqual(faults, []);
      const [device] = devices;
      assert.deepEqual(
        [device?.template, device?.templateUnit, device?.settings, device?.points.length],
        ['type-a', 'boiler-1', { unitId: 3 }, 1],
      );
    });

    const wrong: [what: string, cells: string, column: string, reason: RegExp][] = [
      [
        'a template that is not there',
        'plc-1,modbus,type-x,boiler-1,h,,,,',
        'template',
        /no such device template/,
      ],
      ['one of another protocol', 'plc-1,modbus,type-d,boiler-1,h,,,,', 'template', /speak dnp3/],
      ['one without a unit', 'plc-1,modbus,type-a,,h,,,,', 'templateUnit', /missing/],
      [
        'a unit without one',
        'plc-1,modbus,,boiler-1,h,,,,',
        'templateUnit',
        /only for a device with a template/,
      ],
      ['a setting that neither has', 'plc-1,modbus,,,,3,,,', 'settings.host', /string/],
    ];
    for (const [what, cells, column, reason] of wrong)
      it(`refuses ${what}`, () => {
        const { faults } = read(cells);
        assert.deepEqual(
          faults.map((fault) => [fault.line, fault.column]),
          [[2, column]],
        );
        assert.match(faults[0]?.reason ?? '', reason);
      });
  });
});
