import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeZone } from '../../../lib/core/time-zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const zone = (name: string): TimeZone => {
  const found = TimeZone.find(name);
  assert.ok(found, name);
  return found;
};
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

describe('TimeZone.find', () => {
  for (const name of [
    'UTC',
    'Europe/Berlin',
    'Asia/Kathmandu',
    'Etc/GMT+5',
    'America/Argentina/Buenos_Aires',
  ])
    it(`knows ${name}`, () => assert.equal(zone(name).name, name));
  for (const name of ['', 'Mars/Olympus', '+01:00', '-05', 'Europe/Berlin ', "UTC'; drop table", '../etc/passwd', 'x'.repeat(100)])
    it(`does not know ${JSON.stringify(name.slice(0, 30))}`, () => assert.equal(TimeZone.find(name), undefined)); // prettier-ignore
});

describe('offsetAt', () => {
  const facts: [string, string, number][] = [
    ['UTC', '2026-07-01T00:00:00Z', 0],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
    ['Asia/Kathmandu', '2026-07-01T00:00:00Z', 5.75],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -3.5],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59Z', 11],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 10.5],
    // Until 2011 the clocks of Newfoundland were set at one past midnight.
    ['America/St_Johns', '2006-10-29T02:30:59Z', -2.5],
    ['America/St_Johns', '2006-10-29T02:31:00Z', -3.5],
  ];
  for (const [name, time, hours] of facts)
    it(`${name} at ${time} is ${hours} h ahead`, () =>
      assert.equal(zone(name).offsetAt(Date.parse(time)), hours * HOUR));
});

describe('instantOf', () => {
  const facts: [string, string, string, string][] = [
    ['in winter', 'Europe/Berlin', '2026-01-15T00:00:00Z', '2026-01-14T23:00:00Z'],
    [
      'set forward over it: the change itself',
      'Europe/Berlin',
      '2026-03-29T02:30:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'set back over it: the first of the two',
      'Europe/Berlin',
      '2026-10-25T02:30:00Z',
      '2026-10-25T00:30:00Z',
    ],
    ['at a midnight that does not exist', 'Africa/Cairo', '2026-04-24T00:00:00Z', '2026-04-23T22:00:00Z'],
    ['in a day that was left out', 'Pacific/Apia', '2011-12-30T00:00:00Z', '2011-12-30T10:00:00Z'],
  ];
  for (const [title, name, wall, instant] of facts)
    it(title, () => assert.equal(iso(zone(name).instantOf(Date.parse(wall))), instant));

  it('is the first instant at which the clock shows that or later, in every zone', () => {
    const names = ['UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'America/Sao_Paulo', 'America/Havana',
      'Africa/Cairo', 'Asia/Beirut', 'Pacific/Apia', 'Pacific/Chatham', 'Europe/Berlin', 'Africa/Casablanca']; // prettier-ignore
    const days = fc.integer({ min: Date.UTC(2000, 0, 2) / MINUTE, max: Date.UTC(2037, 0, 1) / MINUTE });
    fc.assert(
      fc.property(fc.constantFrom(...names), days, (name, minutes) => {
        const wall = minutes * MINUTE;
        const instant = zone(name).instantOf(wall);
        assert.ok(zone(name).wallAt(instant) >= wall, 'it shows that or later');
        for (let earlier = instant - MINUTE; earlier > instant - 4 * HOUR; earlier -= MINUTE)
          assert.ok(zone(name).wallAt(earlier) < wall, `${iso(earlier)} shows it before`);
      }),
      { numRuns: 300 },
    );
  });
});
