import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DETECTORS,
  Detection,
  EVENT_KINDS,
  PROTOCOLS,
  WorkingHours,
  type SecurityEvent,
} from '../../../../lib/security/intrusion';
import { DAY, HOUR, MINUTE, SECOND, T0, event, normalTraffic, series } from './events';

const workingHours = WorkingHours.parse({ from: '06:00', to: '20:00', timeZone: 'UTC' });
const detection = (): Detection => new Detection(() => ({ workingHours }));
const fired = (one: Detection, events: readonly SecurityEvent[]) => events.flatMap((each) => one.add(each));
const refused = { outcome: 'refused' } as const;
const tried = (count: number, every: number, make: (i: number) => Partial<SecurityEvent>): SecurityEvent[] =>
  series(count, every, (i) => ({ ...refused, ...make(i) }));

/** Thirty days of normal commands, and then this. */
const afterAMonth = (more: Partial<SecurityEvent>): SecurityEvent[] => [
  ...normalTraffic(30).filter(({ kind }) => kind === 'command'),
  event({ kind: 'command', detail: 'boiler-1/valve-1', at: T0 + 30 * DAY + 9 * HOUR, ...more }),
];

/** What each row is there for, and the same with one thing less. */
const ATTACKS: Readonly<
  Record<string, { readonly attack: SecurityEvent[]; readonly less: SecurityEvent[] }>
> = {
  'brute-force-address': {
    attack: tried(20, 20 * SECOND, (i) => ({ account: `operator${i % 4}@aqua` })),
    less: tried(40, 40 * SECOND, (i) => ({ account: `operator${i % 4}@aqua` })),
  },
  'brute-force-account': {
    attack: tried(10, 30 * SECOND, (i) => ({ address: `198.51.100.${i % 3}` })),
    less: tried(9, 30 * SECOND, (i) => ({ address: `198.51.100.${i % 3}` })),
  },
  'credential-stuffing': {
    attack: tried(8, 5 * MINUTE, (i) => ({ account: `person${i}@${i % 2 ? 'aqua' : 'borealis'}` })),
    less: tried(24, 10 * MINUTE, (i) => ({ account: `person${i % 7}@aqua` })),
  },
  'distributed-guessing': {
    attack: tried(8, 5 * MINUTE, (i) => ({ address: `198.51.${i}.1` })),
    less: tried(8, 10 * MINUTE, (i) => ({ address: `2001:db8:0:1::${i}` })),
  },
  'token-reuse': { attack: [event({ kind: 'token-reuse', ...refused })], less: [event({})] },
  'cross-tenant-probing': {
    attack: tried(25, SECOND, (i) => ({ kind: 'denied', detail: `/units/unit-${i}` })),
    less: tried(200, SECOND, (i) => ({ kind: 'denied', detail: `/units/unit-${i % 24}` })),
  },
  'unusual-command': {
    attack: afterAMonth({ detail: 'boiler-2/valve-9' }),
    less: afterAMonth({}),
  },
  'command-burst': {
    attack: series(60, 900, () => ({ kind: 'command', detail: 'boiler-1/valve-1' })),
    less: series(300, 1100, () => ({ kind: 'command', detail: 'boiler-1/valve-1' })),
  },
  'new-device': {
    attack: series(3, HOUR, (i) => ({ kind: 'client', detail: i < 2 ? 'Firefox' : 'curl' })),
    less: series(3, HOUR, () => ({ kind: 'client', detail: 'Firefox' })),
  },
  'new-mqtt-client': {
    attack: series(2, HOUR, (i) => ({ kind: 'client', protocol: 'mqtt', detail: `gateway-${i}` })),
    less: series(2, HOUR, (i) => ({
      kind: 'client',
      protocol: 'mqtt',
      account: `device-${i}`,
      detail: `gateway-${i}`,
    })),
  },
  'new-certificate': {
    attack: [event({ kind: 'certificate', protocol: 'opcua', outcome: 'refused', detail: 'CN=client' })],
    less: series(2, HOUR, () => ({ kind: 'client', protocol: 'opcua', detail: 'CN=client' })),
  },
  'malformed-frames': {
    attack: series(20, SECOND, () => ({ kind: 'malformed', protocol: 'modbus', outcome: 'failed' })),
    less: series(90, SECOND, (i) => ({
      kind: 'malformed',
      protocol: 'modbus',
      outcome: 'failed',
      address: `10.0.0.${i % 9}`,
    })),
  },
  'change-out-of-hours': {
    attack: [event({ kind: 'configuration', at: T0 + 3 * HOUR, detail: 'unit:delete boiler-1' })],
    less: [event({ kind: 'configuration', at: T0 + 9 * HOUR, detail: 'unit:delete boiler-1' })],
  },
};

