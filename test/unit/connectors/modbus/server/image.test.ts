import assert from 'node:assert/strict';
import {
  Image,
  type ImageOptions,
  type ServedCommand,
} from '../../../../../lib/connectors/modbus/server/image';
import { answer } from '../../../../../lib/connectors/modbus/server/pdu';
import { ServedTag } from '../../../../../lib/connectors/modbus/server/spec';
import type { Reading } from '../../../../../lib/core/reading';
import { isThermaCoreError } from '../../../../../lib/core/errors';
import { FakeClock } from '../../../../support/fake-clock';

const TAGS = [
  { unitId: 1, unit: 'boiler-1', sensor: 'supply', table: 'input', address: 0, type: 'float32' },
  { unitId: 1, unit: 'boiler-1', sensor: 'return', table: 'input', address: 2, type: 'int16', scale: 0.1 },
  { unitId: 1, unit: 'boiler-1', sensor: 'set-point', address: 10, type: 'float32', writable: true },
  { unitId: 1, unit: 'boiler-1', sensor: 'limit', address: 12, type: 'uint16' },
  { unitId: 1, unit: 'boiler-1', sensor: 'burner', address: 20, type: 'bool', bit: 0, writable: true },
  { unitId: 1, unit: 'boiler-1', sensor: 'fan', address: 20, type: 'bool', bit: 3, writable: true },
  { unitId: 1, unit: 'boiler-1', sensor: 'pump', table: 'coil', address: 5, type: 'bool', writable: true },
  { unitId: 1, unit: 'boiler-1', sensor: 'valve', table: 'coil', address: 6, type: 'bool' },
];

const reading = (sensor: string, value: Reading['value'], more: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor,
  timestamp: 1000,
  value,
  quality: 'good',
  ...more,
});

function make(more: Partial<ImageOptions> = {}, tags: readonly object[] = TAGS) {
  const clock = new FakeClock();
  const commands: ServedCommand[] = [];
  const image = new Image({
    tags: tags.map((tag) => ServedTag.parse(tag)),
    whenBad: 'exception',
    gaps: 'refuse',
    maxAgeMs: 0,
    identity: { vendorName: 'v', productCode: 'p', revision: '1' },
    clock,
    mayWrite: () => true,
    onCommand: (command) => commands.push(command),
    ...more,
  });
  const ask = (hex: string, unitId = 1): string => {
    const device = image.device(unitId, '127.0.0.1');
    return device ? answer(Buffer.from(hex.replaceAll(' ', ''), 'hex'), device).toString('hex') : 'none';
  };
  const written = (): [string, unknown][] => commands.splice(0).map(({ sensor, value }) => [sensor, value]);
  return { image, clock, ask, written, commands };
}

