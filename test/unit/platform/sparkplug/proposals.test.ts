import assert from 'node:assert/strict';
import type { HostEvent } from '../../../../lib/connectors/sparkplug';
import { ThermaCoreError } from '../../../../lib/core/errors';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import {
  ProposalRuleInput,
  type ProposalRule,
  type SparkplugProposal,
} from '../../../../lib/core/sparkplug-proposal';
import { SparkplugProposals } from '../../../../lib/platform/sparkplug';
import { plantOf } from '../../../../lib/platform/sparkplug/approving';
import type { ProposalStore } from '../../../../lib/platform/sparkplug/tenant-proposals';
import type { OfferedMetric } from '../../../../lib/store/sparkplug/proposal-repository';
import { FakeClock } from '../../../support/fake-clock';
import { until } from '../../../support/until';

const AT = '2026-11-28T06:00:00.000Z';
const proposalOf = ({ place: _, ...metric }: OfferedMetric): SparkplugProposal => ({
  ...metric,
  state: 'pending',
  firstSeenAt: AT,
  lastSeenAt: AT,
});

/** What a store keeps, in memory; `away` for as many calls as it says. */
function newStore() {
  const rows = new Map<string, SparkplugProposal>();
  const made: [unit: string, sensor: string, type: string, uom: string][] = [];
  const noted: { actor: string; target?: string | undefined }[] = [];
  const state = { away: 0, faults: [] as Error[], rules: [] as ProposalRule[], chosen: [] as object[] };
  const sensors = new Set<string>();
  const store = {
    proposals: {
      offer: (_: string, metrics: readonly OfferedMetric[]) => {
        if (state.away-- > 0) return Promise.reject(new Error('the database is away'));
        for (const metric of metrics) if (!rows.has(metric.id)) rows.set(metric.id, proposalOf(metric));
        return Promise.resolve(metrics.flatMap(({ id }) => rows.get(id) ?? []).filter((row) => row.state === 'pending')); // prettier-ignore
      },
      find: (_: string, ids: readonly string[]) => Promise.resolve(ids.flatMap((id) => rows.get(id) ?? [])),
      decide: (
        _: string,
        decisions: readonly { id: string; unit?: string; sensor?: string }[],
        { state: now, by }: { state: SparkplugProposal['state']; by: string },
      ) => {
        for (const { id, ...place } of decisions) {
          const row = rows.get(id);
          if (row) rows.set(id, { ...row, ...place, state: now, decidedBy: by });
        }
        return Promise.resolve(decisions.flatMap(({ id }) => rows.get(id) ?? []));
      },
      approvedAt: (_: string, places: readonly { unit: string; sensor: string }[]) =>
        Promise.resolve(
          [...rows.values()].filter(
            (row) =>
              row.state === 'approved' &&
              places.some(({ unit, sensor }) => unit === row.unit && sensor === row.sensor),
          ),
        ),
      chosen: () => Promise.resolve(state.chosen),
    },
    proposalRules: { list: () => Promise.resolve(state.rules) },
    plant: {
      ensure: (_: string, units: Parameters<ProposalStore['plant']['ensure']>[1]) => {
        const fault = state.faults.shift();
        if (fault) return Promise.reject(fault);
        for (const { unit, sensors: own } of units)
          for (const { key, type, uom } of own) {
            made.push([unit.key, key, type, uom]);
            sensors.add(`${unit.key}/${key}`);
          }
        return Promise.resolve({ created: 0 });
      },
    },
    directory: {
      find: (_: string, unit: string, sensor: string) =>
        sensors.has(`${unit}/${sensor}`) ? ({ id: 1, type: 'number' } as const) : undefined,
      hasUnit: (_: string, unit: string) => [...sensors].some((place) => place.startsWith(`${unit}/`)),
      refresh: () => Promise.resolve(),
    },
    audit: {
      record: (entry: { actor: string; target?: string | undefined }) => {
        noted.push(entry);
        return Promise.resolve();
      },
    },
  } as unknown as ProposalStore;
  return { store, rows, made, noted, state, sensors };
}