describe('intrusion detection', () => {
  for (const row of DETECTORS)
    describe(row.id, () => {
      const { attack = [], less = [] } = ATTACKS[row.id] ?? {};

      it('fires on its attack, in words, and not before it is one', () => {
        const one = detection();
        const findings = attack.map((each) => one.add(each).filter(({ detector }) => detector.id === row.id));
        assert.equal(findings.at(-1)?.length, 1, 'it fires on the last event');
        assert.equal(findings.slice(0, -1).flat().length, 0, 'and on none before');
        const [finding] = findings.at(-1) ?? [];
        assert.ok(finding);
        const words = row.words(finding.event, finding.count);
        assert.match(words, /^\S.*\.$/);
        assert.doesNotMatch(words, /undefined|NaN/);
      });

      it('is silent where one thing less is wrong', () => {
        assert.ok(less.length > 0);
        assert.deepEqual(
          fired(detection(), less).filter(({ detector }) => detector.id === row.id),
          [],
        );
      });
    });

  it('is silent over a month of normal traffic', () => {
    const events = normalTraffic(31);
    assert.ok(events.length > 3000, `only ${events.length} events`);
    assert.deepEqual(
      fired(detection(), events).map(({ detector, event: { at, detail } }) => [
        detector.id,
        new Date(at).toISOString(),
        detail,
      ]),
      [],
    );
  });

  it('finds each attack in the middle of a month of normal traffic', () => {
    for (const [id, { attack }] of Object.entries(ATTACKS)) {
      if (id === 'unusual-command') continue;
      const shift = 20 * DAY;
      const moved = attack.map((each) => ({ ...each, at: each.at + shift, account: each.account }));
      const all = [...normalTraffic(31), ...moved].sort((a, b) => a.at - b.at);
      const ids = new Set(fired(detection(), all).map(({ detector }) => detector.id));
      assert.ok(ids.has(id), `${id} was not found`);
    }
  });

  it('tells of a command at an hour at which the user never commanded', () => {
    const findings = fired(detection(), afterAMonth({ at: T0 + 30 * DAY + 2 * HOUR }));
    assert.deepEqual(
      findings.map(({ detector }) => detector.id),
      ['unusual-command'],
    );
  });

  it('is of a tenant where all its events are, and of the installation where they are of several', () => {
    const of = (tenants: readonly (string | null)[]) =>
      fired(
        detection(),
        tried(20, SECOND, (i) => ({ tenant: tenants[i % tenants.length] ?? null })),
      )
        .filter(({ detector }) => detector.id === 'brute-force-address')
        .map(({ tenant }) => tenant);
    assert.deepEqual(of(['aqua']), ['aqua']);
    assert.deepEqual(of(['aqua', 'borealis']), [null]);
    assert.deepEqual(of([null]), [null]);
    // Users of the platform, and names that nobody has: no tenant is told of those.
    assert.deepEqual(of(['aqua', null]), [null]);
    assert.deepEqual(of([null, 'aqua']), [null]);
  });

  it('is of the tenant of an account also where logins were not looked at', () => {
    const found = fired(
      detection(),
      tried(10, SECOND, (i) => ({ tenant: i % 2 ? null : 'aqua' })),
    );
    assert.deepEqual(
      found.map(({ detector, tenant }) => [detector.id, tenant]),
      [['brute-force-account', 'aqua']],
    );
  });

  it('no longer concerns whom it did before a time of quiet', () => {
    const of = (id: string, make: (i: number) => Partial<SecurityEvent>, windowMs: number) => {
      const one = detection();
      fired(one, [
        ...tried(1, 0, () => ({ tenant: 'aqua' })),
        ...tried(1, 0, () => ({ tenant: 'borealis' })),
      ]);
      const later = tried(20, SECOND, make).map((each) => ({ ...each, at: each.at + windowMs }));
      return fired(one, later).find(({ detector }) => detector.id === id)?.tenant;
    };
    const make = (i: number) => ({ tenant: 'cumulus', account: `person${i}@cumulus` });
    assert.equal(of('brute-force-address', make, 10 * MINUTE), 'cumulus');
    assert.equal(of('credential-stuffing', make, HOUR), 'cumulus');
    assert.equal(of('credential-stuffing', make, HOUR - MINUTE), null);
  });

  it('forgets an erased tenant, and nobody else', () => {
    const one = detection();
    const people = (tenant: string) =>
      tried(9, SECOND, (i) => ({ tenant, account: `operator@${tenant}`, address: `198.51.100.${i}` }));
    const devices = (tenant: string) =>
      event({ kind: 'client', detail: 'Firefox', tenant, account: `operator@${tenant}` });
    fired(one, [...people('aqua'), ...people('borealis'), devices('aqua'), devices('borealis')]);
    one.forget('aqua');
    assert.doesNotMatch(JSON.stringify(one.habits()), /aqua/);
    assert.match(JSON.stringify(one.habits()), /borealis/);
    const next = (tenant: string) =>
      one.add(event({ outcome: 'refused', tenant, account: `operator@${tenant}`, at: T0 + 9 * SECOND }))
        .length;
    assert.deepEqual([next('aqua'), next('borealis')], [0, 1]);
  });

  it('counts the addresses of one IPv6 network as one', () => {
    const ids = fired(
      detection(),
      tried(20, SECOND, (i) => ({ address: `2001:db8:0:7::${i}`, account: 'a@aqua' })),
    );
    assert.ok(ids.some(({ detector }) => detector.id === 'brute-force-address'));
  });

  it('knows after a restart what is usual', () => {
    const before = detection();
    const month = normalTraffic(30);
    fired(before, month);
    const after = detection();
    after.restore(JSON.parse(JSON.stringify(before.habits())));
    const next = normalTraffic(31).slice(month.length);
    assert.deepEqual(fired(after, next), []);
    const odd = event({ kind: 'command', detail: 'boiler-2/valve-9', at: T0 + 31 * DAY + 9 * HOUR });
    assert.deepEqual(
      after.add(odd).map(({ detector }) => detector.id),
      ['unusual-command'],
    );
  });

  it('takes out-of-hours changes for nothing where no hours are set', () => {
    assert.deepEqual(fired(new Detection(), ATTACKS['change-out-of-hours']?.attack ?? []), []);
  });

  it('remembers no more than it may, whatever comes', () => {
    const KEYS = 5;
    const kinds = fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      protocol: fc.constantFrom(...PROTOCOLS),
      outcome: fc.constantFrom('ok', 'refused', 'failed'),
      tenant: fc.option(fc.string(), { nil: null }),
      account: fc.option(fc.string(), { nil: undefined }),
      address: fc.option(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { nil: undefined }),
      detail: fc.option(fc.string(), { nil: undefined }),
      at: fc.integer({ min: T0, max: T0 + 40 * DAY }),
    });
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 300 }), (events) => {
        const one = new Detection(() => ({ workingHours }), DETECTORS, KEYS);
        for (const each of events) one.add(each);
        assert.ok(one.size.keys <= KEYS * DETECTORS.length);
        assert.ok(one.size.items <= KEYS * DETECTORS.length * (64 + 64));
      }),
      { numRuns: 60 },
    );
  });
});

