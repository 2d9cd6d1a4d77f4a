import assert from 'node:assert/strict';
import { CrobCode } from '../../../../lib/dnp3/app/fragment';
import { PrimaryFunction, SecondaryFunction } from '../../../../lib/dnp3/link/frame';
import type { Control } from '../../../../lib/dnp3/app/control';
import { MasterChannelLine } from '../../../support/dnp3/master-channel-line';
import { BARE } from '../../../support/dnp3/master-line';
import { vector } from '../vectors';

const every = (ms: number) => ({ ...BARE, classPeriodsMs: { 1: ms, 2: 0, 3: 0 } });
const POLL = '01 3c0206';
const EVENT = '0201 1701 00 81';
const LATCH: Control = {
  kind: 'crob',
  crob: { index: 2, code: CrobCode.LatchOn, count: 1, onMs: 100, offMs: 100, status: 0 },
};
const CROB = '0c01 1701 02 0301 64000000 64000000 00';

describe('dnp3 master: one outstation on a connection', () => {
  it('takes the frames of a start-up behind the remains of another, cut anywhere', () => {
    const line = new MasterChannelLine().add(10).open().sends('10: c0 15 3c0206 3c0306 3c0406');
    for (const octet of vector('g2v1').subarray(0, 3)) line.octets(Uint8Array.of(octet));
    line.answers(10, 'f0 82 9000').sends('10: d0 00').answers(10, 'c0 81 9000');
    line
      .sends('10: c1 02 50010007 0700')
      .answers(10, 'c1 81 1000')
      .sends('10: c2 01 3c0206 3c0306 3c0406 3c0106');
  });

  it('leaves what comes from a foreign address', () => {
    const line = new MasterChannelLine().add(10, every(1000)).open().passes(1000).sends(`10: c0 ${POLL}`);
    line.answers(11, `c0 81 0000 ${EVENT}`);
    assert.deepEqual(line.measured(), []);
    line.answers(10, `c0 81 0000 ${EVENT}`);
    assert.deepEqual(line.measured(), [[10, [0]]]);
  });

  it('asks for the status of a quiet link, and closes when nobody answers', () => {
    const line = new MasterChannelLine()
      .add(10, { ...BARE, keepAliveMs: 60_000 })
      .open()
      .passes(60_000);
    line.sends(`10: function ${PrimaryFunction.RequestLinkStatus}`);
    line.frame(10, SecondaryFunction.LinkStatus, undefined, false).passes(60_000);
    line.sends(`10: function ${PrimaryFunction.RequestLinkStatus}`).passes(60_000);
    assert.equal(line.taken('close').length, 1);
  });

  it('begins anew after the connection was lost, with what was unfinished forgotten', () => {
    const line = new MasterChannelLine().add(10, every(1000)).open().passes(1000).sends(`10: c0 ${POLL}`);
    line
      .does((channel, now) => channel.closed(now))
      .passes(10_000)
      .sendsNothing()
      .open()
      .passes(1000);
    line.sends(`10: c1 ${POLL}`).answers(10, `c0 81 0000 ${EVENT}`);
    assert.deepEqual(line.measured(), []);
  });

  it('takes a request back that is not sent yet', () => {
    const line = new MasterChannelLine().add(10, BARE).open();
    const ids: (number | undefined)[] = [];
    for (const of of [1, 2] as const)
      line.does((channel, now) => ids.push(channel.request(10, { kind: 'classes', classes: [of] }, now)));
    line.does((channel, now) => {
      assert.deepEqual(ids.map((id) => channel.cancel(10, id ?? 0, now)), [false, true]); // prettier-ignore
      assert.equal(channel.cancel(99, 1, now), false);
      assert.equal(channel.request(99, { kind: 'time' }, now), undefined);
    });
    line.sends('10: c0 01 3c0206').answers(10, 'c0 81 0000').sendsNothing();
  });

  it('refuses a second outstation with the same address', () => {
    assert.throws(
      () => new MasterChannelLine().add(10).add(10),
      /outstation address 10 is on this channel already/,
    );
  });
});

