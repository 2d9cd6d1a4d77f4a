import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LiveFilter } from '../../../lib/live';
import { FakeSink, createHub, reading, viewer } from './fixture';

const TENANTS = ['aqua', 'borealis', 'cirrus'];
const UNITS = ['u1', 'u2', 'u3'];
const SENSORS = ['a', 'b'];

const tenant = fc.constantFrom(...TENANTS);
const unit = fc.constantFrom(...UNITS);
const sensor = fc.constantFrom(...SENSORS);
const filter: fc.Arbitrary<LiveFilter> = fc.record(
  { units: fc.array(unit), sensors: fc.array(fc.tuple(unit, sensor).map(([u, s]) => `${u}/${s}`)) },
  { requiredKeys: [] },
);
const act = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), batch: fc.array(fc.tuple(tenant, unit, sensor)) }),
  fc.record({ kind: fc.constant('subscribe' as const), tenant, filter }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('stall' as const), which: fc.nat(20), behind: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(100) }),
);

const wants = ({ units, sensors }: LiveFilter, address: string): boolean =>
  (units === undefined && sensors === undefined) ||
  (units?.some((wanted) => address.startsWith(`${wanted}/`)) ?? false) ||
  (sensors?.includes(address) ?? false);

describe('LiveHub: nothing crosses', () => {
  it('delivers to each exactly what its tenant published and its filter selects', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const { hub, clock } = createHub();
        const clients: {
          tenant: string;
          filter: LiveFilter;
          sink: FakeSink;
          end: () => void;
          ended: boolean;
          stalled: boolean;
          expected: number[];
        }[] = [];
        /** Value → who published it: every reading has a value of its own. */
        const origin: { tenant: string; address: string }[] = [];
        for (const step of acts) {
          if (step.kind === 'wait') clock.advance(step.ms);
          if (step.kind === 'subscribe') {
            const sink = new FakeSink();
            const end = hub.subscribe(viewer(step.tenant), step.filter, sink);
            clients.push({ ...step, sink, end, ended: false, stalled: false, expected: [] });
          }
          const client = 'which' in step ? clients[step.which] : undefined;
          if (client && step.kind === 'end') {
            client.end();
            client.ended = true;
          }
          if (client && step.kind === 'stall') {
            client.sink.behind = step.behind;
            client.stalled = true;
          }
          if (step.kind === 'publish') {
            const batch = step.batch.map(([of, u, s]) => {
              const value = origin.push({ tenant: of, address: `${u}/${s}` }) - 1;
              for (const one of clients)
                if (!one.ended && one.tenant === of && wants(one.filter, `${u}/${s}`))
                  one.expected.push(value);
              return reading(of, u, s, value, value);
            });
            hub.publish(batch);
          }
        }
        for (const { sink } of clients) sink.behind = false;
        clock.advance(1000);
        for (const { tenant: of, filter: asked, sink, ended, stalled, expected } of clients) {
          const got = sink.readings.map(({ value }) => Number(value));
          for (const value of got) {
            assert.equal(origin[value]?.tenant, of);
            assert.ok(wants(asked, origin[value]?.address ?? ''));
          }
          // What was gathered just before it came may precede.
          if (!ended && !stalled) assert.deepEqual(got.slice(got.length - expected.length), expected);
          // Who fell behind has at least the newest of each sensor.
          if (!ended && stalled)
            for (const value of new Map(expected.map((v) => [origin[v]?.address, v])).values())
              assert.ok(got.includes(value));
        }
      }),
      { numRuns: 300 },
    );
  });
});
