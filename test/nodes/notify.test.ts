import assert from 'node:assert/strict';
import { HOT, makeAlarmPlants, raise, runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { realStore, useRealPlatform } from '../support/real-platform';
import { NotificationRouteInput } from '../../lib/notifications/route';
import notify = require('../../nodes/notify/notify');

interface Payload {
  readonly type?: string;
  readonly state?: string;
  readonly target?: string;
  readonly subject: string;
}
const start = (more: object = {}) =>
  runAlarms(
    [notify],
    [{ id: 'n', type: 'thermacore-notify', target: '', wires: [['outcomes'], ['pages']], ...more }],
  );
const run = async (more: object = {}) => {
  const flow = await start(more);
  await flow.shows('n', /ready|waiting|escalating/);
  return flow;
};
/** The next one with this in its subject. */
async function next(flow: Awaited<ReturnType<typeof run>>, output: string, subject: string) {
  for (;;) {
    const message = await flow.next(output);
    const payload = message['payload'] as Payload;
    if (payload.subject.includes(subject)) return { tenant: message['tenant'], ...payload };
  }
}
const text = (subject: string, priority = 'high') => ({ payload: { subject, priority } });

describe('thermacore-notify', () => {
  useRealPlatform();
  before(makeAlarmPlants);
  // The route of the demo gathers for longer than a test waits.
  before(async () => {
    const atOnce = { key: 'at-once', name: 'At once', rules: ['test-hot'], groupSeconds: 0 };
    const steps = [{ afterSeconds: 0, targets: ['dashboards'] }];
    const { notificationRoutes } = await realStore();
    await notificationRoutes.add('aqua', NotificationRouteInput.parse({ ...atOnce, steps }), undefined);
  });
  after(async () => (await realStore()).notificationRoutes.remove('aqua', 'at-once'));

  it('sends a text by the routes, to the pages, and says what became of it', async () => {
    const flow = await run();
    flow.send('n', text('Filter changed'));
    const note = await next(flow, 'pages', 'Filter changed');
    assert.deepEqual([note.tenant, note.type], ['aqua', 'notification']);
    const outcome = await next(flow, 'outcomes', 'Filter changed');
    assert.deepEqual([outcome.tenant, outcome.state, outcome.target], ['aqua', 'sent', 'dashboards']);
  });

  it('sends a text to the target of its form, past all routes', async () => {
    const flow = await run({ target: 'dashboards' });
    flow.send('n', text('Of no importance', 'low'));
    assert.equal((await next(flow, 'outcomes', 'Of no importance')).state, 'sent');
  });

  it('keeps a text that comes before the database is ready', async () => {
    const flow = await start({ target: 'dashboards' });
    flow.send('n', text('As the flows start'));
    assert.equal((await next(flow, 'outcomes', 'As the flows start')).state, 'sent');
  });

  it('refuses a target that is not there, a payload that is none, and who may not, in words', async () => {
    const flow = await run({ target: 'nobody' });
    flow.send('n', text('x'));
    await flow.shows('n', /There is no notification target/);
    flow.send('n', { payload: 7 });
    flow.send('n', { payload: { subject: '' } });
    flow.send('n', { ...text('x'), principal: principalNamed('viewer@aqua') });
    await flow.shows('n', /notification:send|role|may not|permission/i);
    assert.match(flow.errors('n').join('\n'), /msg\.payload\.subject/);
  });

  it('does not believe a message that names a tenant whose alarms these are not', async () => {
    const flow = await run({ tenant: '' });
    const alarm = await raise(flow);
    flow.send('n', { tenant: 'borealis', payload: [{ ...alarm, id: 'only-of:aqua/here' }] });
    await flow.shows('n', /not those of the tenant/);
    flow.send('n', { tenant: 'aqua', payload: [{ ...alarm, id: HOT, priority: 'critical' }] });
    assert.match((await next(flow, 'pages', 'Too hot')).subject, /Critical alarm/);
  });
});