const birth = (metrics: Extract<HostEvent, { kind: 'birth' }>['metrics']): HostEvent => ({
  kind: 'birth',
  group: 'g',
  node: 'line-1',
  device: 'Mixer 2',
  metrics,
});
const speed = {
  name: 'Motor/Speed',
  type: 'Float',
  place: { unit: 'mixer-2', sensor: 'motor-speed' },
  unitOfMeasure: 'rpm',
  low: 0,
  high: 3000,
  value: 12,
};
const running = { name: 'Läuft', type: 'Boolean', place: { unit: 'mixer-2', sensor: 'lauft' } };
const nameless = { name: '漢字', type: 'String', place: undefined };
const ADMIN = { by: 'admin@aqua', mayAddUnits: true };

async function open(fill: (kept: ReturnType<typeof newStore>) => void = () => undefined) {
  const kept = newStore();
  fill(kept);
  const clock = new FakeClock();
  const proposals = new SparkplugProposals({ clock, logger: silentLogger, meter: nullMeter });
  const told: string[][] = [];
  const host = proposals.host(
    () => kept.store,
    'aqua',
    (addresses) => told.push(addresses.map(({ metric }) => metric)),
  );
  await host.open();
  return { ...kept, clock, proposals, host, told };
}
const idOf = (rows: Map<string, SparkplugProposal>, metric: string): string =>
  [...rows.values()].find((row) => row.metric === metric)?.id ?? '';

