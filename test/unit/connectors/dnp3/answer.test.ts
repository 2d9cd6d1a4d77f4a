import assert from 'node:assert/strict';
import { answerOf } from '../../../../lib/connectors/dnp3/answer';
import type { Content, ObjectHeader } from '../../../../lib/dnp3/app/fragment';
import { knownVariation } from '../../../../lib/dnp3/app/objects/table';
import { failure } from '../../../../lib/dnp3/master/request';

const header = (group: number, variation: number, content: Content): ObjectHeader => ({
  variation: knownVariation(group, variation),
  qualifier: 0,
  span: { kind: 'all' },
  content,
  from: 0,
  to: 0,
});
const rowsOf = (...objects: ObjectHeader[]): unknown => {
  const answer = answerOf({ ok: true, kind: 'read', measurements: 3, objects });
  return answer.ok && answer['objects'];
};
const octets = Uint8Array.of(1, 0xab);
const point = (index: number, value: number) => ({ index, value, flags: 1, time: undefined });

describe('What a request of DNP3 brought, for a flow', () => {
  it('is no more than ok where nothing else is told', () => {
    assert.deepEqual(answerOf({ ok: true, kind: 'done' }), { ok: true });
  });

  it('is how many values were delivered, and a row for each object that is none', () => {
    const deadbands = [point(0, 5), point(4, 70)];
    assert.deepEqual(
      answerOf({
        ok: true,
        kind: 'read',
        measurements: 3,
        objects: [header(34, 1, { kind: 'points', points: deadbands, synchronised: true })],
      }),
      {
        ok: true,
        measurements: 3,
        objects: [
          { group: 34, variation: 1, index: 0, value: 5 },
          { group: 34, variation: 1, index: 4, value: 70 },
        ],
      },
    );
  });

  it('has times as epoch ms, delays in ms, octets in hexadecimal, and attributes with their names', () => {
    const rows = rowsOf(
      header(50, 4, { kind: 'times', times: [{ index: 2, time: 1000, interval: 5, units: 3 }] }),
      header(50, 1, {
        kind: 'times',
        times: [{ index: 0, time: 2000, interval: undefined, units: undefined }],
      }),
      header(52, 2, { kind: 'delays', delays: [40] }),
      header(110, 2, { kind: 'octets', strings: [{ index: 9, octets }] }),
      header(0, 252, {
        kind: 'attributes',
        attributes: [{ index: 0, value: { type: 'text', value: 'ACME' } }],
      }),
      header(60, 1, { kind: 'named' }),
    );
    assert.deepEqual(rows, [
      { group: 50, variation: 4, index: 2, value: 1000, interval: 5, units: 3 },
      { group: 50, variation: 1, index: 0, value: 2000 },
      { group: 52, variation: 2, index: 0, value: 40 },
      { group: 110, variation: 2, index: 9, value: '01ab' },
      { group: 0, variation: 252, index: 0, name: 'device manufacturer’s name', value: 'ACME' },
    ]);
  });

  it('is bounded, and says how many rows were left out', () => {
    const points = Array.from({ length: 10_002 }, (_, index) => point(index, 0));
    const answer = answerOf({
      ok: true,
      kind: 'read',
      measurements: 0,
      objects: [header(80, 1, { kind: 'points', points, synchronised: true })],
    });
    assert.ok(answer.ok);
    assert.deepEqual([(answer['objects'] as unknown[]).length, answer['left']], [10_000, 2]);
  });

  it('is the attributes of the device, named where they are of the standard’s set', () => {
    const answer = answerOf({
      ok: true,
      kind: 'attributes',
      attributes: [
        { index: 0, variation: 248, value: { type: 'text', value: 'A-17' } },
        { index: 0, variation: 200, value: { type: 'octets', value: octets } },
        { index: 7, variation: 248, value: { type: 'unsigned', value: 3 } },
      ],
    });
    assert.deepEqual(answer, {
      ok: true,
      attributes: [
        { set: 0, variation: 248, name: 'device serial number', value: 'A-17' },
        { set: 0, variation: 200, name: 'configuration signature', value: '01ab' },
        { set: 7, variation: 248, value: 3 },
      ],
    });
  });

  it('is how long a restart takes', () => {
    assert.deepEqual(answerOf({ ok: true, kind: 'restart', delayMs: 1500 }), { ok: true, delayMs: 1500 });
  });

  it('is what failed, as the master says it', () => {
    const failed = failure('timeout', 'the outstation does not answer');
    assert.equal(answerOf(failed), failed);
  });
});
