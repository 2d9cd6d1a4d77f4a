import assert from 'node:assert/strict';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { DeviceTemplateInput } from '../../../lib/core/device-template';
import { DeviceRules } from '../../../lib/platform/device-rules';

const rules = new DeviceRules(new Map([['modbus', modbusSpec(new ModbusBuses())]]));

/** As a request brings it. */
const pointsOf = (points: object[]) =>
  DeviceTemplateInput.parse({ key: 'a', name: 'A', protocol: 'modbus', points }).points;

describe('the rules of devices', () => {
  it('tell of each protocol what a form needs: settings and points as JSON Schema, and which are secrets', () => {
    const [modbus] = rules.protocols();
    assert.ok(modbus);
    const { capabilities, identity, secrets, settings, point } = modbus;
    assert.deepEqual([capabilities, secrets], [['poll', 'command', 'browse'], ['key']]);
    assert.deepEqual(identity, ['host', 'port', 'unitId']);
    const { properties, required } = settings as { properties: Record<string, object>; required: string[] };
    assert.deepEqual(required, ['host'], 'what has a default need not be given');
    assert.deepEqual(properties['unitId'], {
      type: 'integer',
      minimum: 0,
      maximum: 255,
      default: 1,
      description:
        'Unit id; devices that are reached directly take 255 or 1. 0 is the broadcast of serial lines',
    });
    assert.deepEqual(point['required'], ['address'], 'unit and sensor stand beside the settings of a point');
  });
});

describe('the rules of a device template', () => {
  it('let settings be missing that a device must have, and take each as the protocol does', () => {
    rules.template('modbus', {});
    rules.template('modbus', { unitId: 3, transport: 'tls' });
  });

  const settings: [what: string, settings: Record<string, unknown>, field: string, words: RegExp][] = [
    ['that is wrong', { unitId: 300 }, 'settings.unitId', /255/],
    ['that is of another type', { unitId: 3, host: 4 }, 'settings.host', /string/],
    ['that nobody knows', { unitid: 3 }, 'settings.unitid', /not known/],
    [
      'that is for flows',
      { certificate: 'https' },
      'settings.certificate',
      /not for devices of the registry/,
    ],
    ['that is a secret', { key: 'PEM' }, 'settings.key', /is a secret/],
  ];
  for (const [what, given, field, message] of settings)
    it(`refuse a setting ${what}, and name it`, () =>
      assert.throws(() => rules.template('modbus', given), { code: 'invalid', field, message }));

  it('refuse a protocol without devices', () =>
    assert.throws(() => rules.template('profibus', {}), { code: 'invalid', field: 'protocol' }));

  const point = (sensor: string, more: object = {}) => ({ sensor, settings: { address: 1 }, ...more });
  const interlock = (text: string) => point('b', { write: { interlock: text } });
  const points: [what: string, second: object, field: string, words: RegExp][] = [
    ['a sensor twice', point('a'), 'points.1.sensor', /two points, 1 and 2/],
    ['an address that cannot be', point('b', { settings: { address: -1 } }), 'points.1.settings.address', />=0/],
    ['a setting that nobody knows', point('b', { settings: { adress: 1 } }), 'points.1.settings.adress', /not known/],
    ['a unit among the settings', point('b', { settings: { address: 1, unit: 'u' } }), 'points.1.settings.unit', /not known/],
    ['an interlock that cannot be read', interlock('sensor("{unit}",'), 'points.1.write.interlock', /^The interlock/],
    ['a place-holder that is none', interlock('sensor("{boiler}","a") == 1'), 'points.1.write.interlock', /keys of a unit/],
    [
      'an interlock that is too long with the longest unit',
      interlock(`sensor("{unit}","a") == 1 && ${'0 + '.repeat(230)} 0 == 0`),
      'points.1.write.interlock',
      /longer than 1000/,
    ],
  ]; // prettier-ignore
  for (const [what, second, field, message] of points)
    it(`refuse ${what}, and name the field`, () =>
      assert.throws(() => rules.templatePoints('modbus', pointsOf([point('a'), second])), {
        code: 'invalid',
        field,
        message,
      }));

  it('take an interlock that looks at the unit of the device', () =>
    rules.templatePoints('modbus', pointsOf([interlock('sensor("{unit}","pump") == 1 && value < 80')])));

  it('leave out of a point what its sensor need not be told', () =>
    assert.deepEqual(pointsOf([point('a', { name: 'A' })]), [point('a', { name: 'A' })]));
});
