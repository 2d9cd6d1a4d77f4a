import assert from 'node:assert/strict';
import type { MasterRequest } from '../../../../lib/dnp3/master/request';
import { NOON } from '../../../support/dnp3/conversation';
import { BARE, MasterLine } from '../../../support/dnp3/master-line';

const asking = (request: MasterRequest): MasterLine => {
  const line = new MasterLine(BARE).open();
  line.asks(request);
  return line;
};

describe('dnp3 master: requests of a user', () => {
  const wire: readonly (readonly [string, MasterRequest, string])[] = [
    ['a read of all', { kind: 'read', headers: [{ group: 30, variation: 0 }] }, '01 1e0006'],
    [
      'a read of ranges',
      {
        kind: 'read',
        headers: [{ group: 1, variation: 2, start: 0, stop: 5 }, { group: 30, variation: 1, start: 300 }],
      },
      '01 010200 0005 1e0101 2c012c01',
    ],
    ['a poll of classes', { kind: 'classes', classes: [2, 0] }, '01 3c0306 3c0106'],
    ['a freeze', { kind: 'freeze', clear: false, noAck: false }, '07 140006'],
    ['a freeze and clear of a range', { kind: 'freeze', clear: true, noAck: false, start: 1, stop: 3 }, '09 140000 0103'],
    [
      'a freeze at a time',
      { kind: 'freeze', clear: false, noAck: false, at: { time: NOON, intervalMs: 60_000 } },
      '0b 320207 01 00b2e2f98d01 60ea0000 140006',
    ],
    ['a cold restart', { kind: 'restart', cold: true }, '0d'],
    ['a warm restart', { kind: 'restart', cold: false }, '0e'],
    ['an assignment to a class', { kind: 'assign-class', class: 0, headers: [{ group: 30, variation: 0, start: 2 }] }, '16 3c0106 1e0000 0202'],
    ['deadbands', { kind: 'deadbands', variation: 1, deadbands: [{ index: 1, value: 10 }, { index: 4, value: 20 }] }, '02 220117 02 01 0a00 04 1400'],
    ['disabling', { kind: 'unsolicited', enable: false, classes: [1] }, '15 3c0206'],
    ['enabling', { kind: 'unsolicited', enable: true, classes: [1, 3] }, '14 3c0206 3c0406'],
    ['a time synchronisation', { kind: 'time' }, '18'],
    ['attributes', { kind: 'attributes' }, '01 00fe00 0000'],
  ]; // prettier-ignore
  for (const [what, request, hex] of wire)
    it(`sends ${what}`, () => {
      asking(request).sends(`c0 ${hex}`).sendsNothing();
    });

  for (const [code, clear, at] of [
    ['08', false, undefined],
    ['0a', true, undefined],
    ['0c', false, { time: NOON, intervalMs: 0 }],
  ] as const)
    it(`waits for no answer to the freeze with function ${code}`, () => {
      const line = asking({ kind: 'freeze', clear, noAck: true, ...(at && { at }) });
      line.sends(`c0 ${code} ${at ? '320207 01 00b2e2f98d01 00000000 ' : ''}140006`);
      assert.deepEqual(line.result(1), { ok: true, kind: 'done' });
    });

  it('tells how long a restart takes', () => {
    const line = asking({ kind: 'restart', cold: true }).sends('c0 0d').answers('c0 81 0000 3401 0701 0a00');
    assert.deepEqual(line.result(1), { ok: true, kind: 'restart', delayMs: 10_000 });
  });

  it('says that a restart is under way already (IIN2.4)', () => {
    const line = asking({ kind: 'restart', cold: true }).sends('c0 0d').answers('c0 81 0010');
    assert.deepEqual(line.result(1), {
      ok: false,
      cause: 'refused',
      reason: 'the outstation refuses the cold restart: ALREADY_EXECUTING',
    });
  });

  it('does not take an answer without the delay that was asked for', () => {
    const restart = asking({ kind: 'restart', cold: true }).sends('c0 0d').answers('c0 81 0000');
    const time = new MasterLine({ ...BARE, timeSync: 'non-lan' }).open();
    time.asks({ kind: 'time' });
    time.sends('c0 17').answers('c0 81 0000').sendsNothing();
    for (const line of [restart, time]) {
      const result = line.result(1);
      assert.equal(result?.ok === false && result.cause, 'malformed');
    }
  });

  it('repeats neither a restart nor a freeze that clears', () => {
    asking({ kind: 'restart', cold: false }).sends('c0 0e').passes(60_000).sendsNothing();
    asking({ kind: 'freeze', clear: true, noAck: false }).sends('c0 09 140006').passes(60_000).sendsNothing();
    asking({ kind: 'freeze', clear: false, noAck: false })
      .sends('c0 07 140006')
      .passes(5000)
      .sends('c1 07 140006');
  });

  it('says in words what the outstation refuses', () => {
    const line = asking({ kind: 'restart', cold: true }).sends('c0 0d').answers('c0 81 0001');
    const reason = 'the outstation refuses the cold restart: NO_FUNC_CODE_SUPPORT';
    assert.deepEqual(line.result(1), { ok: false, cause: 'refused', reason });
  });

  it('gives what an outstation has of a read, though it lacks some of it', () => {
    const line = asking({ kind: 'read', headers: [{ group: 1, variation: 2, start: 0, stop: 9 }] });
    line.sends('c0 01 010200 0009').answers('c0 81 0004 010200 0001 81 01');
    assert.deepEqual(line.result(1), { ok: true, kind: 'read', measurements: 2, objects: [] });
  });

  it('gives deadbands with the result: they are no measurements', () => {
    const line = asking({ kind: 'read', headers: [{ group: 34, variation: 0 }] });
    line.sends('c0 01 220006').answers('c0 81 0000 220100 0000 0500');
    const result = line.result(1);
    assert.ok(result?.ok && result.kind === 'read');
    assert.equal(result.measurements, 0);
    const [header] = result.objects;
    assert.ok(header?.content.kind === 'points');
    assert.equal(header.content.points[0]?.value, 5);
    assert.deepEqual(line.taken('measured'), []);
  });

  it('gives the attributes of several fragments', () => {
    const line = asking({ kind: 'attributes' }).sends('c0 01 00fe00 0000');
    line.answers('a0 81 0000 00fc00 0000 0103 616263').sends('c0 00');
    line.answers('41 81 0000 00d900 0000 0201 07').sendsNothing();
    const result = line.result(1);
    assert.ok(result?.ok && result.kind === 'attributes');
    assert.deepEqual(result.attributes, [
      { index: 0, variation: 252, value: { type: 'text', value: 'abc' } },
      { index: 0, variation: 217, value: { type: 'unsigned', value: 7 } },
    ]);
  });

  it('go before polls that are due', () => {
    const line = new MasterLine({ ...BARE, classPeriodsMs: { 1: 1000, 2: 1500, 3: 0 } }).open();
    line.passes(1000).sends('c0 01 3c0206').passes(600).asks({ kind: 'restart', cold: true });
    line.answers('c0 81 0000').sends('c1 0d').answers('c1 81 0000 3401 0701 0a00').sends('c2 01 3c0306');
  });

  it('are tried also while polls rest', () => {
    const line = new MasterLine({ ...BARE, retries: 0, classPeriodsMs: { 1: 1000, 2: 0, 3: 0 } }).open();
    line
      .passes(1000)
      .sends('c0 01 3c0206')
      .passes(5000)
      .sendsNothing()
      .asks({ kind: 'classes', classes: [0] });
    line.sends('c1 01 3c0106');
  });

  it('fail at once when too many wait', () => {
    const line = new MasterLine({ ...BARE, maxQueuedRequests: 2 }).open();
    for (let i = 0; i < 4; i++) line.asks({ kind: 'classes', classes: [1] });
    const [failed] = line.taken('answered');
    assert.deepEqual(failed, {
      kind: 'answered',
      request: 4,
      result: { ok: false, cause: 'queue-full', reason: 'too many requests wait already; try again later' },
    });
  });

  it('fail at once without a connection, and when it is lost', () => {
    const line = new MasterLine(BARE);
    line.asks({ kind: 'classes', classes: [1] });
    assert.equal(line.taken('answered')[0]?.result.ok, false);
    line.open();
    line.asks({ kind: 'classes', classes: [1] });
    line.asks({ kind: 'classes', classes: [2] });
    line.close();
    assert.deepEqual(line.taken('answered').map(({ request, result }) => [request, !result.ok && result.cause]), [[2, 'offline'], [3, 'offline']]); // prettier-ignore
  });

  it('are not sent when they waited for too long: an operator does not expect it any more', () => {
    const line = new MasterLine({ ...BARE, responseTimeoutMs: 20_000 }).open();
    line.asks({ kind: 'classes', classes: [1] });
    const late = line.asks({ kind: 'restart', cold: true });
    line.sends('c0 01 3c0206').passes(10_000);
    const result = line.result(late);
    assert.equal(result?.ok === false && result.cause, 'timeout');
    line.answers('c0 81 0000').sendsNothing();
  });

  it('can be taken back until they are sent', () => {
    const line = new MasterLine(BARE).open();
    const first = line.asks({ kind: 'classes', classes: [1] });
    const second = line.asks({ kind: 'classes', classes: [2] });
    assert.equal(line.session.cancel(first, line.now), false);
    assert.equal(line.session.cancel(second, line.now), true);
    line.sends('c0 01 3c0206').answers('c0 81 0000').sendsNothing();
  });

  it('to disable reporting make the indicated classes be read', () => {
    const line = new MasterLine({ startup: { disableUnsolicited: false, integrity: false } }).open();
    line.sends('c0 14 3c0206 3c0306 3c0406').answers('c0 81 0200').sendsNothing();
    line.asks({ kind: 'unsolicited', enable: false, classes: [1] });
    line.sends('c1 15 3c0206').answers('c1 81 0200').sends('c2 01 3c0206');
  });

  for (const [reason, request] of [
    ['headers: there is none; name one at least', { kind: 'read', headers: [] }],
    [
      'group: 99 is not known; use a group of the device profile',
      { kind: 'read', headers: [{ group: 99, variation: 0 }] },
    ],
    [
      'variation: g30v9 is not known; use 0 for any',
      { kind: 'read', headers: [{ group: 30, variation: 9 }] },
    ],
    [
      'stop: 1 is before start, 2',
      { kind: 'read', headers: [{ group: 30, variation: 0, start: 2, stop: 1 }] },
    ],
    ['start: give it where stop is given', { kind: 'freeze', clear: false, noAck: false, stop: 1 }],
    ['classes: there is none; name one at least', { kind: 'classes', classes: [] }],
    [
      'value: -1 does not fit into g34v3',
      { kind: 'deadbands', variation: 3, deadbands: [{ index: 0, value: -1 }] },
    ],
    [
      'value: 2.5 does not fit into g34v1',
      { kind: 'deadbands', variation: 1, deadbands: [{ index: 0, value: 2.5 }] },
    ],
    [
      'time: 281474976710656 is not a whole number from 0 to 281474976710655',
      { kind: 'freeze', clear: false, noAck: false, at: { time: 2 ** 48, intervalMs: 0 } },
    ],
    [
      'intervalMs: -1 is not a whole number from 0 to 4294967295',
      { kind: 'freeze', clear: false, noAck: false, at: { time: 0, intervalMs: -1 } },
    ],
    [
      'value: 3.5 does not fit into g41v1; choose another variation',
      {
        kind: 'operate',
        mode: 'direct',
        controls: [{ kind: 'set-point', variation: 1, setPoint: { index: 0, value: 3.5, status: 0 } }],
      },
    ],
    [
      'clear: a freeze at a time does not clear; leave one of the two out',
      { kind: 'freeze', clear: true, noAck: false, at: { time: 0, intervalMs: 0 } },
    ],
  ] as const)
    // prettier-ignore
    it(`are refused where they cannot be sent: ${reason}`, () => {
      const line = asking(request).sendsNothing();
      assert.deepEqual(line.result(1), { ok: false, cause: 'refused', reason });
    });

  it('are all that a passive master sends, whatever the outstation indicates', () => {
    const line = new MasterLine({ passive: true, classPeriodsMs: { 1: 1000, 2: 0, 3: 0 } }).open();
    line
      .passes(5000)
      .sendsNothing()
      .asks({ kind: 'classes', classes: [0] });
    // Restart, time wanted, events of class 1, overflow.
    line.sends('c0 01 3c0106').answers('c0 81 9208');
    line.passes(60_000).sendsNothing();
  });
});