describe('The image of a Modbus server', () => {
  it('answers the latest reading of each sensor, and takes no older one', () => {
    const { image, ask } = make();
    assert.equal(image.update([reading('supply', 1.5), reading('return', 45.6), reading('other', 1)]), 2);
    assert.equal(ask('04 0000 0003'), '04063fc0000001c8');
    image.update([reading('supply', 2, { timestamp: 999 })]);
    assert.equal(ask('04 0000 0002'), '04043fc00000');
    image.update([reading('supply', 2, { timestamp: 1001 })]);
    assert.equal(ask('04 0000 0002'), '040440000000');
  });

  it('answers exception 4 where there is no reading, or a bad one, or one that its type cannot say', () => {
    const { image, ask } = make();
    assert.equal(ask('04 0000 0002'), '8404');
    image.update([reading('supply', 1.5)]);
    assert.equal(ask('04 0000 0002'), '04043fc00000');
    image.update([reading('supply', 1.5, { quality: 'bad', flags: ['comm-lost'] })]);
    assert.equal(ask('04 0000 0002'), '8404');
    image.update([reading('supply', 'hot')]);
    assert.equal(ask('04 0000 0002'), '8404');
    image.update([reading('supply', 1.5, { quality: 'uncertain' })]);
    assert.equal(ask('04 0000 0002'), '04043fc00000');
    assert.deepEqual(image.usable, { usable: 1, all: 8 });
  });

  it('answers the last good value, or the value that means none, where the form says so', () => {
    const last = make({ whenBad: 'last' });
    assert.equal(last.ask('04 0000 0002'), '8404');
    last.image.update([reading('supply', 1.5)]);
    last.image.update([reading('supply', 9, { quality: 'bad' })]);
    assert.equal(last.ask('04 0000 0002'), '04043fc00000');
    const none = make({ whenBad: 'sentinel' });
    none.image.update([reading('supply', 9, { quality: 'bad' })]);
    assert.equal(none.ask('04 0000 0003'), '04067fc000008000');
  });

  it('lets a reading age by the time at which it came', () => {
    const { image, clock, ask } = make({ maxAgeMs: 5000 });
    image.update([reading('supply', 1.5)]);
    clock.advance(5000);
    assert.equal(ask('04 0000 0002'), '04043fc00000');
    clock.advance(1);
    assert.equal(ask('04 0000 0002'), '8404');
  });

  it('refuses what lies between the tags, or reads it as zero', () => {
    const { image, ask } = make();
    image.update([reading('set-point', 1.5), reading('limit', 7)]);
    assert.equal(ask('03 0009 0003'), '8302');
    assert.equal(ask('03 000a 0003'), '03063fc000000007');
    const zero = make({ gaps: 'zero' });
    zero.image.update([reading('set-point', 1.5), reading('limit', 7)]);
    assert.equal(zero.ask('03 0009 0005'), '030a00003fc0000000070000');
    // Nothing at all is not a gap.
    assert.equal(zero.ask('03 0064 0002'), '8302');
  });

  it('makes a command of a write, and answers the reading until the field says otherwise', () => {
    const { image, ask, written, commands } = make();
    image.update([reading('set-point', 70)]);
    assert.equal(ask('10 000a 0002 04 3fc00000'), '10000a0002');
    assert.deepEqual(commands, [
      { unit: 'boiler-1', sensor: 'set-point', value: 1.5, client: '127.0.0.1', unitId: 1, table: 'holding', address: 10 },
    ]); // prettier-ignore
    assert.deepEqual(written(), [['set-point', 1.5]]);
    assert.equal(ask('03 000a 0002'), '0304428c0000');
    assert.equal(ask('05 0005 ff00'), '050005ff00');
    assert.deepEqual(written(), [['pump', true]]);
  });

  it('writes whole values or nothing: not a part, not beside, not where it may only be read', () => {
    const { ask, written } = make();
    for (const request of [
      '06 000a 3fc0',
      '06 000b 0000',
      '10 000a 0001 02 3fc0',
      '10 000b 0002 04 00000000',
      '10 000a 0003 06 3fc000000001',
      '06 000c 0001',
      '06 0032 0001',
      '0f 0005 0002 01 03',
    ])
      // prettier-ignore
      assert.equal(ask(request).slice(2), '02', request);
    assert.equal(ask('10 000a 0002 04 7fc00000'), '9003');
    assert.deepEqual(written(), []);
  });

  it('writes those bits of a register that change', () => {
    const { image, ask, written } = make();
    assert.equal(ask('16 0014 fff7 0008'), '9604');
    image.update([reading('burner', true), reading('fan', false)]);
    assert.equal(ask('03 0014 0001'), '03020001');
    assert.equal(ask('16 0014 fff7 0008'), '160014fff70008');
    assert.deepEqual(written(), [['fan', true]]);
    assert.equal(ask('06 0014 0000'), '0600140000');
    assert.deepEqual(written(), [['burner', false]]);
  });

  it('refuses writes of a client that may not', () => {
    const { ask, written } = make({ mayWrite: (client) => client === '10.0.0.1' });
    assert.equal(ask('05 0005 ff00'), '8501');
    assert.deepEqual(written(), []);
  });

  it('has a device for each unit id; 0 and 255 mean the only one', () => {
    const { image, ask } = make();
    image.update([reading('return', 1)]);
    assert.equal(ask('04 0002 0001', 0), '0402000a');
    assert.equal(ask('04 0002 0001', 255), '0402000a');
    assert.equal(ask('04 0002 0001', 2), 'none');
    const two = make({}, [...TAGS, { ...TAGS[0], unitId: 2 }]);
    two.image.update([reading('supply', 1.5)]);
    assert.equal(two.ask('04 0000 0002', 2), '04043fc00000');
    assert.equal(two.ask('04 0000 0002', 0), 'none');
  });

  it('names the tags that overlap', () => {
    const fault = (more: object): string => {
      try {
        make({}, [...TAGS, { ...TAGS[0], sensor: 'new', ...more }]);
      } catch (error) {
        assert.ok(isThermaCoreError(error) && error.field === 'tags');
        return error.message;
      }
      return '';
    };
    assert.match(
      fault({ address: 1, table: 'input' }),
      /^tags: boiler-1\/new and boiler-1\/supply share input 1 of unit 1/,
    );
    assert.match(fault({ table: 'holding', address: 19 }), /boiler-1\/new and boiler-1\/burner/);
    assert.match(
      fault({ table: 'holding', address: 20, type: 'bool', bit: 3 }),
      /boiler-1\/new and boiler-1\/fan/,
    );
    assert.match(
      fault({ table: 'holding', address: 12, type: 'bool', bit: 3 }),
      /boiler-1\/new and boiler-1\/limit/,
    );
    assert.equal(fault({ table: 'holding', address: 0 }), '');
  });
});
