import assert from 'node:assert/strict';
import { Line, MINUTE, SECOND, T0, item, route } from '../fixture';

describe('Routes of notifications', () => {
  for (const [what, more, told, untold] of [
    ['priority', { priorities: ['critical'] }, { priority: 'critical' }, { priority: 'high' }],
    ['class', { classes: ['safety*'] }, { class: 'safety-boiler' }, { class: 'process' }],
    ['unit', { units: ['boiler-*'] }, { unit: 'boiler-7' }, { unit: 'pump-1' }],
    [
      'unit, which an alarm of a device has not',
      { units: ['boiler-*'] },
      {},
      { unit: undefined, device: 'plc' },
    ],
    ['rule', { rules: ['h*t'] }, { rule: 'hot' }, { rule: 'cold' }],
    ['event', { events: ['returned'] }, { event: 'returned' }, { event: 'raised' }],
  ] as const)
    it(`match by ${what}`, () => {
      const line = new Line([route(more as never)]);
      line.take(item('told', told), item('untold', untold)).pass(SECOND);
      assert.deepEqual(
        line.said.map(({ items }) => items[0]?.id),
        ['hot:boiler-told/supply'],
      );
    });

  it('each tell their own, and those that are off nobody', () => {
    const line = new Line([route(), route({ key: 'other' }), route({ key: 'off', enabled: false })]);
    line.take(item(1)).pass(SECOND);
    assert.deepEqual(
      line.said.map((message) => message.route.key),
      ['on-duty', 'other'],
    );
  });

  it('count within their schedule only, in the time zone of the plant', () => {
    const schedule = { days: ['friday'], from: '10:00', to: '11:00' } as const;
    const line = new Line([route({ schedule: { ...schedule, days: [...schedule.days] } })], 'Europe/Berlin');
    // 09:00 UTC is 10:00 in Berlin; the 27th of November 2026 is a Friday.
    line
      .take(item(1))
      .pass(60 * MINUTE)
      .take(item(2))
      .pass(MINUTE);
    assert.deepEqual(line.heard(), ['0 s, step 0: alarms 1: 1 raised']);
  });

  it('gather alarms into one message, with the first-out on top, then by priority', () => {
    const line = new Line([route({ groupSeconds: 10 })]);
    line.take(item(1)).pass(3 * SECOND);
    line.take(item(2, { priority: 'critical', at: T0 + 3 })).pass(3 * SECOND);
    line.take(item(3, { firstOut: true, at: T0 + 5 })).pass(60 * SECOND);
    assert.deepEqual(line.heard(), ['10 s, step 0: alarms 3: 3 raised, 2 raised, 1 raised']);
  });

  it('leave out what was acknowledged before anybody was told, and mark what returned', () => {
    const line = new Line([route({ groupSeconds: 10, events: ['raised', 'acknowledged', 'returned'] })]);
    line.take(item(1), item(2)).pass(SECOND).tell(1, 'acknowledged').tell(2, 'returned').pass(MINUTE);
    assert.equal(line.said.length, 1);
    assert.deepEqual(
      line.said[0]?.items.map(({ id, returned }) => [id, returned]),
      [['hot:boiler-2/supply', true]],
    );
    line.tell(2, 'acknowledged').pass(MINUTE);
    assert.equal(line.heard().at(-1), '71 s, step 0: alarms 1: 2 acknowledged');
  });

  it('say nothing where all of a group was acknowledged in time', () => {
    const line = new Line([route({ groupSeconds: 10 })]);
    line.take(item(1)).pass(SECOND).tell(1, 'acknowledged').pass(MINUTE);
    assert.deepEqual(line.heard(), []);
  });

  it('hold back in quiet hours what is not critical, and tell at their end what is still open', () => {
    const quietHours = { from: '08:00', to: '10:00' };
    const line = new Line([route({ quietHours, priorities: ['critical', 'high', 'low'] })]);
    line
      .take(item(1), item(2), item(3, { priority: 'critical' }))
      .tell(2, 'acknowledged')
      .pass(2 * 60 * MINUTE);
    assert.deepEqual(line.heard(), ['0 s, step 0: alarms 1: 3 raised', '3600 s, step 0: alarms 1: 1 raised']);
  });

  it('hold a text back in quiet hours too, and tell it at once otherwise', () => {
    const text = { event: 'message', message: 'Filter changed' } as const;
    const line = new Line([route({ groupSeconds: 30, quietHours: { from: '09:01', to: '09:10' } })]);
    line
      .take(item(1, text))
      .pass(2 * MINUTE)
      .take(item(2, text))
      .pass(20 * MINUTE);
    assert.deepEqual(line.heard(), [
      '0 s, step 0: message 1: 1 message',
      '600 s, step 0: alarms 1: 2 message',
    ]);
  });

  it('limit their messages, and count the rest in one', () => {
    const line = new Line([route({ rateLimit: { messages: 2, perSeconds: 60 } })]);
    for (let i = 0; i < 19; i++) line.take(item(i)).pass(SECOND);
    assert.deepEqual(line.heard(), ['0 s, step 0: alarms 1: 0 raised', '1 s, step 0: alarms 1: 1 raised']);
    line.pass(5 * MINUTE);
    const [more, ...others] = line.said;
    assert.deepEqual([more?.kind, more?.count, more?.at, others.length], ['more', 17, T0 + MINUTE, 0]);
  });

  it('escalate step by step while nobody acknowledges', () => {
    const steps = [0, 300, 900].map((afterSeconds, i) => ({ afterSeconds, targets: [`t${i}`] }));
    const line = new Line([route({ steps })]);
    line
      .take(item(1))
      .pass(4 * MINUTE)
      .take(item(2))
      .pass(2 * MINUTE)
      .tell(1, 'acknowledged')
      .pass(60 * MINUTE);
    assert.deepEqual(line.heard(), [
      '0 s, step 0: alarms 1: 1 raised',
      '240 s, step 0: alarms 1: 2 raised',
      '300 s, step 1: alarms 1: 1 raised',
      '540 s, step 1: alarms 1: 2 raised',
      '1140 s, step 2: alarms 1: 2 raised',
    ]);
    assert.equal(line.planner.escalating, 1, 'until it is acknowledged');
    assert.equal(line.tell(2, 'acknowledged').planner.escalating, 0);
  });

  for (const event of [
    'acknowledged',
    'shelved',
    'returned',
    'suppressed',
    'out-of-service',
    'removed',
  ] as const)
    it(`end an escalation when the alarm is ${event}`, () => {
      const steps = [0, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
      const line = new Line([route({ steps })]);
      line
        .take(item(1))
        .pass(MINUTE)
        .tell(1, event)
        .pass(60 * MINUTE);
      assert.deepEqual(line.heard(), ['0 s, step 0: alarms 1: 1 raised']);
    });

  for (const event of ['shelved', 'returned'] as const)
    it(`go on when the alarm is ${event} where that does not end them`, () => {
      const steps = [0, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
      const line = new Line([route({ steps, endsOn: ['acknowledged'] })]);
      line
        .take(item(1))
        .pass(MINUTE)
        .tell(1, event)
        .pass(60 * MINUTE);
      assert.deepEqual(line.heard(), [
        '0 s, step 0: alarms 1: 1 raised',
        '300 s, step 1: alarms 1: 1 raised',
      ]);
    });

  it('tell the end to all steps that were told of it', () => {
    const steps = [0, 300, 900].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
    const line = new Line([route({ steps, events: ['raised', 'acknowledged'] })]);
    line
      .take(item(1))
      .pass(6 * MINUTE)
      .heard();
    line.tell(1, 'acknowledged').pass(60 * MINUTE);
    assert.deepEqual(line.heard(), [
      '360 s, step 0: alarms 1: 1 acknowledged',
      '360 s, step 1: alarms 1: 1 acknowledged',
    ]);
  });

  it('go on after a restart from where they were, and tell no alarm twice', () => {
    const routes = [
      route({
        groupSeconds: 10,
        steps: [0, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] })),
      }),
    ];
    const line = new Line(routes);
    line
      .take(item(1))
      .pass(5 * SECOND)
      .restart(routes)
      .take(item(1))
      .pass(5 * SECOND);
    assert.deepEqual(line.heard(), ['10 s, step 0: alarms 1: 1 raised']);
    line.restart(routes).pass(10 * MINUTE);
    assert.deepEqual(line.heard(), ['310 s, step 1: alarms 1: 1 raised']);
  });

  it('catch up with what happened while nobody listened', () => {
    const routes = [route({ steps: [0, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] })) })];
    const line = new Line(routes);
    line.take(item('known'), item('seen-to')).heard();
    line.now += 10 * MINUTE;
    line.planner.catchUp(
      [item('known'), item('new', { at: T0 + 1 })],
      new Set([item('known').id, item('new').id]),
      line.now,
    );
    line.take().pass(0);
    assert.deepEqual(line.heard(), [
      '600 s, step 0: alarms 1: new raised',
      '600 s, step 1: alarms 1: known raised',
    ]);
  });
});
