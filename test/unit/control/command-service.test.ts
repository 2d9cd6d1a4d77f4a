import assert from 'node:assert/strict';
import { CONFIRM_WITHIN_MS, MAX_ASKED_PER_MINUTE, MAX_OPEN } from '../../../lib/control';
import { WriteRules } from '../../../lib/core/device';
import { World, by, settled, user } from './fixture';

const SECOND = { confirm: 'second-user' } as const;

describe('The command service', () => {
  let world: World;
  beforeEach(() => void (world = new World()));
  const get = (id: string) => world.service.get('aqua', id);
  const actions = () => world.audited.map(({ action, actor, outcome }) => `${action} ${actor} ${outcome}`);

  it('sends a command, and ends it as the field says', async () => {
    const command = await world.ask(72, { comment: 'cold night' });
    assert.deepEqual([command.state, command.device, command.comment], ['running', 'plc-1', 'cold night']);
    assert.deepEqual(world.sent, [
      { tenant: 'aqua', device: 'plc-1', value: 72, timeoutMs: 10_000, verify: true },
    ]);
    assert.deepEqual(actions(), ['command:request kim@aqua ok']);
    world.clock.advance(180);
    world.answer({ outcome: 'verified', detail: 'It has it.', readBack: 72 });
    const done = await world.service.ended('aqua', command.id);
    assert.deepEqual(
      [done.state, done.outcome, done.detail, done.readBack, done.startedAt, done.endedAt],
      ['done', 'verified', 'It has it.', 72, '2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.180Z'],
    );
    await settled();
    assert.deepEqual(actions()[1], 'command:end kim@aqua ok');
    assert.deepEqual([world.outcomes, world.inFlight.size, world.clock.timers], [['verified'], 0, 0]);
  });

  for (const [outcome, audited] of [
    ['accepted', 'ok'],
    ['rejected', 'refused'],
    ['failed', 'failed'],
    ['timed-out', 'failed'],
  ] as const)
    it(`keeps the outcome ${outcome} as it is`, async () => {
      const { id } = await world.ask(1);
      world.answer({ outcome, detail: 'So said the device.' });
      assert.equal((await world.service.ended('aqua', id)).outcome, outcome);
      assert.equal((await get(id)).detail, 'So said the device.');
      assert.equal(world.audited[1]?.outcome, audited);
    });

  it('keeps what a rule refused, with the rule, and sends nothing', async () => {
    const refused = await world.ask(101);
    assert.deepEqual([refused.state, refused.outcome], ['done', 'rejected']);
    assert.match(refused.detail, /101 is above 100/);
    assert.deepEqual([world.sent, actions()], [[], ['command:request kim@aqua refused']]);
    assert.deepEqual((await get(refused.id)).detail, refused.detail);
    assert.deepEqual(world.outcomes, ['rejected']);
  });

  it('says that there is nothing to command, and keeps nothing', async () => {
    await assert.rejects(world.ask(1, { sensor: 'nothing' }), { code: 'not-found', field: 'sensor' });
    world.target = undefined;
    await assert.rejects(world.ask(1), {
      code: 'not-found',
      message: /No device has a point for boiler-1\/setpoint/,
    });
    assert.equal(world.commands.kept.size, 0);
  });

  it('sends one at a time to a point', async () => {
    await world.ask(1);
    const second = await world.ask(2);
    assert.deepEqual([second.state, second.outcome], ['done', 'rejected']);
    assert.match(second.detail, /Another command for boiler-1\/setpoint is on its way/);
    assert.equal(second.startedAt, undefined);
    assert.equal((await world.ask(3, { sensor: 'pump' })).state, 'running');
    assert.deepEqual(world.sent.map(({ value }) => value), [1, 3]); // prettier-ignore
  });

  it('sends no more in a minute than the point takes', async () => {
    world.write = WriteRules.parse({ maxPerMinute: 2 });
    const go = async () => {
      const command = await world.ask(1);
      world.answer({ outcome: 'accepted', detail: '' });
      await settled();
      return command;
    };
    await go();
    world.clock.advance(30_000);
    await go();
    const third = await go();
    assert.match(third.detail, /takes 2 commands a minute/);
    world.clock.advance(30_000);
    assert.equal((await go()).state, 'running');
  });

  it('says timed-out and nothing else when no answer comes, and notes a late one without believing it', async () => {
    const { id } = await world.ask(1);
    world.clock.advance(10_999);
    assert.equal((await get(id)).state, 'running');
    world.clock.advance(1);
    const ended = await world.service.ended('aqua', id);
    assert.equal(ended.outcome, 'timed-out');
    assert.match(ended.detail, /No answer within 10 s; the field may or may not have the value/);
    world.answer({ outcome: 'verified', detail: 'After all.' });
    await settled();
    assert.equal((await get(id)).outcome, 'timed-out');
    assert.equal(world.audited.at(-1)?.action, 'command:late');
    assert.equal(world.audited.at(-1)?.detail?.['outcome'], 'verified');
  });

  it('does not guess when the way to the field breaks', async () => {
    const { id } = await world.ask(1);
    world.fail(new Error('bug'));
    const ended = await world.service.ended('aqua', id);
    assert.equal(ended.outcome, 'failed');
    assert.match(ended.detail, /state of the field is unknown/);
  });

  it('sends nothing that cannot be written to the audit log', async () => {
    world.auditAway = true;
    const command = await world.ask(1);
    assert.deepEqual([command.state, command.outcome, world.sent], ['done', 'failed', []]);
    assert.match(command.detail, /nothing was sent/);
  });

  it('keeps what the field said while the database is away', async () => {
    const { id } = await world.ask(1);
    world.commands.away = true;
    world.answer({ outcome: 'verified', detail: 'It has it.' });
    await settled();
    world.commands.away = false;
    world.clock.advance(10_000);
    assert.equal((await world.service.ended('aqua', id)).outcome, 'verified');
  });

  it('answers the same idempotency key with the same command, and refuses another value under it', async () => {
    const first = await world.ask(1, { idempotencyKey: 'k' });
    assert.equal((await world.ask(1, { idempotencyKey: 'k' })).id, first.id);
    assert.equal(world.sent.length, 1);
    await assert.rejects(world.ask(2, { idempotencyKey: 'k' }), {
      code: 'conflict',
      field: 'idempotencyKey',
    });
    assert.deepEqual(world.inFlight, new Set([first.id]));
  });

  it(`keeps ${MAX_ASKED_PER_MINUTE} a minute, also refused ones`, async () => {
    for (let i = 0; i < MAX_ASKED_PER_MINUTE; i++) await world.ask(101);
    await assert.rejects(world.ask(101), { code: 'rate-limited', advice: /without end/ });
    assert.equal(world.commands.kept.size, MAX_ASKED_PER_MINUTE);
    world.clock.advance(60_000);
    assert.equal((await world.ask(1)).state, 'running');
  });

  it(`lets ${MAX_OPEN} wait or run`, async () => {
    for (let i = 0; i < MAX_OPEN; i++) await world.ask(1, { sensor: `s${i}` });
    await assert.rejects(world.ask(1, { sensor: 'one-more' }), { code: 'rate-limited' });
  });

  describe('with a second user', () => {
    beforeEach(() => void (world.write = WriteRules.parse({ ...SECOND, max: 100, maxPerMinute: 1 })));

    it('sends when another one confirms', async () => {
      const { id, state, confirmBefore } = await world.ask(5);
      assert.deepEqual(
        [state, confirmBefore, world.sent],
        ['pending-confirmation', '2026-11-23T09:05:00.000Z', []],
      );
      const command = await world.service.confirm(user('lee@aqua'), id);
      assert.deepEqual([command.state, command.confirmedBy, world.sent.length], ['running', 'lee@aqua', 1]);
      assert.deepEqual(actions(), ['command:request kim@aqua ok', 'command:confirm lee@aqua ok']);
      await assert.rejects(world.service.confirm(user('max@aqua'), id), { code: 'conflict' });
      await assert.rejects(world.service.cancel(by('kim@aqua'), id), {
        code: 'conflict',
        message: /on its way/,
      });
      assert.equal(world.sent.length, 1);
    });

    it('does not let who asked confirm, whatever the case of the name', async () => {
      const { id } = await world.ask(5);
      for (const who of [user('kim@aqua'), { ...user('KIM@aqua'), userId: 'made again' }])
        await assert.rejects(world.service.confirm(who, id), {
          code: 'forbidden',
          message: /asked .* yourself/,
        });
      assert.equal((await get(id)).state, 'pending-confirmation');
    });

    it('is hidden from other tenants, and closed to viewers', async () => {
      const { id } = await world.ask(5);
      await assert.rejects(world.service.confirm(user('lee@borealis'), id), { code: 'not-found' });
      await assert.rejects(world.service.cancel({ tenant: 'borealis', principal: undefined }, id), {
        code: 'not-found',
      });
      await assert.rejects(world.service.get('borealis', id), { code: 'not-found' });
      await assert.rejects(world.service.confirm({ ...user('lee@aqua'), role: 'viewer' }, id), {
        code: 'forbidden',
      });
    });

    it('one user confirms what a flow asked for', async () => {
      const { id, requestedBy } = await world.service.request(
        { tenant: 'aqua', principal: undefined },
        { unit: 'boiler-1', sensor: 'setpoint', value: 5, mode: 'direct' },
      );
      assert.equal(requestedBy, 'flow');
      assert.equal((await world.service.confirm(user('kim@aqua'), id)).state, 'running');
    });

    it('looks at the rules again', async () => {
      const { id } = await world.ask(50);
      world.write = WriteRules.parse({ ...SECOND, max: 40 });
      const command = await world.service.confirm(user('lee@aqua'), id);
      assert.deepEqual([command.outcome, world.sent], ['rejected', []]);
      assert.match(command.detail, /50 is above 40/);
    });

    it('does not send to a device that the point has moved to meanwhile', async () => {
      const { id } = await world.ask(50);
      world.target = { device: 'plc-2' };
      const command = await world.service.confirm(user('lee@aqua'), id);
      assert.match(command.detail, /moved to another device/);
      assert.deepEqual(world.sent, []);
    });

    it('holds to the rate of the point', async () => {
      const [first, second] = [await world.ask(1), await world.ask(2)];
      await world.service.confirm(user('lee@aqua'), first.id);
      world.answer({ outcome: 'accepted', detail: '' });
      await settled();
      assert.match((await world.service.confirm(user('lee@aqua'), second.id)).detail, /1 commands a minute/);
    });

    it('is taken back', async () => {
      const { id } = await world.ask(5);
      const command = await world.service.cancel(by('kim@aqua'), id);
      assert.deepEqual([command.outcome, world.sent], ['rejected', []]);
      assert.match(command.detail, /Cancelled by kim@aqua; nothing was sent/);
      await assert.rejects(world.service.confirm(user('lee@aqua'), id), { code: 'conflict' });
    });

    it('runs out', async () => {
      world.service.start();
      const { id } = await world.ask(5);
      const ended = world.service.ended('aqua', id);
      world.clock.advance(CONFIRM_WITHIN_MS - 1);
      await settled();
      assert.equal((await get(id)).state, 'pending-confirmation');
      world.clock.advance(5_000);
      assert.match((await ended).detail, /Nobody confirmed it within 5 minutes; nothing was sent/);
    });

    it('is too late a moment after, also before anybody tidied up', async () => {
      const { id } = await world.ask(5);
      world.clock.advance(CONFIRM_WITHIN_MS);
      const command = await world.service.confirm(user('lee@aqua'), id);
      assert.deepEqual([command.outcome, world.sent], ['rejected', []]);
    });
  });

  describe('after a restart', () => {
    it('ends what was on its way as timed-out, the state of the field unknown', async () => {
      const { id } = await world.ask(1);
      world.another('here', new Set()).start();
      await settled();
      const command = await get(id);
      assert.equal(command.outcome, 'timed-out');
      assert.match(command.detail, /restarted while .* on its way; the state of the field is unknown/);
    });

    it('leaves alone what this process or another installation has on its way, until its deadline', async () => {
      const { id } = await world.ask(1);
      world.another('here').start();
      const elsewhere = world.another('elsewhere', new Set());
      elsewhere.start();
      await settled();
      assert.equal((await get(id)).state, 'running');
      world.answer({ outcome: 'accepted', detail: 'Taken.' });
      await settled();
      assert.equal((await get(id)).outcome, 'accepted');
    });

    it('ends what another installation left when its deadline is over', async () => {
      await world.commands.add(
        'aqua',
        {
          id: 'left', unit: 'boiler-1', sensor: 'setpoint', device: 'plc-1', value: 1, mode: 'direct', state: 'running',
          detail: '', requestedBy: 'flow', requestedAt: 0, startedAt: 0, deadline: world.clock.now() + 5_000, instance: 'gone',
        },
        { maxPerMinute: 1, maxOpen: 1, maxAskedPerMinute: 9 },
      ); // prettier-ignore
      world.service.start();
      await settled();
      assert.equal((await get('left')).state, 'running');
      world.clock.advance(5_000);
      await settled();
      assert.equal((await get('left')).outcome, 'timed-out');
    });
  });

  it('stops: waits for what is on its way, no longer than 3 s, and lets go of who waits', async () => {
    const { id } = await world.ask(1);
    const waiting = world.service.ended('aqua', id).catch((error: Error) => error.message);
    const stopped = world.service.stop();
    await settled();
    world.clock.advance(3_000);
    await stopped;
    assert.match((await waiting) as string, /shutting down/);
    assert.equal((await get(id)).state, 'running');
  });
});
