import assert from 'node:assert/strict';
import { Detection, IncidentBook, QUIET_MS, type Finding } from '../../../../lib/security/intrusion';
import { MINUTE, SECOND, T0, series } from './events';

const guesses = (from = T0, count = 10): Finding[] => {
  const detection = new Detection();
  return series(count, SECOND, (i) => ({ outcome: 'refused', address: `198.51.${i % 4}.1` }), from)
    .flatMap((event) => detection.add(event))
    .filter(({ detector }) => detector.id === 'brute-force-account');
};

describe('incidents', () => {
  it('are one while it goes on, which counts and says what was last', () => {
    const book = new IncidentBook();
    const taken = guesses(T0, 14).map((finding) => book.take(finding));
    assert.deepEqual(
      taken.map(({ isNew }) => isNew),
      [true, false, false, false, false],
    );
    const [first, last] = [taken[0]?.incident, taken.at(-1)?.incident];
    assert.equal(first?.id, last?.id);
    assert.deepEqual([first?.count, last?.count], [10, 14]);
    assert.match(last?.summary ?? '', /^14 logins as operator@aqua failed, the last from 198\.51\.1\.1\.$/);
    assert.equal(last?.firstAt, first?.firstAt);
    assert.equal(last?.lastAt, T0 + 13 * SECOND);
  });

  it('are others after a time of quiet', () => {
    const book = new IncidentBook();
    const [before] = guesses().map((finding) => book.take(finding));
    const [after] = guesses(T0 + QUIET_MS + MINUTE).map((finding) => book.take(finding));
    assert.equal(after?.isNew, true);
    assert.notEqual(before?.incident.id, after?.incident.id);
  });

  it('keep what was done about them', () => {
    const book = new IncidentBook();
    const [finding, next] = guesses(T0, 11);
    assert.ok(finding && next);
    book.take(finding);
    assert.equal(book.note(finding, 'Blocked.')?.done, 'Blocked.');
    assert.equal(book.take(next).incident.done, 'Blocked.');
  });
});
