import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BARE, MasterLine } from '../../../support/dnp3/master-line';
import { MasterChannelLine } from '../../../support/dnp3/master-channel-line';
import { vector, VECTORS } from '../vectors';

const octets = (most: number) => fc.uint8Array({ maxLength: most });
/** Looks like an answer, and then is anything. */
const answerLike = fc
  .tuple(fc.nat(255), fc.constantFrom(0x81, 0x82), octets(2), octets(60))
  .map(([control, code, iin, objects]) => Uint8Array.of(control, code, ...iin, ...objects));
/** A recorded fragment with an octet of it changed. */
const changed = fc
  .tuple(fc.constantFrom(...VECTORS.map(({ id }) => id)), fc.nat(), fc.nat(255))
  .map(([id, at, octet]) => {
    const fragment = vector(id).slice();
    fragment[at % fragment.length] = octet;
    return fragment;
  });
const event = fc.oneof(
  answerLike.map((fragment) => ({ fragment })),
  octets(20).map((fragment) => ({ fragment })),
  fc.nat(20_000).map((passes) => ({ passes })),
  fc.constant('reconnect' as const),
  fc.constant('command' as const),
);

const everything = {
  integrityPeriodMs: 7000,
  classPeriodsMs: { 1: 1000, 2: 2000, 3: 5000 },
  timeSync: 'non-lan' as const,
};

describe('dnp3 master: whatever comes', () => {
  it('a session goes on, within its bounds, and is sound again once the outstation is', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const line = new MasterLine(everything).open();
        for (const happens of events) {
          if (happens === 'reconnect') line.close().open();
          else if (happens === 'command') line.asks({ kind: 'restart', cold: true });
          else if ('passes' in happens) line.passes(happens.passes);
          else line.answers(happens.fragment);
        }
        const { requests } = line.session.counts;
        line.close().open();
        const answered = sound(line);
        assert.ok(line.session.counts.requests > requests + 3);
        assert.equal(line.session.state, 'online');
        assert.ok(answered > 3);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is delivered of an answer that cannot be read as a whole', () => {
    fc.assert(
      fc.property(octets(40), (rest) => {
        const line = new MasterLine(BARE).open();
        line.asks({ kind: 'classes', classes: [1] });
        // A good event, then an object that nobody knows.
        line.answers(Uint8Array.of(0xe0, 0x81, 0, 0, 2, 1, 0x17, 1, 0, 0x81, 0x57, 1, 6, ...rest));
        assert.deepEqual(line.measurements(), []);
        assert.equal(line.session.counts.malformed, 1);
      }),
    );
  });

  it('a channel goes on with octets that are no frames, and frames that are no fragments', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(octets(300), changed), { maxLength: 20 }), (chunks) => {
        const line = new MasterChannelLine().add(10, { ...BARE, retries: 0 }).open();
        for (const chunk of chunks) line.octets(chunk);
        // Ends whatever the last octets began.
        line.octets(new Uint8Array(300));
        line.does((channel, now) => channel.request(10, { kind: 'classes', classes: [1] }, now));
        // A good frame among them may have begun a conversation, which has its time first.
        line.passes(9000);
        const asked = line.drain().filter((sent) => sent.endsWith('013c0206'));
        assert.equal(asked.length, 1);
      }),
      { numRuns: 200 },
    );
  });
});

/** Answers everything as a good outstation would, for a minute; how many requests that were. */
function sound(line: MasterLine): number {
  let answered = 0;
  for (let second = 0; second < 60; second++) {
    line.passes(1000);
    for (let sent = line.sent(); sent; sent = line.sent()) {
      if (sent[1] === 0) continue;
      answered++;
      const delay = sent[1] === 0x17 ? [52, 2, 7, 1, 0, 0] : [];
      line.answers(Uint8Array.of(0xc0 | ((sent[0] as number) & 0x0f), 0x81, 0, 0, ...delay));
    }
  }
  return answered;
}
