import assert from 'node:assert/strict';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  notFound,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import command = require('../../nodes/command/command');

const payload = { unit: 'boiler-1', sensor: 'setpoint', value: 72 };
const pending = { ...payload, id: 'c1', state: 'running' };
const ended = (outcome: string) => ({ ...payload, id: 'c1', state: 'done', outcome });

const run = (tenant = TENANT) =>
  runFlow(
    [command, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-command', database: DATABASE, tenant, wires: [['done'], ['refused']] },
    ],
  );

describe('thermacore-command', () => {
  for (const [outcome, output] of [
    ['accepted', 'done'],
    ['verified', 'done'],
    ['rejected', 'refused'],
    ['failed', 'refused'],
    ['timed-out', 'refused'],
  ] as const)
    it(`waits for the outcome ${outcome}, and sends it to the output "${output}"`, async () => {
      const { asked } = askPlatform({ 'commands.request': pending, 'commands.ended': ended(outcome) });
      const flow = await run();
      flow.send('n', { payload, recipe: 7 });
      const message = await flow.next(output);
      assert.deepEqual(
        [message['topic'], message['payload'], message['recipe']],
        ['command', ended(outcome), 7],
      );
      assert.deepEqual(asked, [
        {
          method: 'commands.request',
          args: [
            { tenant: 'borealis', principal: undefined },
            { ...payload, mode: 'direct' },
          ],
        },
        { method: 'commands.ended', args: ['borealis', 'c1'] },
      ]);
    });

  it('does not wait for what a rule refused at once', async () => {
    const { asked } = askPlatform({ 'commands.request': ended('rejected') });
    const flow = await run();
    flow.send('n', { payload });
    await flow.next('refused');
    assert.equal(asked.length, 1);
  });

  it('acts for the user of the message, never for the tenant of the form then', async () => {
    const { asked } = askPlatform({ 'commands.request': ended('verified') });
    const flow = await run();
    const principal = principalNamed('operator@aqua');
    flow.send('n', { payload, principal });
    await flow.next('done');
    assert.deepEqual(asked[0]?.args[0], { tenant: 'aqua', principal });
  });

  for (const [what, message, text] of [
    ['a viewer', { payload, principal: principalNamed('viewer@aqua') }, /viewer may not/],
    ['a forged user', { payload, principal: { role: 'admin' } }, /not a user/],
    ['no value', { payload: { unit: 'u', sensor: 's' } }, /msg\.payload\.value/],
    ['a tenant in the order', { payload: { ...payload, tenant: 'aqua' } }, /msg\.payload/],
    ['readings', { payload: [payload] }, /msg\.payload/],
  ] as const)
    it(`refuses ${what} in words`, async () => {
      const { asked } = askPlatform();
      const flow = await run();
      flow.send('n', message);
      await flow.shows('n', text);
      assert.match(String(flow.errors('n')[0]), text);
      assert.deepEqual(asked, []);
    });

  it('needs a tenant for a message without a user', async () => {
    const { asked } = askPlatform();
    const flow = await run('');
    flow.send('n', { payload });
    await flow.shows('n', /no tenant is chosen/);
    assert.match(String(flow.errors('n')[0]), /no tenant is chosen/);
    assert.deepEqual(asked, []);
  });

  it('says in words that there is nothing to command', async () => {
    askPlatform({ 'commands.request': notFound('point for boiler-1/setpoint') });
    const flow = await run();
    flow.send('n', { payload });
    await flow.shows('n', /no point for boiler-1/);
    assert.match(String(flow.errors('n')[0]), /no point for boiler-1/);
  });
});
