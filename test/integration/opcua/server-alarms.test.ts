import assert from 'node:assert/strict';
import { once, type EventEmitter } from 'node:events';
import {
  AttributeIds,
  ClientMonitoredItem,
  ContentFilterElement,
  DataType,
  FilterOperator,
  LiteralOperand,
  MethodIds,
  ObjectTypeIds,
  SimpleAttributeOperand,
  TimestampsToReturn,
  coerceNodeId,
  constructEventFilter,
  makeNodeId,
  ofType,
  type ClientSession,
  type ClientSubscription,
  type Variant,
} from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { HOT, condition, raised, until } from '../../support/opcua-alarms';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, serve } from '../../support/opcua-server';

const SERVER = 'i=2253';
const CONDITION_TYPE = makeNodeId(ObjectTypeIds.ConditionType);
const CONDITION = 'ns=2;s=aqua/boiler-1/supply-temperature/hot';
const FOREIGN = 'ns=2;s=borealis/boiler-1/supply-temperature/hot';
const FIELDS = [
  'EventId', 'EventType', 'SourceNode', 'SourceName', 'Time', 'Message', 'Severity', 'ConditionName', 'BranchId', 'Retain',
  'Quality', 'Comment', 'ClientUserId', 'ConditionClassId', 'InputNode', 'ActiveState.Id', 'AckedState.Id', 'ConfirmedState.Id',
  'SuppressedState.Id', 'OutOfServiceState.Id', 'SuppressedOrShelved', 'ShelvingState.CurrentState',
  'ShelvingState.UnshelveTime', 'MaxTimeShelved', 'LimitState.CurrentState', 'HighHighLimit', 'HighLimit', 'LowLimit', 'EnabledState.Id', 'LastSeverity',
] as const; // prettier-ignore

type Seen = Record<(typeof FIELDS)[number] | 'ConditionId', Variant>;

/** What an item that monitors events has been told. */
async function events(
  subscription: ClientSubscription,
  nodeId = SERVER,
  where?: 'conditions' | 'hot',
): Promise<Seen[]> {
  const filter = constructEventFilter(
    [...FIELDS],
    where === 'conditions' ? ofType('AlarmConditionType') : undefined,
  );
  filter.selectClauses?.push(
    new SimpleAttributeOperand({
      attributeId: AttributeIds.NodeId,
      browsePath: [],
      typeDefinitionId: CONDITION_TYPE,
    }),
  );
  if (where === 'hot')
    filter.whereClause.elements = [
      new ContentFilterElement({
        filterOperator: FilterOperator.Equals,
        filterOperands: [
          new SimpleAttributeOperand({ attributeId: AttributeIds.Value, browsePath: [{ name: 'Severity' }], typeDefinitionId: makeNodeId(ObjectTypeIds.BaseEventType) }),
          new LiteralOperand({ value: { dataType: DataType.UInt16, value: 900 } }),
        ],
      }),
    ]; // prettier-ignore
  const item = ClientMonitoredItem.create(
    subscription,
    { nodeId, attributeId: AttributeIds.EventNotifier },
    { filter, queueSize: 1000, samplingInterval: 0, discardOldest: true },
    TimestampsToReturn.Both,
  );
  const seen: Seen[] = [];
  const names = [...FIELDS, 'ConditionId'];
  item.on('changed', (fields: unknown) => {
    const values = fields as Variant[];
    seen.push(Object.fromEntries(names.map((name, i) => [name, values[i]])) as Seen);
  });
  await once(item as unknown as EventEmitter, 'initialized');
  return seen;
}

const valueOf = (variant: Variant | undefined): unknown => {
  const value = variant?.value as { text?: string; name?: string; toString(): string } | null | undefined;
  if (variant?.dataType === DataType.LocalizedText) return value?.text ?? null;
  if (variant?.dataType === DataType.NodeId) return value?.toString();
  if (variant?.dataType === DataType.StatusCode) return value?.name;
  return value ?? null;
};
const shown = (seen: Seen | undefined, ...names: (keyof Seen)[]) =>
  Object.fromEntries(names.map((name) => [name, valueOf(seen?.[name])]));
const ofConditions = (seen: readonly Seen[]): Seen[] =>
  seen.filter(({ ConditionId }) => ConditionId.dataType === DataType.NodeId);

