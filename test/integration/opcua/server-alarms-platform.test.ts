import assert from 'node:assert/strict';
import { once, type EventEmitter } from 'node:events';
import {
  AttributeIds,
  ClientMonitoredItem,
  DataType,
  MethodIds,
  TimestampsToReturn,
  coerceNodeId,
  constructEventFilter,
  makeNodeId,
  type ClientSession,
  type Variant,
} from 'node-opcua';
import { AlarmRuleInput } from '../../../lib/alarms/rule';
import type { AlarmFeedLease } from '../../../lib/alarms/service/feeds';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { silentLogger } from '../../../lib/core/logger';
import type { AuditEntry } from '../../../lib/tenancy';
import { opcuaServerPorts, type Store } from '../../../lib/platform';
import { until } from '../../support/opcua-alarms';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, asUser, serve } from '../../support/opcua-server';
import { DEMO_PASSWORD, realStore, useRealPlatform } from '../../support/real-platform';

const RULE = 'opcua-flow-high';
const UNIT = 'opcua-alarms';
const ALARM = `${RULE}:${UNIT}/flow`;
const CONDITION = `ns=2;s=aqua/${UNIT}/flow/${RULE}`;

describe('The alarms of a plant over OPC UA', function () {
  this.timeout(90_000);
  const platform = useRealPlatform();
  let pki: TestPki;
  let store: Store;
  let server: OpcuaServer;
  let feed: AlarmFeedLease;
  let isDatabaseThere = true;
  const audited: AuditEntry[] = [];
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
    const real = await realStore();
    store = Object.create(real, {
      audit: {
        value: { record: (entry: AuditEntry) => (audited.push(entry), real.audit.record(entry)) },
      },
    }) as Store;
    await store.plant.createUnit('aqua', { key: UNIT, name: 'Alarms', kind: 'other' });
    await store.plant.createSensor('aqua', UNIT, {
      key: 'flow', name: 'Flow', type: 'number', quantity: 'flow', uom: 'm³/h', decimals: 1, staleAfter: 3600, headline: false,
    }); // prettier-ignore
    feed = platform()
      .alarms.of(store)
      .feed({ tenant: 'aqua', rules: [], onNotices: () => undefined, onStatus: () => undefined });
    await until(() => platform().alarms.of(store).stateOf('aqua') === 'running');
    await platform()
      .alarms.rulesOf(store)
      .create(
        { tenant: 'aqua', user: 'admin@aqua', reason: 'test' },
        AlarmRuleInput.parse({
          key: RULE,
          name: 'Flow high',
          appliesTo: { to: 'sensor', unit: UNIT, sensor: 'flow' },
          condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] },
          priority: 'high',
        }),
      );
    server = await serve(pki, {
      ports: opcuaServerPorts({
        store,
        auth: () => platform().auth(),
        commands: platform().commands.of(store),
        alarms: platform().alarms,
        logger: silentLogger,
        isDatabaseThere: () => isDatabaseThere,
        tenants: ['aqua', 'borealis'],
        userCertificates: [],
      }),
    });
  });
  afterEach(() => clients.close());
  after(async () => {
    await server?.stop();
    feed?.release();
    await store?.plant.deleteUnit('aqua', UNIT);
    await pki?.close();
  });

  const flow = (value: number): void =>
    feed.readings([
      { tenant: 'aqua', unit: UNIT, sensor: 'flow', timestamp: Date.now(), value, quality: 'good' },
    ]);

  async function watch(session: ClientSession): Promise<Variant[][]> {
    const subscription = await session.createSubscription2(PUBLISHING);
    const filter = constructEventFilter(['EventId', 'SourceNode', 'AckedState.Id', 'Comment', 'ClientUserId', 'Retain', 'ShelvingState.CurrentState', 'ActiveState.Id']); // prettier-ignore
    const item = ClientMonitoredItem.create(
      subscription,
      { nodeId: 'i=2253', attributeId: AttributeIds.EventNotifier },
      { filter, queueSize: 1000, samplingInterval: 0, discardOldest: true },
      TimestampsToReturn.Both,
    );
    const seen: Variant[][] = [];
    item.on('changed', (fields: unknown) => {
      const values = fields as Variant[];
      if (String(values[1]?.value) === `ns=2;s=aqua/${UNIT}/flow`) seen.push(values);
    });
    await once(item as unknown as EventEmitter, 'initialized');
    return seen;
  }
  const call = async (session: ClientSession, method: number, ...inputArguments: object[]) =>
    (
      await session.call({
        objectId: coerceNodeId(CONDITION),
        methodId: makeNodeId(method),
        inputArguments: inputArguments,
      })
    ).statusCode.name;
  const text = (value: string) => ({ dataType: DataType.LocalizedText, value: { text: value } });
  const event = (seen: readonly Variant[][]) => ({
    dataType: DataType.ByteString,
    value: seen.at(-1)?.[0]?.value as Buffer,
  });
  const login = (user: string) => clients.session(server.port, asUser(user, DEMO_PASSWORD));

  it('are acknowledged and shelved by the rights of the user, and the journal and the audit log have it', async () => {
    const operator = await login('operator@aqua');
    const viewer = await login('viewer@aqua');
    const foreign = await login('operator@borealis');
    const seen = await watch(operator);
    const foreignSeen = await watch(foreign);
    await until(() => server.counts.conditions > 0);
    flow(95);
    await until(() => seen.length === 1);
    assert.equal(seen[0]?.[2]?.value, false);

    const { AcknowledgeableConditionType_Acknowledge: acknowledge, ConditionType_AddComment: comment } =
      MethodIds;
    assert.equal(await call(viewer, acknowledge, event(seen), text('no')), 'BadUserAccessDenied');
    assert.equal(await call(foreign, acknowledge, event(seen), text('no')), 'BadNodeIdUnknown');
    assert.equal(await call(operator, comment, event(seen), text('on my way')), 'Good');
    await until(() => seen.length === 2);
    assert.equal((seen[1]?.[3]?.value as { text: string }).text, 'on my way');
    assert.equal(await call(operator, acknowledge, event(seen), text('pump checked')), 'Good');
    await until(() => seen.length === 3);
    assert.equal(seen[2]?.[2]?.value, true);
    assert.equal(seen[2]?.[4]?.value, 'operator@aqua');
    const { items } = await store.alarmJournal.list('aqua', { instance: ALARM, limit: 10 });
    assert.deepEqual(
      items.map(({ event: what, user, comment: said }) => [what, user, said]),
      [
        ['acknowledge', 'operator@aqua', 'pump checked'],
        ['active', undefined, undefined],
      ],
    );
    assert.deepEqual(
      audited
        .filter(({ target }) => target === ALARM)
        .map(({ action, actor, outcome }) => [action, actor, outcome]),
      [
        ['alarm:acknowledge', 'viewer@aqua', 'refused'],
        ['alarm:comment', 'operator@aqua', 'ok'],
        ['alarm:acknowledge', 'operator@aqua', 'ok'],
      ],
    );

    const { ShelvedStateMachineType_TimedShelve: shelve, ShelvedStateMachineType_TimedShelve2: shelve2 } =
      MethodIds;
    const { ShelvedStateMachineType_Unshelve: unshelve } = MethodIds;
    const minute = { dataType: DataType.Double, value: 60_000 };
    assert.equal(await call(operator, shelve2, minute, text('cleaning')), 'Good');
    await until(() => (seen.at(-1)?.[6]?.value as { text?: string }).text === 'Timed Shelved');
    assert.equal(await call(operator, unshelve), 'Good');
    assert.equal(await call(operator, shelve, minute), 'Good');
    const journal = await store.alarmJournal.list('aqua', { instance: ALARM, limit: 1 });
    assert.equal(journal.items[0]?.comment, 'Over OPC UA, by a method without a comment');
    assert.equal(await call(operator, unshelve), 'Good');
    assert.equal(await call(operator, MethodIds.AlarmConditionType_RemoveFromService), 'BadUserAccessDenied');
    flow(20);
    await until(() => seen.at(-1)?.[7]?.value === false);
    assert.equal(await call(operator, acknowledge, event(seen), text('')), 'Good');
    await until(() => seen.at(-1)?.[5]?.value === false);
    assert.deepEqual(foreignSeen, []);
  });

  it('have their conditions as long as their rule is there', async () => {
    const session = await login('operator@aqua');
    const name = `${CONDITION}-ConditionName`;
    await until(async () => (await session.read({ nodeId: name })).value.value === 'Flow high');
    assert.equal((await session.read({ nodeId: `${CONDITION}-HighLimit` })).value.value, 90);
    const rules = platform().alarms.rulesOf(store);
    const by = { tenant: 'aqua', user: 'admin@aqua', reason: 'test' };
    await rules.update(by, RULE, { condition: { kind: 'limit', limits: [{ level: 'high', value: 80 }] } } as never, 1); // prettier-ignore
    await until(async () => (await session.read({ nodeId: `${CONDITION}-HighLimit` })).value.value === 80);
    await rules.delete(by, RULE);
    await until(async () => (await session.read({ nodeId: name })).statusCode.name === 'BadNodeIdUnknown');
  });

  it('are evaluated here or elsewhere, which the service level tells', async () => {
    const session = await login('operator@aqua');
    const level = async () => (await session.read({ nodeId: 'i=2267' })).value.value as number;
    isDatabaseThere = false;
    assert.equal(await level(), 100);
    isDatabaseThere = true;
    // The rules of borealis are evaluated by nobody here.
    assert.equal(await level(), 200);
  });
});
