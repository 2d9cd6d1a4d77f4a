import assert from 'node:assert/strict';
import type { z } from 'zod';
import { OpcuaConfig, opcuaSpec, type OpcuaConnector } from '../../../lib/connectors/opcua';
import type { ConditionNews, ConditionReport } from '../../../lib/core/foreign-condition';
import { link } from '../../contract/collector';
import { until } from '../../support/until';
import { AlarmField } from '../../support/opcua-alarm-field';
import { testPki, type TestPki } from '../../support/opcua-pki';
import { freePort } from '../../support/product';
import { context } from './client-bench';

const BY = { user: 'ann@aqua', comment: 'seen' };

/** What a connector tells of the alarms of its server. */
class Heard {
  readonly news: ConditionNews[] = [];
  readonly known = new Map<string, ConditionReport>();

  constructor(readonly connector: OpcuaConnector) {
    connector.conditions?.listen((news) => {
      this.news.push(news);
      if (news.kind === 'lost') return;
      if (news.kind === 'all') this.known.clear();
      for (const report of news.reports) this.known.set(report.condition, report);
    });
  }

  of(name: string): ConditionReport | undefined {
    return this.known.get(`nsu=urn:test:plant;s=${name}.Limits`);
  }

  async until(name: string, which: (report: ConditionReport) => boolean): Promise<ConditionReport> {
    await until(`a report of ${name}`, () => {
      const report = this.of(name);
      return report !== undefined && which(report);
    });
    return this.of(name) as ConditionReport;
  }

  /** Times that all was told. */
  get refreshes(): number {
    return this.news.filter(({ kind }) => kind === 'all').length;
  }
}

