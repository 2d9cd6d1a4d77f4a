import assert from 'node:assert/strict';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import type { MasterRequest, RequestResult } from '../../../lib/dnp3/master/request';
import type { OutstationOptions } from '../../../lib/dnp3/outstation/config';
import type { PointDatabase } from '../../../lib/dnp3/outstation/database';
import { ConnectionPair } from '../../support/dnp3/connection-pair';
import { NOON } from '../../support/dnp3/conversation';

const define = (database: PointDatabase): void => {
  for (let index = 0; index < 4; index++) {
    database.define('counter', index, { class: 3 });
    database.define('frozen-counter', index, { class: 3, eventVariation: 5 });
    database.define('analog-input', index, { class: 2 });
    database.define('binary-output', index, { class: 1, commandClass: 1 });
    database.define('analog-output', index, { class: 2, commandClass: 2 });
    database.define('octet-string', index, { class: 1 });
  }
};

const online = (options: OutstationOptions = {}): ConnectionPair =>
  new ConnectionPair({ define, outstation: options }).connect().passes(1000);

function asked(pair: ConnectionPair, request: MasterRequest): RequestResult {
  pair.stored.splice(0);
  const id = pair.request(request);
  const result = pair.passes(1000).result(id);
  assert.ok(result, 'there is no result');
  return result;
}

describe('dnp3: requests between a master and an outstation', () => {
  it('operate outputs of both kinds, with the events of what was commanded', () => {
    const pair = online();
    const result = asked(pair, {
      kind: 'operate',
      mode: 'select-before-operate',
      controls: [
        { kind: 'crob', crob: { index: 1, code: CrobCode.LatchOn, count: 1, onMs: 0, offMs: 0, status: 0 } },
        { kind: 'set-point', variation: 3, setPoint: { index: 2, value: 1.5, status: 0 } },
      ],
    });
    assert.ok(result.ok && result.kind === 'operate');
    assert.deepEqual(result.controls.map(({ index, status }) => [index, status]), [[1, 0], [2, 0]]); // prettier-ignore
    const commands = pair.stored.filter(({ status }) => status !== undefined);
    assert.deepEqual(commands.map(({ group, index, value, status }) => [group, index, value, status]), [[13, 1, true, 0], [43, 2, 1.5, 0]]); // prettier-ignore
  });

  it('tell the status of an output that there is not', () => {
    const result = asked(online(), {
      kind: 'operate',
      mode: 'direct',
      controls: [{ kind: 'set-point', variation: 1, setPoint: { index: 900, value: 1, status: 0 } }],
    });
    assert.ok(!result.ok);
    assert.equal(result.cause, 'status');
    assert.deepEqual(result.controls, [
      { index: 900, status: 4, words: 'status 4 (the point does not support this control)' },
    ]);
  });

  it('freeze counters and clear them', () => {
    const pair = online();
    pair.database.update('counter', 2, { value: 70_000 }, pair.now);
    pair.passes(1000);
    assert.equal(asked(pair, { kind: 'freeze', clear: true, noAck: false, start: 2 }).ok, true);
    const frozen = pair.stored.find(({ type }) => type === 'frozen-counter');
    assert.deepEqual([frozen?.group, frozen?.index, frozen?.value], [23, 2, 70_000]);
    asked(pair, { kind: 'read', headers: [{ group: 20, variation: 1, start: 2, stop: 2 }] });
    assert.deepEqual(pair.stored.map(({ value }) => value), [0]); // prettier-ignore
  });

  it('write deadbands, and read them', () => {
    const pair = online();
    pair.database.update('analog-input', 1, { value: 0 }, pair.now);
    const deadbands = [{ index: 1, value: 10 }, { index: 3, value: 2.5 }]; // prettier-ignore
    assert.equal(asked(pair, { kind: 'deadbands', variation: 3, deadbands }).ok, true);
    const result = asked(pair, { kind: 'read', headers: [{ group: 34, variation: 3 }] });
    assert.ok(result.ok && result.kind === 'read');
    const values = result.objects.flatMap(({ content }) => (content.kind === 'points' ? content.points : []));
    assert.deepEqual(values.map(({ value }) => value), [0, 10, 0, 2.5]); // prettier-ignore
    pair.database.update('analog-input', 1, { value: 10 }, pair.now);
    assert.equal(pair.passes(1000).unsolicited, 1);
    pair.database.update('analog-input', 1, { value: 10.5 }, pair.now);
    assert.equal(pair.passes(1000).unsolicited, 2);
  });

  it('put points out of all classes', () => {
    const pair = online();
    const headers = [{ group: 30, variation: 0, start: 0, stop: 1 }];
    assert.equal(asked(pair, { kind: 'assign-class', class: 0, headers }).ok, true);
    for (const index of [0, 1, 2]) pair.database.update('analog-input', index, { value: 5 }, pair.now);
    pair.passes(1000);
    assert.deepEqual(pair.stored.map(({ index }) => index), [2]); // prettier-ignore
  });

  it('say how long a restart takes, or that there is none', () => {
    const result = asked(online({ coldRestartMs: 12_000 }), { kind: 'restart', cold: true });
    assert.deepEqual(result, { ok: true, kind: 'restart', delayMs: 12_000 });
    const refused = asked(online(), { kind: 'restart', cold: false });
    assert.equal(!refused.ok && refused.cause, 'refused');
  });

  it('read what the outstation says about itself', () => {
    const attributes = [{ variation: 252, value: { type: 'text', value: 'ThermaCore' } }] as const;
    const result = asked(online({ attributes }), { kind: 'attributes' });
    assert.ok(result.ok && result.kind === 'attributes');
    const maker = result.attributes.find(({ variation }) => variation === 252);
    assert.deepEqual(maker?.value, { type: 'text', value: 'ThermaCore' });
  });

  it('carry octet strings, as values and as events', () => {
    const pair = online();
    pair.database.update('octet-string', 3, { value: Uint8Array.of(1, 2, 3) }, pair.now);
    pair.passes(1000);
    const event = pair.stored.at(-1);
    assert.deepEqual(
      [event?.group, event?.variation, event?.index, event?.value],
      [111, 3, 3, Uint8Array.of(1, 2, 3)],
    );
    const result = asked(pair, { kind: 'read', headers: [{ group: 110, variation: 0, start: 3, stop: 3 }] });
    assert.ok(result.ok);
    assert.deepEqual(pair.stored.map(({ value }) => value), [Uint8Array.of(1, 2, 3)]); // prettier-ignore
  });

  it('give the points that there are of a range that goes beyond them', () => {
    const pair = online();
    const result = asked(pair, { kind: 'read', headers: [{ group: 30, variation: 0, start: 2, stop: 99 }] });
    assert.equal(result.ok, true);
    assert.deepEqual(pair.stored.map(({ index }) => index), [2, 3]); // prettier-ignore
  });

  for (const timeSync of ['lan', 'non-lan', 'direct-write'] as const)
    it(`set a clock by ${timeSync}`, () => {
      const pair = new ConnectionPair({ define, master: { timeSync } });
      pair.line = { latencyMs: 200, lost: 0, damaged: 0, cut: 0 };
      pair.connect().passes(10_000);
      const [set, ...more] = pair.clocks;
      assert.ok(set && more.length === 0);
      // Only a measured delay tells how long the line takes.
      const late = timeSync === 'non-lan' ? 0 : 200;
      assert.equal(set.at - set.utc, late);
      assert.ok(set.at > NOON);
    });
});