const comment = (text: string) => ({ dataType: DataType.LocalizedText, value: { text } });
const eventId = (value: unknown) => ({ dataType: DataType.ByteString, value: value as Buffer });

describe('Alarms of an OPC UA server', function () {
  this.timeout(60_000);
  let pki: TestPki;
  let plant: TestPlant;
  let server: OpcuaServer;
  let session: ClientSession;
  let subscription: ClientSubscription;
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    plant = new TestPlant();
    for (const tenant of ['aqua', 'borealis'])
      plant.alarms.conditions.set(tenant, [condition('hot', 'supply-temperature')]);
    server = await serve(pki, { ports: plant.ports });
    await until(() => server.counts.conditions === 2);
    session = await clients.session(server.port, asUser('operator@aqua'));
    subscription = await session.createSubscription2(PUBLISHING);
  });
  afterEach(async () => {
    await clients.close();
    await server.stop();
  });

  const call = async (
    who: ClientSession,
    objectId: string,
    methodId: number | string,
    ...inputArguments: object[]
  ): Promise<string> => {
    const method = typeof methodId === 'number' ? makeNodeId(methodId) : coerceNodeId(methodId);
    const { statusCode } = await who.call({
      objectId: coerceNodeId(objectId),
      methodId: method,
      inputArguments: inputArguments,
    });
    return statusCode.name;
  };
  const last = async (seen: readonly Seen[], count: number): Promise<Seen | undefined> => {
    await until(() => ofConditions(seen).length >= count);
    return ofConditions(seen).at(-1);
  };

  it('tells of an alarm with all that OPC 10000-9 asks for', async () => {
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    const event = await last(seen, 1);
    assert.deepEqual(
      shown(event, ...FIELDS.filter((name) => name !== 'EventId' && name !== 'Time'), 'ConditionId'),
      {
        EventType: `ns=0;i=${ObjectTypeIds.ExclusiveLevelAlarmType}`,
        SourceNode: 'ns=2;s=aqua/boiler-1/supply-temperature',
        SourceName: 'Supply',
        Message: `${HOT} is too high`,
        Severity: 700,
        ConditionName: 'Rule hot',
        BranchId: 'ns=0;i=0',
        Retain: true,
        Quality: 'Good',
        Comment: null,
        ClientUserId: '',
        ConditionClassId: `ns=0;i=${ObjectTypeIds.ProcessConditionClassType}`,
        InputNode: 'ns=2;s=aqua/boiler-1/supply-temperature',
        'ActiveState.Id': true,
        'AckedState.Id': false,
        'ConfirmedState.Id': null,
        'SuppressedState.Id': false,
        'OutOfServiceState.Id': false,
        SuppressedOrShelved: false,
        'ShelvingState.CurrentState': 'Unshelved',
        'ShelvingState.UnshelveTime': 0,
        MaxTimeShelved: 3_600_000,
        'LimitState.CurrentState': 'High',
        HighHighLimit: 110,
        HighLimit: 90,
        LowLimit: null,
        'EnabledState.Id': true,
        LastSeverity: 500,
        ConditionId: CONDITION,
      },
    );
    assert.equal((event?.Time.value as Date).getTime(), 1_800_000_000_000);
    assert.equal((event?.EventId.value as Buffer).length, 16);
  });

  it('tells of each transition once, and of the end with Retain false', async () => {
    const seen = await events(subscription, SERVER, 'conditions');
    const alarm = raised(HOT);
    plant.alarms.put('aqua', alarm);
    plant.alarms.put('aqua', { ...alarm, value: 96 });
    plant.alarms.put('aqua', { ...alarm, level: 'high-high', priority: 'critical' });
    plant.alarms.put('aqua', { ...alarm, active: false, acknowledged: true, retained: false });
    await last(seen, 3);
    assert.deepEqual(
      seen.map((one) => shown(one, 'LimitState.CurrentState', 'Severity', 'Retain')),
      [
        { 'LimitState.CurrentState': 'High', Severity: 700, Retain: true },
        { 'LimitState.CurrentState': 'HighHigh', Severity: 900, Retain: true },
        { 'LimitState.CurrentState': null, Severity: 700, Retain: false },
      ],
    );
  });

  it('gives each kind of rule its type', async () => {
    plant.alarms.conditions.set('aqua', [
      condition('hot', 'supply-temperature'),
      condition('far', 'flow', { watch: { kind: 'deviation', limits: { high: 5 }, setpoint: { unit: 'boiler-1', sensor: 'setpoint' } } }),
      condition('fast', 'flow', { watch: { kind: 'rate', limits: { high: 5, low: -5 } } }),
      condition('off', 'burner', { watch: { kind: 'digital' } }),
      condition('stale', 'flow', { watch: { kind: 'other' } }),
      condition('offline', '', { id: 'offline:plc', unit: undefined, sensor: undefined, device: 'plc', watch: { kind: 'other' } }),
    ]); // prettier-ignore
    plant.alarms.rulesChanged();
    await until(() => server.counts.conditions === 7);
    const typeOf = async (nodeId: string) => {
      const { references } = await session.browse({
        nodeId,
        referenceTypeId: 'HasTypeDefinition',
        resultMask: 63,
      });
      return references?.[0]?.browseName.name;
    };
    assert.equal(await typeOf(CONDITION), 'ExclusiveLevelAlarmType');
    assert.equal(await typeOf('ns=2;s=aqua/boiler-1/flow/far'), 'ExclusiveDeviationAlarmType');
    assert.equal(await typeOf('ns=2;s=aqua/boiler-1/flow/fast'), 'ExclusiveRateOfChangeAlarmType');
    assert.equal(await typeOf('ns=2;s=aqua/boiler-1/burner/off'), 'OffNormalAlarmType');
    assert.equal(await typeOf('ns=2;s=aqua/boiler-1/flow/stale'), 'AlarmConditionType');
    assert.equal(await typeOf('ns=2;s=aqua//plc/offline'), 'AlarmConditionType');
    const side = async (rule: string): Promise<unknown> => {
      plant.alarms.put('aqua', raised(`${rule}:boiler-1/flow`, { level: undefined }));
      const state = `ns=2;s=aqua/boiler-1/flow/${rule}-LimitState-CurrentState`;
      return valueOf((await session.read({ nodeId: state })).value);
    };
    assert.deepEqual(
      [await side('far'), await side('fast')],
      ['High', null],
      'of two sides nobody says which',
    );
    const setpoint = await session.read({ nodeId: 'ns=2;s=aqua/boiler-1/flow/far-SetpointNode' });
    assert.equal(String(setpoint.value.value), 'ns=2;s=aqua/boiler-1/setpoint');
  });

  it('shows a condition below its unit and at its sensor, with every mandatory part, and its values as they change', async () => {
    const found = async (nodeId: string, referenceTypeId: string) =>
      ((await session.browse({ nodeId, referenceTypeId, includeSubtypes: true, nodeClassMask: 0, resultMask: 63 })).references ?? []).map(
        (one) => String(one.nodeId),
      ); // prettier-ignore
    assert.ok((await found('ns=2;s=aqua/boiler-1', 'HasComponent')).includes(CONDITION));
    assert.deepEqual(await found('ns=2;s=aqua/boiler-1/supply-temperature', 'HasCondition'), [CONDITION]);
    assert.ok((await found(SERVER, 'HasNotifier')).includes('ns=2;s=aqua'));
    assert.deepEqual(await found('ns=2;s=aqua', 'HasNotifier'), ['ns=2;s=aqua/boiler-1']);
    assert.ok((await found('ns=2;s=aqua/boiler-1', 'HasEventSource')).includes('ns=2;s=aqua/boiler-1/supply-temperature')); // prettier-ignore

    const names = async (nodeId: string) =>
      ((await session.browse({ nodeId, referenceTypeId: 'Aggregates', includeSubtypes: true, nodeClassMask: 0, resultMask: 63 })).references ?? []).map(
        ({ browseName }) => browseName.name ?? '',
      ); // prettier-ignore
    const parts = new Set(await names(CONDITION));
    for (const type of ['BaseEventType', 'ConditionType', 'AcknowledgeableConditionType', 'AlarmConditionType', 'LimitAlarmType', 'ExclusiveLimitAlarmType'] as const) {
      const { references } = await session.browse({ nodeId: makeNodeId(ObjectTypeIds[type]), referenceTypeId: 'Aggregates', includeSubtypes: true, nodeClassMask: 0, resultMask: 63 });
      for (const { nodeId, browseName } of references ?? []) {
        const rule = await session.browse({ nodeId, referenceTypeId: 'HasModellingRule', resultMask: 63 });
        if (rule.references?.[0]?.browseName.name === 'Mandatory')
          assert.ok(parts.has(browseName.name ?? ''), `${type} has ${browseName.name}`);
      }
    } // prettier-ignore

    const active = `${CONDITION}-ActiveState-Id`;
    assert.equal((await session.read({ nodeId: active })).value.value, false);
    plant.alarms.put('aqua', raised(HOT));
    await until(async () => (await session.read({ nodeId: active })).value.value === true);
    const path = await session.translateBrowsePath({
      startingNode: coerceNodeId('ns=2;s=aqua/boiler-1'),
      relativePath: {
        elements: [{ name: 'supply-temperature.hot', namespaceIndex: 2 }, { name: 'ShelvingState' }, { name: 'CurrentState' }].map(
          (targetName) => ({ referenceTypeId: coerceNodeId('i=44'), includeSubtypes: true, targetName }),
        ),
      },
    } as never); // prettier-ignore
    assert.equal(String(path.targets?.[0]?.targetId), `${CONDITION}-ShelvingState-CurrentState`);
  });

  it('acknowledges as the session’s user, with the comment', async () => {
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    const first = await last(seen, 1);
    const id = eventId(first?.EventId.value);
    assert.equal(await call(session, CONDITION, MethodIds.AcknowledgeableConditionType_Acknowledge, id, comment('seen it')), 'Good'); // prettier-ignore
    assert.deepEqual(plant.alarms.orders, [
      { alarm: HOT, action: 'acknowledge', comment: 'seen it', user: 'operator@aqua' },
    ]);
    const second = await last(seen, 2);
    assert.deepEqual(shown(second, 'AckedState.Id', 'Comment', 'ClientUserId', 'Retain'), {
      'AckedState.Id': true,
      Comment: 'seen it',
      ClientUserId: 'operator@aqua',
      Retain: true,
    });
    assert.notDeepEqual(second?.EventId.value, first?.EventId.value);
    assert.equal(
      await call(session, CONDITION, MethodIds.AcknowledgeableConditionType_Acknowledge, id, comment('')),
      'BadConditionBranchAlreadyAcked',
    );
  });

  it('refuses a notification that is none of the alarm’s, or from before it got worse', async () => {
    const seen = await events(subscription);
    const acknowledge = (id: unknown) =>
      call(session, CONDITION, MethodIds.AcknowledgeableConditionType_Acknowledge, eventId(id), comment(''));
    plant.alarms.put('aqua', raised(HOT));
    const first = await last(seen, 1);
    assert.equal(await acknowledge(Buffer.alloc(16)), 'BadEventIdUnknown');
    plant.alarms.put('aqua', raised(HOT, { quality: 'uncertain' }));
    plant.alarms.put('aqua', raised(HOT, { level: 'high-high', priority: 'critical' }));
    const worse = await last(seen, 3);
    assert.equal(await acknowledge(first?.EventId.value), 'BadEventIdUnknown');
    plant.alarms.put('aqua', raised(HOT, { level: 'high-high', priority: 'critical', quality: 'bad' }));
    await last(seen, 4);
    assert.equal(await acknowledge(worse?.EventId.value), 'Good', 'only its quality is another');
  });

  it('refuses users without the right, methods that it has not, and arguments of another type', async () => {
    const viewer = await clients.session(server.port, asUser('viewer@aqua'));
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    const id = eventId((await last(seen, 1))?.EventId.value);
    const { AcknowledgeableConditionType_Acknowledge: acknowledge, AlarmConditionType_RemoveFromService: remove } = MethodIds; // prettier-ignore
    assert.equal(await call(viewer, CONDITION, acknowledge, id, comment('')), 'BadUserAccessDenied');
    assert.equal(await call(viewer, CONDITION, remove), 'BadUserAccessDenied');
    assert.equal(await call(session, CONDITION, acknowledge, id), 'BadArgumentsMissing');
    assert.equal(await call(session, CONDITION, acknowledge, id, comment(''), id), 'BadTooManyArguments');
    assert.equal(await call(session, CONDITION, acknowledge, comment(''), id), 'BadInvalidArgument');
    assert.equal(await call(session, CONDITION, MethodIds.AcknowledgeableConditionType_Confirm, id, comment('')), 'BadMethodInvalid'); // prettier-ignore
    assert.equal(await call(session, CONDITION, MethodIds.AlarmConditionType_Suppress), 'BadMethodInvalid');
    assert.equal(
      await call(session, CONDITION, MethodIds.ConditionType_Enable),
      'BadConditionAlreadyEnabled',
    );
    assert.equal(await call(session, CONDITION, MethodIds.ConditionType_Disable), 'BadUserAccessDenied');
  });

  it('shelves for a time within the maximum of the rule, and takes back', async () => {
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    await last(seen, 1);
    const { ShelvedStateMachineType_TimedShelve: timed, ShelvedStateMachineType_Unshelve: unshelve } =
      MethodIds;
    const duration = (value: number) => ({ dataType: DataType.Double, value });
    assert.equal(await call(session, CONDITION, unshelve), 'BadConditionNotShelved');
    assert.equal(await call(session, CONDITION, timed, duration(3_600_001)), 'BadShelvingTimeOutOfRange');
    assert.equal(await call(session, CONDITION, timed, duration(0)), 'BadShelvingTimeOutOfRange');
    // Also by the state machine as its object.
    assert.equal(await call(session, `${CONDITION}-ShelvingState`, timed, duration(600_000)), 'Good');
    const shelved = await last(seen, 2);
    assert.deepEqual(shown(shelved, 'ShelvingState.CurrentState', 'SuppressedOrShelved', 'Retain'), {
      'ShelvingState.CurrentState': 'Timed Shelved',
      SuppressedOrShelved: true,
      Retain: true,
    });
    const left = shelved?.['ShelvingState.UnshelveTime'].value as number;
    assert.ok(left > 500_000 && left <= 600_000, `${left} ms are left`);
    assert.equal(await call(session, CONDITION, unshelve), 'Good');
    assert.equal(await call(session, CONDITION, MethodIds.ShelvedStateMachineType_OneShotShelve), 'Good');
    assert.deepEqual(plant.alarms.orders.map(({ action, seconds }) => [action, seconds]), [
      ['shelve', 600],
      ['un-shelve', undefined],
      ['shelve', 3600],
    ]); // prettier-ignore
  });

  it('adds a comment that everybody in the tenant is told of', async () => {
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    const id = eventId((await last(seen, 1))?.EventId.value);
    assert.equal(await call(session, CONDITION, MethodIds.ConditionType_AddComment, id, comment('on my way')), 'Good'); // prettier-ignore
    assert.deepEqual(shown(await last(seen, 2), 'Comment', 'ClientUserId', 'AckedState.Id'), {
      Comment: 'on my way',
      ClientUserId: 'operator@aqua',
      'AckedState.Id': false,
    });
    assert.deepEqual(plant.alarms.orders, [{ alarm: HOT, action: 'comment', comment: 'on my way', user: 'operator@aqua' }]); // prettier-ignore
  });

  it('keeps to the tenant: events, refreshes and methods', async () => {
    const foreign = await clients.session(server.port, asUser('operator@borealis'));
    const foreignSubscription = await foreign.createSubscription2(PUBLISHING);
    const own = await events(subscription);
    const theirs = await events(foreignSubscription);
    plant.alarms.put('aqua', raised(HOT));
    plant.alarms.put('borealis', raised(HOT, { message: 'of borealis' }));
    const event = await last(own, 1);
    await last(theirs, 1);
    const refresh = (who: ClientSession, id: number) =>
      call(who, 'i=2782', MethodIds.ConditionType_ConditionRefresh, { dataType: DataType.UInt32, value: id });
    assert.equal(await refresh(session, subscription.subscriptionId), 'Good');
    assert.equal(await refresh(foreign, foreignSubscription.subscriptionId), 'Good');
    assert.equal(await refresh(foreign, subscription.subscriptionId), 'BadSubscriptionIdInvalid');
    await last(own, 2);
    await last(theirs, 2);
    const typeNames = (seen: readonly Seen[]) => seen.map(({ EventType }) => String(EventType.value));
    const expected = [
      ObjectTypeIds.ExclusiveLevelAlarmType,
      ObjectTypeIds.RefreshStartEventType,
      ObjectTypeIds.ExclusiveLevelAlarmType,
      ObjectTypeIds.RefreshEndEventType,
    ].map((id) => `ns=0;i=${id}`);
    await until(() => own.length >= 4 && theirs.length >= 4);
    assert.deepEqual(typeNames(own), expected);
    assert.deepEqual(typeNames(theirs), expected);
    for (const one of ofConditions(own)) assert.doesNotMatch(JSON.stringify(one), /borealis/);
    for (const one of ofConditions(theirs)) assert.doesNotMatch(JSON.stringify(one), /aqua/);

    const { AcknowledgeableConditionType_Acknowledge: acknowledge } = MethodIds;
    const id = eventId(event?.EventId.value);
    assert.equal(await call(foreign, CONDITION, acknowledge, id, comment('')), 'BadNodeIdUnknown');
    assert.equal(await call(session, FOREIGN, acknowledge, id, comment('')), 'BadNodeIdUnknown');
    assert.equal(await call(session, `${FOREIGN}x`, acknowledge, id, comment('')), 'BadNodeIdUnknown');
    assert.equal((await session.read({ nodeId: `${FOREIGN}-ActiveState-Id` })).statusCode.name, 'BadNodeIdUnknown'); // prettier-ignore
    assert.deepEqual(plant.alarms.orders, []);
    const { references } = await session.browse({ nodeId: makeNodeId(acknowledge), browseDirection: 1, referenceTypeId: 'HasComponent', resultMask: 63 }); // prettier-ignore
    for (const one of references ?? []) assert.doesNotMatch(String(one.nodeId), /borealis/);
  });

  it('refreshes one item with the events as they were told, past what it filters', async () => {
    const all = await events(subscription);
    const critical = await events(subscription, 'ns=2;s=aqua/boiler-1', 'hot');
    plant.alarms.put('aqua', raised(HOT));
    const first = await last(all, 1);
    const argument = { dataType: DataType.UInt32, value: subscription.subscriptionId };
    assert.equal(await call(session, 'i=2782', MethodIds.ConditionType_ConditionRefresh, argument), 'Good');
    const again = await last(all, 2);
    assert.deepEqual(again?.EventId.value, first?.EventId.value, 'the same state has the same id');
    assert.equal(ofConditions(critical).length, 0, 'of another severity');
    plant.alarms.put('aqua', raised(HOT, { level: 'high-high', priority: 'critical' }));
    await last(critical, 1);
    plant.alarms.put('aqua', raised(HOT, { active: false, retained: false, acknowledged: true }));
    await last(all, 4);
    const before = all.length;
    assert.equal(await call(session, 'i=2782', MethodIds.ConditionType_ConditionRefresh, argument), 'Good');
    await until(() => all.length >= before + 2);
    assert.equal(ofConditions(all.slice(before)).length, 0, 'what is over is not told again');
  });

  it('lets conditions come and go with the rules, without a restart', async () => {
    const seen = await events(subscription);
    plant.alarms.put('aqua', raised(HOT));
    await last(seen, 1);
    plant.alarms.conditions.set('aqua', [condition('low', 'flow')]);
    plant.alarms.rulesChanged();
    const gone = await last(seen, 2);
    assert.deepEqual(shown(gone, 'ConditionId', 'Retain'), { ConditionId: CONDITION, Retain: false });
    await until(() => seen.some(({ EventType }) => String(EventType.value) === `ns=0;i=${ObjectTypeIds.BaseModelChangeEventType}`)); // prettier-ignore
    await until(async () => (await session.read({ nodeId: `${CONDITION}-Retain` })).statusCode.name === 'BadNodeIdUnknown'); // prettier-ignore
    assert.equal((await session.read({ nodeId: 'ns=2;s=aqua/boiler-1/flow/low-Retain' })).value.value, false);
    plant.tenants = plant.tenants.map((tenant) => ({ ...tenant, units: [] }));
    plant.changed();
    await until(() => server.counts.conditions === 0);
  });

  it('catches up with alarms that nobody told of, e.g. from before it started', async () => {
    plant.alarms.current.set('aqua', new Map([[HOT, raised(HOT)]]));
    const seen = await events(subscription);
    plant.alarms.rulesChanged();
    assert.equal(valueOf((await last(seen, 1))?.['ActiveState.Id']), true);
  });
});
