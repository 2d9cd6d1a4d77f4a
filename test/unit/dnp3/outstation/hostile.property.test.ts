import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hexOf, octetsOf } from '../../../support/dnp3/conversation';
import { crob, request, requests, time48, u32 } from '../../../support/dnp3/fragments';
import { running } from '../../../support/dnp3/outstation';

const GOOD = [
  requests.integrityPoll(1),
  requests.read(2, '01 00 00 00 ff', '1e 02 17 02 00 07', '00 fe 06', '50 01 06', '32 01 06'),
  requests.select(3),
  requests.operate(4),
  requests.directOperate(5, crob(2, 0x41)),
  requests.directOperateNoAck(6),
  requests.enableUnsolicited(7),
  requests.disableUnsolicited(8),
  requests.writeTime(9, 1),
  requests.confirm(1),
  requests.confirmUnsolicited(1),
  request(10, 0x09, '14 00 06'),
  request(11, 0x0b, '32 02 07 01', time48(1), u32(100), '14 00 06'),
  request(12, 0x16, '3c 02 06 01 00 06 6e 00 06'),
  request(13, 2, '22 03 00 00 00 00 00 c0 7f'),
  octetsOf('c0 01 01 00 02 00 00 00 00 ff ff ff ff'),
  octetsOf('c0 01 6e 00 06 6f 00 08 ff ff 3c 02 07 00'),
];

/** Good fragments of which some octets are others, or that end early; and any octets at all. */
const hostile = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...GOOD),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }),
      fc.option(fc.nat(40), { nil: undefined, freq: 4 }),
    )
    .map(([octets, changes, cut]) => {
      const changed = octets.slice(0, cut);
      for (const [at, octet] of changes) if (at < changed.length) changed[at] = octet;
      return changed;
    }),
  fc.uint8Array({ maxLength: 300 }),
);

const BROADCASTS = ['none', 'none', 'none', 'no-confirm', 'confirm', 'optional'] as const;

describe('outstation: whatever comes', () => {
  it('§7.3 does not throw, answers within its fragment size, and still serves afterwards', () => {
    const input = fc.record({
      octets: hostile,
      broadcast: fc.constantFrom(...BROADCASTS),
      ms: fc.constantFrom(0, 0, 10, 6_000),
      answers: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        const { talk, session, update } = running(
          (database) => {
            for (let index = 0; index < 8; index++) {
              database.define('binary-input', index, { class: 1 });
              database.define('analog-input', index, { class: 2 });
              database.define('counter', index, { class: 3 });
              database.define('frozen-counter', index, { class: 3 });
              database.define('octet-string', index, { class: 1 });
            }
            database.define('binary-output', 2, { commandClass: 1 });
          },
          { unsolicited: true, maxTransmitFragment: 300, eventBuffer: 20, coldRestartMs: 1 },
        );
        for (const { octets, broadcast, ms, answers } of inputs) {
          session.received(octets, broadcast, talk.now);
          for (const { id } of talk.effectsOf('control')) if (answers) session.controlled(id, [0], talk.now);
          update('analog-input', 3, ms);
          talk.passes(ms);
          for (const { fragment } of talk.effectsOf('send')) assert.ok(fragment.length <= 300);
          assert.ok(session.bufferedEvents <= 20 * 11);
        }
        session.closed();
        session.opened(talk.now);
        talk.effectsOf('send');
        talk.sends(requests.delayMeasure(3));
        const [answer] = talk.effectsOf('send').slice(-1);
        assert.ok(answer);
        assert.match(hexOf(answer.fragment), /^[ce]3 81 .. .. 34 02 07 01 00 00$/);
      }),
      { numRuns: 300 },
    );
  });
});