describe('dnp3 master: several outstations on a line', () => {
  it('speaks with one at a time, one after the other', () => {
    const line = new MasterChannelLine()
      .add(10, every(1000))
      .add(11, every(1000))
      .add(12, every(1000))
      .open();
    line.passes(1000).sends(`10: c0 ${POLL}`).sendsNothing().answers(10, 'c0 81 0000');
    line.sends(`11: c0 ${POLL}`).sendsNothing().answers(11, 'c0 81 0000');
    line.sends(`12: c0 ${POLL}`).sendsNothing().answers(12, 'c0 81 0000').sendsNothing();
    line.passes(1000).sends(`10: c1 ${POLL}`);
  });

  it('keeps the turn until the measurements of an answer are confirmed', () => {
    const line = new MasterChannelLine().add(10, every(1000)).add(11, every(1000)).open().passes(1000);
    line.sends(`10: c0 ${POLL}`).answers(10, `e0 81 0000 ${EVENT}`).sends('10: c0 00', `11: c0 ${POLL}`);
  });

  it('takes what one reports while another has the turn', () => {
    const line = new MasterChannelLine().add(10, every(1000)).add(11, BARE).open().passes(1000);
    line.sends(`10: c0 ${POLL}`).answers(11, `f3 82 0000 ${EVENT}`).sends('11: d3 00').sendsNothing();
    line.answers(10, `c0 81 0000 ${EVENT}`);
    assert.deepEqual(line.measured(), [[11, [0]], [10, [0]]]); // prettier-ignore
  });

  it('sends nothing to another between a select and its operate', () => {
    const line = new MasterChannelLine().add(10, BARE).add(11, every(1000)).open().passes(999);
    line.does((channel, now) =>
      channel.request(10, { kind: 'operate', mode: 'select-before-operate', controls: [LATCH] }, now),
    );
    line
      .sends(`10: c0 03 ${CROB}`)
      .passes(1000)
      .does((channel, now) => {
        channel.broadcast('no-confirm', { kind: 'freeze', clear: false, noAck: true }, now);
      });
    line.sendsNothing().answers(10, `c0 81 0000 ${CROB}`).sends(`10: c1 04 ${CROB}`).sendsNothing();
    line.answers(10, `c1 81 0000 ${CROB}`).sends('65533: c0 08 140006', `11: c0 ${POLL}`);
  });

  it('does not wait twice for a silent one while others have something to say', () => {
    const silent = { ...every(1000), retries: 1, responseTimeoutMs: 500 };
    const line = new MasterChannelLine().add(10, silent).add(11, every(1000)).open().passes(1000);
    line.sends(`10: c0 ${POLL}`).sendsNothing().passes(500).sends(`11: c0 ${POLL}`);
    // Too late: it was given up.
    line.answers(10, `c0 81 0000 ${EVENT}`).sendsNothing().answers(11, 'c0 81 0000').sends(`10: c1 ${POLL}`);
    line.answers(10, `c1 81 0000 ${EVENT}`);
    assert.deepEqual(line.measured(), [[10, [0]]]);
  });

  it('loses one time-out a round for a dead one, and less and less often', () => {
    const dead = { ...every(1000), retries: 0, responseTimeoutMs: 500 };
    const line = new MasterChannelLine().add(10, dead).add(11, every(1000)).open();
    const asked = { dead: 0, alive: 0 };
    for (let step = 0; step < 1200; step++)
      for (const sent of line.passes(100).drain())
        if (sent.startsWith('10: ')) asked.dead++;
        else {
          asked.alive++;
          line.answers(11, `${sent.slice(4, 6)} 81 0000`);
        }
    assert.ok(asked.dead >= 4 && asked.dead <= 8, `the dead one was asked ${asked.dead} times`);
    assert.ok(asked.alive >= 119, `the other one was asked ${asked.alive} times`);
  });

  it('serves a user before the polls of others, but not for ever', () => {
    const line = new MasterChannelLine()
      .add(10, every(1000))
      .add(11, every(1000))
      .add(12, every(1000))
      .open();
    line.passes(1000).sends(`10: c0 ${POLL}`);
    for (let i = 0; i < 2; i++)
      line.does((channel, now) => channel.request(12, { kind: 'classes', classes: [3] }, now));
    line.answers(10, 'c0 81 0000').sends('12: c0 01 3c0406').answers(12, 'c0 81 0000');
    line
      .sends(`11: c0 ${POLL}`)
      .answers(11, 'c0 81 0000')
      .sends('12: c1 01 3c0406')
      .answers(12, 'c1 81 0000');
    line.sends(`12: c2 ${POLL}`);
  });

  it('keeps the connection when one of them is away, and closes it when all are', () => {
    const config = { ...BARE, keepAliveMs: 60_000 };
    const line = new MasterChannelLine().add(10, config).add(11, config).open();
    for (let i = 0; i < 10; i++) line.passes(30_000).answers(10, `f${i} 82 0000`);
    assert.deepEqual(line.taken('close'), []);
    line.passes(120_000);
    assert.ok(line.taken('close').length > 0);
  });

  it('goes on with the others when one is taken away in its turn', () => {
    const line = new MasterChannelLine().add(10, every(1000)).add(11, every(1000)).open().passes(1000);
    line
      .sends(`10: c0 ${POLL}`)
      .does((channel, now) => channel.remove(10, now))
      .sends(`11: c0 ${POLL}`);
    line.answers(10, 'c0 81 0000').sendsNothing();
  });

  it('begins with one that is added to an open line', () => {
    new MasterChannelLine().open().add(10).sends('10: c0 15 3c0206 3c0306 3c0406');
  });
});