describe('The alarms of an OPC UA server', function () {
  this.timeout(60_000);
  let pki: TestPki;
  let plant: AlarmField;
  let port: number;
  const connectors: OpcuaConnector[] = [];
  let names = 0;

  before(async () => {
    pki = await testPki('conditions', true);
    port = await freePort();
    plant = await AlarmField.start({ port });
  });
  afterEach(() => Promise.all(connectors.splice(0).map((one) => one.stop())));
  after(async () => {
    await plant.stop();
    await pki.remove();
  });

  const nextName = (): string => `Tank${++names}`;

  async function hear(config: Partial<z.input<typeof OpcuaConfig>> = {}): Promise<Heard> {
    const connector = opcuaSpec(() => Promise.resolve(pki)).create(
      OpcuaConfig.parse({
        endpoint: plant.url,
        alarms: 'acknowledge',
        publishingIntervalMs: 50,
        keepAliveMs: 1000,
        ...config,
      }),
      context,
    );
    connectors.push(connector);
    const heard = new Heard(connector);
    connector.start();
    await link(connector, 'connected', 30_000);
    await until('a refresh', () => heard.refreshes > 0);
    return heard;
  }
  const act = (
    heard: Heard,
    name: string,
    action: 'acknowledge' | 'confirm' | 'shelve' | 'un-shelve',
    more = {},
  ) => heard.connector.conditions?.act(`nsu=urn:test:plant;s=${name}.Limits`, { action, ...BY, ...more });

  it('are told as they come, get worse, are acknowledged, confirmed and over', async () => {
    const name = nextName();
    const alarm = plant.alarm(name);
    const heard = await hear();
    alarm.set(85);
    const first = await heard.until(name, ({ active }) => active);
    assert.deepEqual(
      [first.acknowledged, first.level, first.source, first.name],
      [false, 'high', name, 'Limits'],
    );
    assert.ok(Math.abs(first.at - Date.now()) < 30_000 && first.severity > 0 && first.message !== '');
    alarm.set(95);
    await heard.until(name, ({ level }) => level === 'high-high');
    await act(heard, name, 'acknowledge');
    const acknowledged = await heard.until(name, (one) => one.acknowledged);
    assert.equal(acknowledged.comment, 'ann@aqua: seen');
    assert.equal(alarm.state.acknowledged, true);
    assert.equal(acknowledged.confirmed, false);
    await act(heard, name, 'confirm');
    await heard.until(name, (one) => one.confirmed === true);
    alarm.set(50);
    await heard.until(name, ({ active }) => !active);
  });

  it('are all told after a connection, also those that nobody saw come', async () => {
    const name = nextName();
    const alarm = plant.alarm(name);
    alarm.set(5);
    const heard = await hear();
    const report = heard.of(name);
    assert.deepEqual([report?.active, report?.acknowledged, report?.level], [true, false, 'low-low']);
    alarm.set(50);
    const back = await heard.until(name, ({ active }) => !active);
    assert.equal(back.acknowledged, false);
  });

  it('are refused with the StatusCode of the server, and asked for anew', async () => {
    const name = nextName();
    const alarm = plant.alarm(name);
    const heard = await hear();
    alarm.set(85);
    await heard.until(name, ({ active }) => active);
    const method = alarm.node.acknowledge as unknown as { bindMethod(method: unknown): void };
    assert.ok(method);
    const before = heard.refreshes;
    await assert.rejects(
      async () => act(heard, name, 'shelve', { seconds: 10 }),
      /the server refused to shelve the alarm: .*\(?Bad\w+/,
    );
    await until('another refresh', () => heard.refreshes > before);
    await assert.rejects(async () => act(heard, name, 'confirm'), /does not wait to be confirmed/);
    await assert.rejects(async () => act(heard, `${name}x`, 'acknowledge'), /does not know the alarm/);
  });

  it('are shelved and unshelved there', async () => {
    const name = nextName();
    const alarm = plant.alarm(name, { more: ['ShelvingState'] });
    const heard = await hear();
    alarm.set(85);
    const report = await heard.until(name, ({ active }) => active);
    assert.equal(report.shelves, true);
    await act(heard, name, 'shelve', { seconds: 600 });
    const shelved = await heard.until(name, ({ shelvedMs }) => shelvedMs !== undefined);
    assert.ok(
      (shelved.shelvedMs ?? 0) > 500_000 && (shelved.shelvedMs ?? 0) <= 600_000,
      String(shelved.shelvedMs),
    );
    await act(heard, name, 'un-shelve');
    await heard.until(name, ({ shelvedMs }) => shelvedMs === undefined);
  });

  it('are one alarm with their branches, which one acknowledgement acknowledges', async () => {
    const name = nextName();
    const alarm = plant.alarm(name);
    const heard = await hear();
    alarm.set(85);
    await heard.until(name, ({ active }) => active);
    // As a server does that remembers what was not acknowledged before it came again.
    const branch = alarm.node.createBranch();
    branch.setActiveState(false);
    branch.setRetain(true);
    const before = heard.news.length;
    alarm.node.raiseNewBranchState(branch);
    await until('the branch', () => heard.news.length > before);
    await act(heard, name, 'acknowledge');
    await heard.until(name, (one) => one.acknowledged);
    assert.equal(branch.getAckedState(), true);
  });

  it('are heard again after the server was restarted, while one waits to be acknowledged; others are over', async () => {
    const [kept, gone] = [nextName(), nextName()];
    for (const name of [kept, gone]) plant.alarm(name).set(85);
    const heard = await hear();
    assert.ok(heard.of(kept) && heard.of(gone));
    const before = heard.refreshes;
    await plant.stop();
    await until('the loss', () => heard.news.at(-1)?.kind === 'lost');
    plant = await AlarmField.start({ port });
    const alarm = plant.alarm(kept);
    plant.alarm(gone);
    alarm.set(85);
    await until('a refresh', () => heard.refreshes > before, 40_000);
    await heard.until(kept, ({ active }) => active);
    assert.equal(heard.of(gone), undefined);
    await act(heard, kept, 'acknowledge');
    await heard.until(kept, (one) => one.acknowledged);
    assert.equal(alarm.state.acknowledged, true);
  });

  it('are not missed when the server has to discard events', async () => {
    const made = Array.from({ length: 30 }, () => {
      const name = nextName();
      return { name, alarm: plant.alarm(name) };
    });
    const heard = await hear({ eventQueueSize: 3, publishingIntervalMs: 500 });
    for (const { alarm } of made) alarm.set(95);
    for (const { name } of made) await heard.until(name, ({ active }) => active);
  });

  it('of a server without alarms are said to be missing, and its values are read', async () => {
    const { connector } = await hearing({ alarmNodes: 'nsu=urn:test:plant;s=Nowhere' });
    const { text } = await link(connector, 'degraded', 20_000);
    assert.match(text, /^alarms: nsu=urn:test:plant;s=Nowhere: the server has no such node/);
  });

  async function hearing(
    config: Partial<z.input<typeof OpcuaConfig>>,
  ): Promise<{ connector: OpcuaConnector }> {
    const connector = opcuaSpec(() => Promise.resolve(pki)).create(
      OpcuaConfig.parse({ endpoint: plant.url, alarms: 'read', publishingIntervalMs: 50, ...config }),
      context,
    );
    connectors.push(connector);
    connector.start();
    await Promise.resolve();
    return { connector };
  }
});