describe('proposals of Sparkplug', () => {
  it('are what a birth names, no sensor is registered for, and could be one', async () => {
    const { host, rows, sensors } = await open();
    sensors.add('mixer-2/lauft');
    const picture = { name: 'Picture', type: 'Bytes', place: { unit: 'mixer-2', sensor: 'picture' } };
    host.heard(birth([speed, running, nameless, picture]));
    host.heard({ kind: 'death', group: 'g', node: 'line-1' });
    await until('they are kept', () => rows.size === 2);
    assert.deepEqual(
      [...rows.values()].map(({ metric, unit, sensor, uom, rangeHigh, value }) => [metric, unit, sensor, uom, rangeHigh, value]),
      [
        ['Motor/Speed', 'mixer-2', 'motor-speed', 'rpm', 3000, 12],
        ['漢字', undefined, undefined, undefined, undefined, undefined],
      ],
    ); // prettier-ignore
  });

  it('become units and sensors of the type of the metric, and the host is told', async () => {
    const { host, rows, made, told, proposals, store } = await open();
    host.heard(birth([speed, running]));
    await until('they are kept', () => rows.size === 2);
    const wanted = { proposals: [...rows.keys()].map((id) => ({ id })) };
    const { decided, refused } = await proposals.approve(store, 'aqua', wanted, ADMIN);
    assert.deepEqual([decided.length, refused], [2, []]);
    assert.deepEqual(made, [
      ['mixer-2', 'motor-speed', 'number', 'rpm'],
      ['mixer-2', 'lauft', 'boolean', ''],
    ]);
    assert.deepEqual(told, [['Motor/Speed', 'Läuft']]);
    assert.equal(
      host.place({ group: 'g', node: 'line-1', device: 'Mixer 2', metric: 'Motor/Speed' }),
      undefined,
    );
  });

  it('are named in whole characters, where their own names are too long', () => {
    const long = `${'x'.repeat(199)}😀`;
    const uom = `${'x'.repeat(19)}😀`;
    const proposal = proposalOf({
      id: 'a',
      group: 'g',
      node: long,
      metric: long,
      datatype: 'Double',
      uom,
      place: 0,
    });
    const [made] = plantOf([{ proposal, unit: 'mixer', sensor: 'speed' }]);
    const [sensor] = made?.sensors ?? [];
    assert.deepEqual(
      [made?.unit.name, sensor?.name, sensor?.uom].map((text) => [text?.length, text?.isWellFormed()]),
      [[200, true], [200, true], [20, true]],
    ); // prettier-ignore
  });

  it('go where somebody chose, also after a restart', async () => {
    const address = { group: 'g', node: 'line-1', device: 'Mixer 2', metric: 'Motor/Speed' };
    const { host, rows, proposals, store } = await open();
    host.heard(birth([speed]));
    await until('it is kept', () => rows.size === 1);
    const place = { unit: 'hall', sensor: 'speed' };
    const wanted = { proposals: [{ id: idOf(rows, 'Motor/Speed'), ...place }] };
    await proposals.approve(store, 'aqua', wanted, ADMIN);
    assert.deepEqual(host.place(address), place);
    assert.equal(host.place({ ...address, device: undefined }), undefined);
    const restarted = await open(({ state }) => state.chosen.push({ ...address, ...place }));
    assert.deepEqual(restarted.host.place(address), place);
  });

  it('that cannot be approved say which field, and hold up no other', async () => {
    const { host, rows, proposals, store, made } = await open();
    host.heard(birth([speed, running, nameless]));
    await until('they are kept', () => rows.size === 3);
    const id = (metric: string) => idOf(rows, metric);
    const wanted = {
      proposals: [
        { id: id('漢字') },
        { id: id('Motor/Speed') },
        { id: id('Läuft'), sensor: 'motor-speed' },
        { id: 'gone' },
      ],
    };
    const { decided, refused } = await proposals.approve(store, 'aqua', wanted, ADMIN);
    assert.deepEqual(decided.map(({ metric }) => metric), ['Motor/Speed']); // prettier-ignore
    assert.deepEqual(
      refused.map(({ id: one, field }) => [one, field]),
      [[id('漢字'), 'unit'], [id('Läuft'), 'sensor'], ['gone', 'id']],
    ); // prettier-ignore
    assert.equal(made.length, 1);
    const limited = { by: 'kim@aqua', mayAddUnits: false };
    const other = { proposals: [{ id: id('Läuft'), unit: 'elsewhere' }] };
    const no = await proposals.approve(store, 'aqua', other, limited);
    assert.match(no.refused[0]?.reason ?? '', /There is no unit "elsewhere", and you may not add one/);
    const yes = await proposals.approve(store, 'aqua', { proposals: [{ id: id('Läuft') }] }, limited);
    assert.equal(yes.decided.length, 1, 'its unit is there by now');
  });

  it('do not get the place of another metric, nor a sensor of another type', async () => {
    const { host, rows, proposals, store, sensors } = await open();
    sensors.add('mixer-2/lauft');
    host.heard(birth([speed, { ...speed, name: 'Load' }, { ...running, place: undefined }]));
    await until('they are kept', () => rows.size === 3);
    const ask = (metric: string, sensor: string) =>
      proposals.approve(
        store,
        'aqua',
        { proposals: [{ id: idOf(rows, metric), unit: 'mixer-2', sensor }] },
        ADMIN,
      );
    const reasonOf = async (metric: string, sensor: string) => (await ask(metric, sensor)).refused[0]?.reason;
    assert.equal(await reasonOf('Motor/Speed', 'motor-speed'), undefined);
    assert.match((await reasonOf('Load', 'motor-speed')) ?? '', /has the values of another metric/);
    assert.equal(await reasonOf('Motor/Speed', 'motor-speed'), undefined, 'it has the place itself');
    assert.match((await reasonOf('Läuft', 'lauft')) ?? '', /has another type than Boolean/);
    assert.equal((await ask('Load', 'load')).decided.length, 1);
  });

  it('are rejected, unless they are sensors by now', async () => {
    const { host, rows, proposals, store } = await open();
    host.heard(birth([speed, running]));
    await until('they are kept', () => rows.size === 2);
    const [a, b] = [idOf(rows, 'Motor/Speed'), idOf(rows, 'Läuft')];
    await proposals.approve(store, 'aqua', { proposals: [{ id: a }] }, ADMIN);
    const { decided, refused } = await proposals.reject(store, 'aqua', [a, b, 'gone'], 'admin@aqua');
    assert.deepEqual(decided.map(({ id, state }) => [id, state]), [[b, 'rejected']]); // prettier-ignore
    assert.deepEqual(refused.map(({ id }) => id), [a, 'gone']); // prettier-ignore
  });

  it('that a rule names are approved with the birth, and the audit log says by which', async () => {
    const rule = ProposalRuleInput.parse({ name: 'Motors', metric: 'Motor/*' });
    const { host, rows, noted, told } = await open(({ state }) =>
      state.rules.push({ ...rule, id: 'r', createdBy: 'admin@aqua', createdAt: AT }),
    );
    host.heard(birth([speed, running, { ...nameless, name: 'Motor/漢字' }]));
    await until('it is noted', () => noted.length === 1);
    assert.deepEqual(
      [...rows.values()].map(({ metric, state }) => [metric, state]),
      [['Motor/Speed', 'approved'], ['Läuft', 'pending'], ['Motor/漢字', 'pending']],
    ); // prettier-ignore
    assert.deepEqual([noted[0]?.actor, noted[0]?.target], ['rule "Motors"', 'mixer-2/motor-speed']);
    assert.deepEqual(told, [['Motor/Speed']]);
  });

  it('are approved by the rules behind one that fails, and tried again when the database was away', async () => {
    const rules = ['Motor/*', 'L*'].map((metric) => ({
      ...ProposalRuleInput.parse({ name: metric, metric }),
      id: metric,
      createdBy: 'admin@aqua',
      createdAt: AT,
    }));
    const away = new ThermaCoreError('unavailable', 'The database is away.');
    const { host, rows, noted, clock, state } = await open(({ state: { rules: all, faults } }) => {
      all.push(...rules);
      faults.push(new Error('no'), away);
    });
    host.heard(birth([speed, running]));
    await until('it is tried again later', () => clock.timers > 0);
    assert.deepEqual([...rows.values()].map((row) => row.state), ['pending', 'pending']); // prettier-ignore
    assert.equal(state.faults.length, 0, 'the second rule was tried behind the first');
    clock.advance(5000);
    await until('both are noted', () => noted.length === 2);
  });

  it('that are many leave others their turn while rules are tried', async () => {
    const rule = ProposalRuleInput.parse({ name: 'Motors', metric: 'Motor/*' });
    const { host, rows, noted, clock } = await open(({ state }) =>
      state.rules.push({ ...rule, id: 'r', createdBy: 'admin@aqua', createdAt: AT }),
    );
    // Each look at the clock takes a while.
    let at = 0;
    clock.monotonic = () => (at += 5);
    host.heard(birth([speed, { ...speed, name: 'Motor/Load', place: { unit: 'mixer-2', sensor: 'load' } }]));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    assert.equal(rows.size, 2);
    assert.ok(
      [...rows.values()].every(({ state }) => state === 'pending'),
      'not in one turn',
    );
    await until('it is noted', () => noted.length === 1);
  });

  it('have the places that are chosen when a host opens again', async () => {
    const address = { group: 'g', node: 'line-1', metric: 'Motor/Speed' };
    const { host, state } = await open(({ state: { chosen } }) =>
      chosen.push({ ...address, unit: 'hall', sensor: 'speed' }),
    );
    host.close();
    state.chosen = [{ ...address, metric: 'Load', unit: 'hall', sensor: 'load' }];
    await host.open();
    assert.equal(host.place(address), undefined);
    assert.deepEqual(host.place({ ...address, metric: 'Load' }), { unit: 'hall', sensor: 'load' });
  });

  it('wait while the database is away, no longer than their host is there', async () => {
    const { host, rows, clock } = await open(({ state }) => (state.away = 1));
    host.heard(birth([speed]));
    await until('it is tried again later', () => clock.timers > 0);
    assert.equal(rows.size, 0);
    clock.advance(5000);
    await until('it is kept', () => rows.size === 1);
    host.close();
    host.heard(birth([running]));
    await new Promise(setImmediate);
    assert.equal(rows.size, 1);
    assert.equal(clock.timers, 0);
  });
});