describe('dnp3 master: broadcasts', () => {
  const broadcast = (
    how: 'no-confirm' | 'confirm' | 'optional',
    request: Parameters<MasterChannelLine['channel']['broadcast']>[1],
  ): MasterChannelLine =>
    new MasterChannelLine()
      .add(10, BARE)
      .open()
      .does((channel, now) => channel.broadcast(how, request, now));

  it('freeze all counters of a line', () => {
    const line = broadcast('optional', { kind: 'freeze', clear: false, noAck: true }).sends(
      '65535: c0 08 140006',
    );
    assert.deepEqual(line.taken('broadcast'), [
      { kind: 'broadcast', request: 1, result: { ok: true, kind: 'done' } },
    ]);
  });

  it('set the time: the moment is recorded, then told', () => {
    broadcast('confirm', { kind: 'time' })
      .sends('65534: c0 18', '65534: c1 02 32030701 00b2e2f98d01')
      .sendsNothing();
  });

  it('operate without acknowledgement', () => {
    broadcast('no-confirm', { kind: 'operate', mode: 'direct-no-ack', controls: [LATCH] }).sends(
      `65533: c0 06 ${CROB}`,
    );
  });

  it('are refused where an answer would be needed, or they are too long', () => {
    const reason = (line: MasterChannelLine): string => {
      const [effect] = line.sendsNothing().taken('broadcast');
      assert.ok(effect && !effect.result.ok);
      return effect.result.reason;
    };
    assert.match(reason(broadcast('optional', { kind: 'classes', classes: [1] })), /expects an answer/);
    assert.match(reason(broadcast('optional', { kind: 'restart', cold: true })), /expects an answer/);
    const controls = Array.from({ length: 30 }, () => LATCH);
    assert.match(
      reason(broadcast('optional', { kind: 'operate', mode: 'direct-no-ack', controls })),
      /249 octets/,
    );
    const offline = new MasterChannelLine().does((channel, now) =>
      channel.broadcast('confirm', { kind: 'time' }, now),
    );
    assert.match(reason(offline), /no connection/);
  });
});
