import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { CommandStatus } from '../../lib/dnp3/app/command-status';
import { Flag } from '../../lib/dnp3/app/flags';
import { Dnp3Centre, crob } from '../support/dnp3-centre';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { AQUA, reading, tenantEntries, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import dnp3Outstation = require('../../nodes/dnp3-outstation/dnp3-outstation');
import tenant = require('../../nodes/tenant/tenant');

const points = [
  { unit: 'boiler-1', sensor: 'supply-temperature', kind: 'analog-input', index: '0' },
  { unit: 'boiler-1', sensor: 'burner', kind: 'binary-output', index: '0', writable: true },
];
const node = {
  id: 'outstation',
  type: 'thermacore-dnp3-outstation',
  tenant: AQUA,
  host: '127.0.0.1',
  port: '',
  points,
  controlTimeoutMs: '500',
  wires: [['out']],
};
const run = (fields: object = {}) =>
  runFlow([database, tenant, dnp3Outstation], [...tenantEntries, { ...node, ...fields }]);

const centres: Dnp3Centre[] = [];
/** A control centre at the port that the node shows. */
async function centre(flow: RunningFlow, remote = 10): Promise<Dnp3Centre> {
  const shown = await flow.shows('outstation', /^127\.0\.0\.1:\d+/);
  const one = await Dnp3Centre.start({ port: Number(/:(\d+)/.exec(shown)?.[1]), remote });
  centres.push(one);
  return one;
}

describe('thermacore-dnp3-outstation', () => {
  useRealPlatform();
  afterEach(async () => {
    await Promise.all(centres.splice(0).map((one) => one.stop()));
  });

  it('tells readings as points with value, time and flags, and reports changes by itself', async () => {
    const flow = await run();
    assert.match(
      await flow.shows('outstation', /without/),
      /^127\.0\.0\.1:\d+ · 0 connections · 2 of 2 without a value$/,
    );
    const first = reading({ value: 71.5 });
    flow.send('outstation', { payload: [first, reading({ sensor: 'burner', value: true })] });
    const one = await centre(flow);
    await one.until(() => one.value('analog-input', 0) === 71.5 && one.value('binary-output', 0) === true);
    const second = reading({ value: 68.5, quality: 'bad', flags: ['comm-lost'] });
    flow.send('outstation', { payload: [second] });
    await one.until(() => one.events.some(({ value }) => value === 68.5));
    const told = one.events.find(({ value }) => value === 68.5);
    assert.deepEqual([told?.time, told?.flags], [second.timestamp, Flag.CommLost]);
    assert.match(await flow.shows('outstation', /1 connection/), /^127\.0\.0\.1:\d+ · 1 connection$/);
  });

  it('turns a control into a command of its tenant, and answers it with the outcome that comes back', async () => {
    const flow = await run({ controlTimeoutMs: '4000' });
    const one = await centre(flow);
    for (const [outcome, status] of [
      ['verified', CommandStatus.Success],
      ['rejected', CommandStatus.Blocked],
      ['failed', CommandStatus.DownstreamFail],
    ] as const) {
      const operated = one.operate([crob(0, 0x03)]);
      const { topic, tenant: of, payload, dnp3 } = await flow.next('out');
      assert.deepEqual(
        { topic, of, payload, dnp3: { ...(dnp3 as object), control: 0 } },
        {
          topic: 'command',
          of: 'aqua',
          payload: { unit: 'boiler-1', sensor: 'burner', value: true },
          dnp3: { control: 0, outstation: 10, master: 1, kind: 'binary-output', index: 0 },
        },
      );
      flow.send('outstation', { topic: 'command', dnp3, payload: { outcome } });
      assert.deepEqual(await operated, [status]);
    }
    await flow.shows('outstation', /3 controls/);
  });

  it('says that nobody knows what became of a control, where the flow brings no outcome', async () => {
    const flow = await run();
    const one = await centre(flow);
    assert.deepEqual(await one.operate([crob(0, 0x04)]), [CommandStatus.Undefined]);
    assert.deepEqual((await flow.next('out'))['payload'], {
      unit: 'boiler-1',
      sensor: 'burner',
      value: false,
    });
  });

  it('may answer a control at once', async () => {
    const flow = await run({ answers: 'at-once' });
    assert.deepEqual(await (await centre(flow)).operate([crob(0, 0x81)]), [CommandStatus.Success]);
  });

  it('lets no control out that is only selected, or that there cannot be', async () => {
    const flow = await run({ points: [...points, { ...points[1], index: '1', writable: false }] });
    const one = await centre(flow);
    assert.deepEqual(await one.operate([crob(1, 0x03)], 'select-before-operate'), [
      CommandStatus.NotAuthorised,
    ]);
    assert.deepEqual(await one.operate([crob(7, 0x03)], 'select-before-operate'), [
      CommandStatus.NotSupported,
    ]);
    assert.equal(flow.pending('out'), 0);
  });

  it('is several outstations on one port, where points have addresses of their own', async () => {
    const flow = await run({ points: [points[0], { ...points[0], sensor: 'pressure', address: 11 }] });
    flow.send('outstation', { payload: [reading({ value: 70 }), reading({ sensor: 'pressure', value: 2 })] });
    const [ten, eleven] = [await centre(flow), await centre(flow, 11)];
    await ten.until(() => ten.value('analog-input', 0) === 70);
    await eleven.until(() => eleven.value('analog-input', 0) === 2);
  });

  it('does not tell another tenant’s readings', async () => {
    const flow = await run();
    flow.send('outstation', { payload: [reading({ tenant: 'borealis', value: 99 })] });
    assert.match(flow.errors('outstation')[0] ?? '', /another tenant than aqua/);
    await flow.shows('outstation', /2 of 2 without a value · 1 of another tenant/);
  });

  it('waits for a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const flow = await run({ port: String(port) });
    await flow.shows('outstation', /port is taken/);
    other.close();
    await flow.shows('outstation', /^127\.0\.0\.1:\d+ · /);
    assert.equal(flow.errors('outstation').length, 1);
  });

  it('gives its port back when it is closed', async () => {
    const flow = await run();
    const shown = await flow.shows('outstation', /^127\.0\.0\.1:\d+/);
    await stopFlow();
    const again = createServer().listen(Number(/:(\d+)/.exec(shown)?.[1]), '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ port: '70000' }, /^port: /],
      [{ points: [points[0], { ...points[1], kind: 'analog-input' }] }, /^points\.1\.writable: /],
      [{ points: [points[0], { ...points[0], sensor: 'pressure' }] }, /^points: .* share analog input 0 of outstation 10/],
      [{ masters: 'centre' }, /^masters: must be link addresses/],
      [{ masters: '65530' }, /^masters: /],
      [{ allowHosts: 'centre' }, /^allowHosts: .*IP address/],
      [{ transport: 'tls' }, /^ca: is missing|^cert: is missing/],
      [{ tenant: '' }, /^tenant: is not chosen/],
    ]; // prettier-ignore
    for (const [fields, expected] of cases) {
      const flow = await run(fields);
      assert.match(flow.errors('outstation')[0] ?? '', expected);
    }
  });

  it('says what is missing in a message that is no outcome', async () => {
    const flow = await run();
    await flow.shows('outstation', /^127/);
    flow.send('outstation', { topic: 'command', payload: { unit: 'boiler-1' } });
    assert.match(flow.errors('outstation')[0] ?? '', /outcome or msg\.dnp3\.control is missing/);
  });
});
