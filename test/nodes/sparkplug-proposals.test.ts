import assert from 'node:assert/strict';
import type { ProposalRule, ProposalsDecided, SparkplugProposal } from '../../lib/core/sparkplug-proposal';
import type { Reading } from '../../lib/core/reading';
import { encodePayload } from '../../lib/connectors/sparkplug/payload/encode';
import type { Metric } from '../../lib/connectors/sparkplug/payload/payload';
import { runFlow } from '../support/node-red';
import { loggedIn } from '../support/people';
import {
  AQUA, BROKER, DATABASE, brokerEntries, device, realStore, storedValues, useRealPlatform,
} from '../support/real-platform'; // prettier-ignore
import { until } from '../support/until';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import sparkplugHost = require('../../nodes/sparkplug-host/sparkplug-host');
import sparkplugProposals = require('../../nodes/sparkplug-proposals/sparkplug-proposals');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const modules = [database, tenant, mqttBroker, sparkplugHost, sparkplugProposals, timescaleOut];
const nodes = [
  ...brokerEntries,
  {
    id: 'host',
    type: 'thermacore-sparkplug-host',
    broker: BROKER,
    tenant: AQUA,
    wires: [['store', 'readings'], [], []],
  },
  { id: 'store', type: 'thermacore-timescale-out', database: DATABASE, wires: [] },
  {
    id: 'ask',
    type: 'thermacore-sparkplug-proposals',
    database: DATABASE,
    operation: '',
    wires: [['out']],
  },
];

let made = 0;

