import assert from 'node:assert/strict';
import { WriteRules } from '../../../lib/core/device';
import type { InterlockReading } from '../../../lib/control';
import { interlockFault, orderFault } from '../../../lib/control/rules';
import type { ReadingValue } from '../../../lib/core/reading';

const NOW = Date.UTC(2026, 10, 23, 9);
const rules = (more: object = {}) => WriteRules.parse(more);
const order = (value: ReadingValue, mode: 'direct' | 'select' = 'direct') => ({
  unit: 'u',
  sensor: 's',
  value,
  mode,
});
const target = (write?: WriteRules) => ({ device: 'd', protocol: 'modbus', write });

describe('The rules of a write', () => {
  const band = rules({ min: -5, max: 5 });
  for (const [type, value] of [
    ['number', -5],
    ['number', 5],
    ['boolean', false],
    ['text', ''],
  ] as const)
    it(`let ${type} ${JSON.stringify(value)} through`, () =>
      assert.equal(orderFault(target(band), type, order(value)), undefined));

  for (const [type, value, why] of [
    ['number', -5.01, /below -5/],
    ['number', 5.01, /above 5/],
    ['number', '3', /takes a number, not "3"/],
    ['number', true, /takes a number/],
    ['number', NaN, /cannot take/],
    ['number', Infinity, /cannot take/],
    ['boolean', 1, /takes true or false, not 1/],
    ['text', 1, /takes a text/],
    ['text', 'x'.repeat(5000), /cannot take/],
  ] as const)
    it(`refuse ${String(value).slice(0, 20)} for ${type}`, () =>
      assert.match(orderFault(target(band), type, order(value)) ?? '', why));

  it('refuse a point without write rules, and select where the protocol has none', () => {
    assert.match(orderFault(target(), 'number', order(1)) ?? '', /u\/s cannot be written: .* device d/);
    assert.match(orderFault(target(band), 'number', order(1, 'select')) ?? '', /modbus has no select/);
    const both = { ...target(band), modes: ['direct', 'select'] as const };
    assert.equal(orderFault(both, 'number', order(1, 'select')), undefined);
  });
});

describe('The interlock of a write', () => {
  const reading = (more: Partial<InterlockReading> = {}): InterlockReading => ({
    unit: 'a', sensor: 'x', timestamp: new Date(NOW).toISOString(), value: 0, quality: 'good', staleAfter: 60, ...more,
  }); // prettier-ignore
  const fault = (known: readonly InterlockReading[], interlock = 'sensor("a","x") == 0', value = 1) =>
    interlockFault(rules({ interlock }), value, {
      tenant: 'aqua',
      now: () => NOW,
      readings: {
        latest: (tenant, sensors) => {
          assert.equal(tenant, 'aqua');
          return Promise.resolve(known.filter((one) => sensors.some(({ sensor }) => sensor === one.sensor)));
        },
      },
    });
  const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

  it('lets through what holds', async () => {
    assert.equal(await fault([reading()]), undefined);
    assert.equal(await fault([reading({ timestamp: ago(60), quality: 'uncertain' })]), undefined);
    assert.equal(await interlockFault(rules(), 1, { tenant: 'aqua', now: () => NOW, readings: { latest: () => assert.fail() } }), undefined); // prettier-ignore
  });

  for (const [what, known, why] of [
    ['one that does not hold', [reading({ value: 1 })], /interlock sensor\("a","x"\) == 0: a\/x is 1\.$/],
    ['a missing reading', [], /a\/x has no reading/],
    ['a bad reading', [reading({ quality: 'bad' })], /a\/x has a bad reading/],
    ['a stale reading', [reading({ timestamp: ago(61) })], /a\/x has a stale reading \(61 s old\)/],
    ['a reading marked stale', [reading({ quality: 'uncertain', flags: ['stale'] })], /stale/],
    ['a reading of a lost link', [reading({ quality: 'uncertain', flags: ['comm-lost'] })], /stale/],
    ['a reading from the future', [reading({ timestamp: ago(-61) })], /from the future/],
    ['a text where a number belongs', [reading({ value: 'off' })], /where a number belongs/],
  ] as const)
    it(`holds the command back for ${what}`, async () => assert.match((await fault(known)) ?? '', why));

  it('holds it back also where || would not look', async () =>
    assert.match((await fault([], 'true || sensor("a","x") == 0')) ?? '', /has no reading/));

  it('holds it back when it cannot be read', async () =>
    assert.match((await fault([reading()], 'sensor("a","x") ==')) ?? '', /cannot be read/));

  it('sees the value that is about to be written', async () => {
    assert.equal(await fault([], 'value < 5', 4), undefined);
    assert.match((await fault([], 'value < 5', 5)) ?? '', /interlock value < 5\.$/);
  });

  it('does not take a database that is away for a reading', () =>
    assert.rejects(
      interlockFault(rules({ interlock: 'sensor("a","x") == 0' }), 1, {
        tenant: 'aqua', now: () => NOW, readings: { latest: () => Promise.reject(new Error('away')) },
      }),
      /away/,
    )); // prettier-ignore
});