describe('working hours', () => {
  const at = (text: string): number => Date.parse(text);
  it('are of a time zone', () => {
    const vienna = WorkingHours.parse({ from: '06:00', to: '20:00', timeZone: 'Europe/Vienna' });
    const one = new Detection(() => ({ workingHours: vienna }));
    const change = (when: string) => one.add(event({ kind: 'configuration', at: at(when) })).length;
    // Tuesday; Vienna is an hour ahead in November.
    assert.equal(change('2026-11-24T05:30:00Z'), 0);
    assert.equal(change('2026-11-24T04:30:00Z'), 1);
    assert.equal(change('2026-11-24T19:30:00Z'), 1);
    assert.equal(change('2026-11-22T10:00:00Z'), 1, 'Sunday');
  });

  it('may go over midnight', () => {
    const night = WorkingHours.parse({ from: '22:00', to: '06:00', days: [5] });
    const one = new Detection(() => ({ workingHours: night }));
    const change = (when: string) => one.add(event({ kind: 'configuration', at: at(when) })).length;
    assert.equal(change('2026-11-27T23:00:00Z'), 0, 'Friday night');
    assert.equal(change('2026-11-28T05:00:00Z'), 0, 'its morning');
    assert.equal(change('2026-11-28T23:00:00Z'), 1, 'Saturday night');
  });

  it('name the field that is wrong', () => {
    for (const wrong of [{ from: '25:00' }, { to: '6' }, { days: [] }, { timeZone: 'Mars/Base' }]) {
      const { error } = WorkingHours.safeParse({ from: '06:00', to: '20:00', ...wrong });
      assert.deepEqual(error?.issues[0]?.path[0], Object.keys(wrong)[0]);
    }
  });
});