/** A host, an edge node of another maker with a device of its own, and the question that people ask. */
async function run() {
  const flow = await runFlow(modules, nodes);
  await flow.shows('host', /online/);
  const client = await device('aqua');
  const name = `Mixer ${++made}`;
  const node = `line-${made}`;
  const say = (type: string, seq: number, metrics: Metric[]) =>
    client.publishAsync(
      `spBv1.0/aqua/${type}/${node}${type.startsWith('D') ? `/${name}` : ''}`,
      encodePayload({ timestamp: Date.now(), metrics, seq }),
    );
  const speed = (value: number): Metric => ({
    name: 'Motor/Speed', datatype: 10, field: 'double', value, timestamp: Date.now(), properties: { engUnit: 'rpm', engLow: 0, engHigh: 3000 },
  }); // prettier-ignore
  const born = async () => {
    await say('NBIRTH', 0, [{ name: 'bdSeq', datatype: 4, field: 'long', value: 0 }]);
    await say('DBIRTH', 1, [speed(12)]);
  };
  const ask = async <T>(operation: string, more: object = {}): Promise<T> => {
    flow.send('ask', { operation, apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
  const principal = await loggedIn('admin@aqua');
  /** The platform is shared: other tests have metrics of their own at a node of this name. */
  const mine = async (state: string): Promise<SparkplugProposal[]> => {
    const { items } = await ask<{ items: SparkplugProposal[] }>('list', {
      principal,
      query: { state, node },
    });
    return items.filter(({ device: at, metric }) => at === name && metric === 'Motor/Speed');
  };
  /** Asked again and again, as births are kept in the background. */
  const waits = async (state: string): Promise<SparkplugProposal> => {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      const [found] = await mine(state);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no proposal of ${node} is ${state}`);
  };
  return { flow, say, speed, born, ask, mine, waits, principal, name, node, key: `mixer-${made}` };
}

describe('thermacore-sparkplug-proposals', function () {
  this.timeout(90_000);
  useRealPlatform();

  it('makes a sensor of a metric that a birth named, and its next value is stored without a restart', async () => {
    const { flow, say, speed, born, ask, waits, principal, name, node, key } = await run();
    await born();
    const proposal = await waits('pending');
    assert.partialDeepStrictEqual(proposal, {
      group: 'aqua', node, device: name, metric: 'Motor/Speed', datatype: 'Double', uom: 'rpm', rangeLow: 0, rangeHigh: 3000,
      value: 12, unit: key, sensor: 'motor-speed',
    }); // prettier-ignore
    const wanted = { payload: { proposals: [{ id: proposal.id, sensor: 'speed' }] } };
    const { decided, refused } = await ask<ProposalsDecided>('approve', { principal, ...wanted });
    assert.deepEqual([decided[0]?.state, decided[0]?.sensor, refused], ['approved', 'speed', []]);
    assert.deepEqual((await ask<ProposalsDecided>('approve', { principal, ...wanted })).refused, []);
    const store = await realStore();
    const sensor = await store.plant.getSensor('aqua', key, 'speed');
    assert.deepEqual(
      [sensor.name, sensor.uom, sensor.rangeHigh, (await store.plant.getUnit('aqua', key)).name],
      ['Motor/Speed', 'rpm', 3000, name],
    );

    await say('DDATA', 2, [speed(1480)]);
    let reading: Reading | undefined;
    while (reading?.value !== 1480)
      reading = ((await flow.next('readings'))['payload'] as Reading[]).find(({ unit }) => unit === key);
    assert.equal(reading.sensor, 'speed');
    const { timestamp } = reading;
    let stored: unknown[] = [];
    await until('it is stored', () => {
      void storedValues({ tenant: 'aqua', unit: key, sensor: 'speed' }, timestamp, timestamp + 1).then(
        (found) => (stored = found),
      );
      return stored.length > 0;
    });
    assert.deepEqual(stored, [1480]);
    const { items } = await store.audit.list('aqua', {
      limit: 20,
      actor: 'admin@aqua',
      action: 'sensor:create',
    });
    // The first of the two approvals.
    const entry = items.filter(({ detail }) => JSON.stringify(detail).includes(proposal.id)).at(-1);
    assert.partialDeepStrictEqual(entry?.detail, {
      before: [{ state: 'pending', sensor: `${key}/motor-speed` }],
      after: [{ state: 'approved', sensor: `${key}/speed` }],
    });
  });

  it('rejects for good, and answers administrators of the tenant only', async () => {
    const { born, ask, mine, waits, principal } = await run();
    await born();
    const { id } = await waits('pending');
    const payload = { proposals: [id] };
    for (const name of ['operator@aqua', 'viewer@aqua'])
      await assert.rejects(ask('reject', { principal: await loggedIn(name), payload }), /forbidden/);
    await assert.rejects(ask('list', { principal: { ...principal, units: ['boiler-1'] } }), /forbidden/);
    const stranger = await loggedIn('admin@borealis');
    const { refused } = await ask<ProposalsDecided>('reject', { principal: stranger, payload });
    assert.deepEqual(refused[0]?.reason, 'There is no such proposal.');
    await ask('reject', { principal, payload });
    await born();
    assert.equal((await waits('rejected')).id, id);
    assert.deepEqual(await mine('pending'), []);
  });

  it('approves by a rule with the next birth, and asks nobody', async () => {
    const { born, ask, waits, principal, node, name, key } = await run();
    const payload = { name: 'These mixers', node, device: `${name.slice(0, 3)}*` };
    const rule = await ask<ProposalRule>('createRule', { principal, payload });
    const keyOnly = { ...principal, grants: ['sensor:create'] };
    await assert.rejects(ask('createRule', { principal: keyOnly, payload }), /forbidden.*unit:create/);
    await born();
    assert.equal((await waits('approved')).decidedBy, 'rule "These mixers"');
    const store = await realStore();
    assert.equal((await store.plant.getSensor('aqua', key, 'motor-speed')).uom, 'rpm');
    await ask('deleteRule', { principal, params: { proposalRule: rule.id } });
    const { items } = await ask<{ items: ProposalRule[] }>('listRules', { principal });
    assert.equal(items.some(({ id }) => id === rule.id), false); // prettier-ignore
  });
});
